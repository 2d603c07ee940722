import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import manifest from '../../package.json';
import texts from '../../package.nls.json';
import { inert } from '../../src/editor/ui/inert';
import { services, settingRules, timeoutNames } from '../../src/editor/settingRules';
import { whenPossiblyPaid } from '../../src/engine/policy/afterFailure';
import { timeoutsFor } from '../../src/engine/policy/timeouts';
import { presetOf, serviceGroups } from '../../src/engine/providers/catalogue';
import { houseStyleIn } from '../../src/engine/recipes/houseStyle';
import { aspectRatios, rasterFormats, maxInputs, resolutions } from '../../src/engine/task';
import houseStyleSchema from '../../media/imagegen.schema.json';
import { manifestSettings, type Property } from '../support/manifestSettings';

const settings = Object.keys(settingRules) as (keyof typeof settingRules)[];

function property(key: string): Property {
	return manifestSettings[`imagegen.${key}`] ?? assert.fail(key);
}

function accepts(key: keyof typeof settingRules, value: unknown): boolean {
	return v.is(settingRules[key].schema, value);
}

/** Each bound of a number: the outermost value that is allowed, and the nearest that is not. */
function boundsOf({ minimum, exclusiveMinimum, maximum }: Property): (readonly [allowed: number, not: number])[] {
	return [
		...(minimum === undefined ? [] : [[minimum, minimum - 1] as const]),
		...(exclusiveMinimum === undefined ? [] : [[exclusiveMinimum + 0.001, exclusiveMinimum] as const]),
		...(maximum === undefined ? [] : [[maximum, maximum + 1] as const]),
	];
}

describe('the manifest', () => {
	it('has the editor ignore what a workspace that nobody trusts sets', () => {
		const itsOwn = Object.entries(manifestSettings).filter(([, { scope }]) => scope === 'resource');
		const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
		assert.deepEqual(itsOwn.map(([name]) => name).toSorted(), restrictedConfigurations);
	});

	it('tells the editor what a house style may be, as it is checked', () => {
		const examples: Readonly<Record<string, unknown>> = {
			...{
				style: 'Flat',
				palette: ['#0a7'],
				references: ['a.png'],
				resolution: resolutions[0],
				ratio: aspectRatios[0],
			},
			...{ format: 'webp', budget: 300 },
		};
		const { properties: members } = houseStyleSchema;
		const { $schema: _schema, version: _version, images: _images, ...styled } = members;
		assert.deepEqual(Object.keys(styled), Object.keys(examples));
		assert.deepEqual(houseStyleIn(examples), { style: examples, flaws: [] });
		const { style, palette, references, resolution, ratio, format, budget } = styled;
		assert.deepEqual(
			[resolution.enum, ratio.enum, format.enum, references.maxItems],
			[resolutions, aspectRatios, rasterFormats, maxInputs],
		);
		const beyond = {
			...{ style: 'x'.repeat(style.maxLength + 1), budget: budget.maximum + 1 },
			palette: Array.from({ length: palette.maxItems + 1 }, () => '#fff'),
		};
		assert.deepEqual(houseStyleIn(beyond)?.style, {});
	});

	it('has the settings that the window reads, and no others', () => {
		assert.deepEqual(Object.keys(manifestSettings).sort(), settings.map((key) => `imagegen.${key}`).sort());
	});

	for (const key of settings) {
		it(`gives imagegen.${key} the default and the bounds that it is checked by`, () => {
			const declared = property(key);
			assert.deepEqual(declared.default, settingRules[key].fallback);
			assert.ok(accepts(key, declared.default));
			for (const [allowed, not] of boundsOf(declared)) {
				assert.deepEqual([accepts(key, allowed), accepts(key, not)], [true, false], `${allowed}, ${not}`);
			}
			const isNumber = typeof declared.default === 'number';
			assert.equal(accepts(key, -1), false, 'a bound that is checked is declared');
			assert.equal(boundsOf(declared).length > 0, isNumber);
			assert.equal(declared.maximum === undefined && isNumber, isNumber && accepts(key, 1_000_000));
		});
	}

	it('takes no longer command for the key than the question about it shows whole', () => {
		const { maxLength = 0 } = property('keyCommand');
		const [whole, longer] = ['x'.repeat(maxLength), 'x'.repeat(maxLength + 1)];
		assert.deepEqual([accepts('keyCommand', whole), accepts('keyCommand', longer)], [true, false]);
		assert.equal(inert(`The question: ${whole}`), `The question: ${whole}`);
		assert.equal(accepts('keyCommand', 'echo a\necho b'), false);
	});

	it('offers the services and the choices that there are, each with its name and its description', () => {
		const service = property('service');
		assert.deepEqual(service.enum, services);
		assert.deepEqual(
			service.enumItemLabels,
			services.map((id) => presetOf(id)?.label),
		);
		assert.deepEqual(
			service.markdownEnumDescriptions,
			Object.entries(serviceGroups).flatMap(([group, presets]) => presets.map(() => `%service.${group}%`)),
		);
		const whenLost = property('retry.whenPossiblyPaid');
		assert.deepEqual(whenLost.enum, whenPossiblyPaid);
		assert.equal(whenLost.markdownEnumDescriptions?.length, whenPossiblyPaid.length);
	});

	it('has the timeouts that the window reads, with the defaults of the engine', () => {
		const { properties: members = {} } = property('timeouts');
		assert.deepEqual(Object.keys(members).sort(), [...timeoutNames].sort());
		const { connectMs, writeMs, idleMs } = timeoutsFor('1K');
		const replies = resolutions.map((resolution) => [resolution, timeoutsFor(resolution).firstByteMs / 1000] as const);
		const engine = {
			connect: connectMs / 1000,
			write: writeMs / 1000,
			idle: idleMs / 1000,
			...Object.fromEntries(replies),
		};
		const declared = Object.entries(members).map(([name, member]) => [name, member.default] as const);
		assert.deepEqual(Object.fromEntries(declared.filter(([, value]) => value !== undefined)), engine);
		Object.values(members).forEach(({ exclusiveMinimum }) => assert.equal(exclusiveMinimum, 0));
	});

	it('has the commands that the window registers, and no others', () => {
		const texts = globSync('src/editor/commands/*.ts').map((path) => readFileSync(path, 'utf8'));
		const ids = texts.flatMap((text) => [
			...[...text.matchAll(/\bid(?: =|:) '(imagegen\.\w+)'/g)].map(([, id]) => id),
			...[...text.matchAll(/\b(?:forEach|forAll)\('(imagegen\.\w+)'/g)].map(([, id]) => id),
		]);
		assert.deepEqual(ids.sort(), manifest.contributes.commands.map(({ command }) => command).sort());
		const composition = readFileSync('src/window.ts', 'utf8');
		const classes = texts.flatMap((text) =>
			[...text.matchAll(/class (\w+) implements Command/g)].map(([, name]) => name),
		);
		classes.forEach((name) => assert.ok(composition.includes(`new ${name}(`), name));
	});

	it('offers commands that need an image’s row where there is one, and nowhere else', () => {
		const { commandPalette, 'view/item/context': rows } = manifest.contributes.menus;
		const inRows = new Set(rows.map(({ command }) => command));
		const hidden = commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command);
		assert.deepEqual(
			[...inRows].filter((command) => !hidden.includes(command)),
			[],
		);
		rows.forEach(({ when }) => assert.match(when, /^view == imagegen\.images && viewItem =~ /));
		// The row that is focused then is told by the selection, before any other key.
		const toggle = ['list.toggleSelection', 'list.toggleSelection'];
		const ofRows = manifest.contributes.keybindings.filter(({ when }) => when.startsWith('focusedView'));
		ofRows.forEach(({ when, command, args = { commands: [] } }) => {
			assert.match(when, /^focusedView == imagegen\.images && listFocus && !inputFocus$/);
			assert.equal(command, 'runCommands');
			const { command: last = '' } = args.commands.at(-1) as { command?: string };
			assert.deepEqual(args.commands, [...toggle, { command: last, args: { focused: true } }]);
			assert.ok(inRows.has(last), `${last} is in the row's menu as well`);
		});
	});

	it('takes no key anywhere but in its view, and while its own prompt is written', () => {
		const prompts = /^(inQuickInput && imagegen\.askingPrompt|editorTextFocus && resourceScheme == imagegen-prompt)$/;
		manifest.contributes.keybindings.forEach(({ when }) => {
			assert.ok(when.startsWith('focusedView == imagegen.images && listFocus') || prompts.test(when), when);
		});
	});

	it('uses each text that it has, and has each that it uses', () => {
		const used = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
		assert.deepEqual([...new Set(used)].sort(), Object.keys(texts).sort());
	});
});
