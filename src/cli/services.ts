import { isSandbox, endpointFor, serviceGroups } from '../engine/providers/catalogue';
import { exampleOf } from '../engine/providers/pastedAddress';
import { protocols } from '../engine/providers/registry';
import type { ServicePreset } from '../engine/providers/services/service';
import { canStream } from '../engine/providers/streams';
import { defineCommand } from './command';
import { jsonOption, type Parsed } from './options';
import { complainOfOutput, print, printJson } from './output';
import { t } from './translate';
import { exitCodes, UsageError } from './usage';

type Group = keyof typeof serviceGroups;

const options = {
	json: jsonOption,
} as const;

/** `imagegen services`: whom one can ask, and what it takes. */
export const servicesCommand = defineCommand({
	usage: ['[--json]'],
	about: [
		'Lists every service: its id, its address, whether it needs a key, the model without --model, whether its streams keep the line alive, whether it works by tasks, and what of it is unverified.',
		'Words on a terminal, else a line of JSON each.',
	],
	options,
	run: services,
});

async function services({ values, positionals }: Parsed<typeof options>): Promise<number> {
	if (positionals.length > 0) {
		throw new UsageError(
			t('imagegen services takes no argument. imagegen models --service ID says what one of them has.'),
		);
	}
	const groups = Object.entries(serviceGroups) as [Group, readonly ServicePreset[]][];
	if (await (process.stdout.isTTY && !values.json ? print(...groups.flatMap(inWords)) : printAll(groups))) {
		return exitCodes.saved;
	}
	complainOfOutput();
	return exitCodes.failed;
}

async function printAll(groups: readonly [Group, readonly ServicePreset[]][]): Promise<boolean> {
	for (const [group, presets] of groups) {
		for (const preset of presets) {
			if (!(await printJson(lineOf(group, preset)))) {
				return false;
			}
		}
	}
	return true;
}

/** What stands for a service in the output. */
interface ServiceLine extends Pick<
	ServicePreset,
	'id' | 'label' | 'protocol' | 'baseUrl' | 'key' | 'keyPage' | 'unverified'
> {
	readonly group: Group;
	/** What an address of it looks like, where everybody has one of their own. */
	readonly example?: string;
	readonly addresses?: readonly { readonly label: string; readonly baseUrl: string }[];
	readonly model?: string;
	readonly models: readonly string[];
	readonly streams: boolean | null;
	readonly keepsAlive: boolean;
	readonly tasks: boolean;
}

function lineOf(group: Group, preset: ServicePreset): ServiceLine {
	const { id, label, protocol, baseUrl, addresses, models, key, keyPage, unverified } = preset;
	return {
		group,
		id,
		label,
		protocol,
		...(baseUrl !== undefined && { baseUrl }),
		...(baseUrl === undefined && !isSandbox(id) && { example: exampleOf(id) }),
		...(addresses && { addresses: addresses.map((address) => ({ label: address.label, baseUrl: address.baseUrl })) }),
		key,
		...(keyPage !== undefined && { keyPage }),
		...(models[0] && { model: models[0].id }),
		models: models.map((model) => model.id),
		streams: canStreamAt(preset),
		keepsAlive: preset.keepsAlive === true,
		tasks: worksByTasks(preset),
		...(unverified !== undefined && { unverified }),
	};
}

/** With its default model; null where it has none, and the model decides. */
function canStreamAt(preset: ServicePreset): boolean | null {
	const { id, baseUrl } = preset;
	// What stands for something else in an example makes no difference to that.
	const example = isSandbox(id) ? '' : exampleOf(id).replace(/[A-Z][A-Z_]+/g, 'x');
	const endpoint = endpointFor({ service: id, baseUrl: baseUrl ?? example });
	return typeof endpoint === 'object' ? canStream(endpoint) : null;
}

/** Whether an image is a task there, which can be asked for again, rather than the reply to one long request. */
function worksByTasks({ protocol }: ServicePreset): boolean {
	return !Object.hasOwn(protocols, protocol);
}

const titles: Readonly<Record<Group, string>> = {
	sandbox: t('On this machine, free'),
	vendor: t('From those who make the models'),
	aggregator: t('From those who sell many models'),
	gateway: t('Gateways to others'),
	local: t('Programs of your own'),
	custom: t('Any other'),
};

const keys: Readonly<Record<ServicePreset['key'], string>> = {
	required: t('key'),
	optional: t('key if it wants one'),
	none: t('no key'),
};

function inWords([group, presets]: readonly [Group, readonly ServicePreset[]]): string[] {
	const width = Math.max(...presets.map(({ id }) => id.length));
	const indent = ' '.repeat(width + 4);
	const lines = presets.flatMap((preset) => {
		const { id, label, baseUrl, key, models, keepsAlive, unverified } = preset;
		const facts = [
			baseUrl ?? (isSandbox(id) ? t('started for each job') : `--base-url ${exampleOf(id)}`),
			keys[key],
			models[0] ? models[0].id : '--model ID',
			...(worksByTasks(preset) ? [t('works by tasks')] : []),
			...(keepsAlive === true ? [t('streams keep the line alive')] : []),
		];
		return [
			`  ${id.padEnd(width)}  ${label}`,
			`${indent}${facts.join(' · ')}`,
			...(unverified === undefined ? [] : [indent + t('unverified: {0}', unverified)]),
		];
	});
	return [titles[group], ...lines, ''];
}
