import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { exitCodes } from '../../../src/cli/usage';

const document = readFileSync('docs/terminal.md', 'utf8');

/** Names with a question mark where they are not always there. */
type Members = readonly string[];

/** The tables below a heading, up to the next one of any level: each by its rows, those by their cells. */
function tablesBelow(heading: string): string[][][] {
	const [, text = ''] = document.split(`\n${heading}\n`);
	const [own = ''] = text.split(/\n#+ /);
	return own
		.split(/\n\n/)
		.map((block) => block.trim())
		.filter((block) => block.startsWith('|'))
		.map((block) =>
			block
				.split('\n')
				.slice(2)
				.map((row) =>
					row
						.slice(1, -1)
						.split(' | ')
						.map((cell) => cell.trim()),
				),
		);
}

/** What stands in a cell as code. */
function namesIn(cell = ''): string[] {
	return [...cell.matchAll(/`(\w+\??)`/g)].map(([, name = '']) => name);
}

function membersOf(heading: string, table = 0): Members {
	return (tablesBelow(heading)[table] ?? []).flatMap(([name]) => namesIn(name)).toSorted();
}

const files = [
	...['services', 'models', 'convert', 'jobs', 'link', 'missing', 'requests', 'key', 'generate'].map(
		(name) => `src/cli/${name}.ts`,
	),
	...['jobs/events', 'failure', 'task', 'providers/fit', 'providers/pastedAddress'].map(
		(name) => `src/engine/${name}.ts`,
	),
	...['recipes/recipe', 'diagnose/diagnose', 'jobs/history'].map((name) => `src/engine/${name}.ts`),
].map((file) => resolve(file));

/** The product's types, as the compiler knows them. */
class Types {
	private readonly program: ts.Program;
	private readonly checker: ts.TypeChecker;

	constructor() {
		const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8')) as { config: object };
		const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
		this.program = ts.createProgram(files, options);
		this.checker = this.program.getTypeChecker();
	}

	named(file: string, name: string): ts.Type {
		const source = this.program.getSourceFile(resolve(file)) ?? assert.fail(file);
		const found = source.statements.find(
			(statement): statement is ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
				(ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) && statement.name.text === name,
		);
		return this.checker.getTypeAtLocation((found ?? assert.fail(`${file} has no ${name}`)).name);
	}

	members(type: ts.Type): Members {
		return this.checker
			.getPropertiesOfType(type)
			.map((member) => member.name + (member.flags & ts.SymbolFlags.Optional ? '?' : ''))
			.toSorted();
	}

	/** The variants of a union, by the text that this member of theirs has. */
	variants(type: ts.Type, discriminator: string): Map<string, ts.Type> {
		const variants = type.isUnion() ? type.types : [type];
		return new Map(
			variants.map((variant) => {
				const is = this.checker.getTypeOfSymbol(variant.getProperty(discriminator) ?? assert.fail());
				return [is.isStringLiteral() ? is.value : assert.fail(discriminator), variant];
			}),
		);
	}

	of(type: ts.Type, member: string): ts.Type {
		return this.checker.getTypeOfSymbol(type.getProperty(member) ?? assert.fail(member));
	}
}

describe('docs/terminal.md', () => {
	let types: Types;

	before(function () {
		this.timeout(60_000);
		types = new Types();
	});

	it('has every exit code, and no other', () => {
		const codes = (tablesBelow('## Exit codes')[0] ?? []).map(([code]) => Number(code));
		assert.deepEqual(codes, Object.values(exitCodes));
	});

	it('has every event with its members, and no other', () => {
		const steps = types.variants(types.named('src/engine/jobs/events.ts', 'JobStep'), 'type');
		const own = [
			['job', types.named('src/cli/generate.ts', 'JobNamed')],
			['address', types.named('src/engine/providers/pastedAddress.ts', 'Address')],
		] as const;
		const everyone = new Set(['type', 'at', 'job']);
		const known = [...own, ...steps].map(([type, shape]): [string, Members] => [
			type,
			types.members(shape).filter((name) => !everyone.has(name)),
		]);
		const told = (tablesBelow('## The events of `generate --json`')[0] ?? []).map(
			([type = '', , members]): [string, Members] => [namesIn(type).join(), namesIn(members).toSorted()],
		);
		assert.deepEqual(Object.fromEntries(told), Object.fromEntries(known));
	});

	it('has every kind of failure with its facts, and no other', () => {
		const known = [...types.variants(types.named('src/engine/failure.ts', 'Failure'), 'kind')].map(
			([kind, shape]): [string, Members] => [kind, types.members(types.of(shape, 'facts'))],
		);
		const told = (tablesBelow('### failure')[1] ?? []).map(([kind, , facts]): [string, Members] => [
			namesIn(kind).join(),
			namesIn(facts).toSorted(),
		]);
		assert.deepEqual(Object.fromEntries(told), Object.fromEntries(known));
	});

	const objects: readonly (readonly [heading: string, file: string, type: string, table?: number])[] = [
		['### image', 'src/engine/jobs/events.ts', 'SavedImage'],
		['### input', 'src/engine/jobs/events.ts', 'PreparedInput'],
		['### change', 'src/engine/providers/fit.ts', 'Change'],
		['### endpoint', 'src/engine/task.ts', 'Endpoint'],
		['### failure', 'src/engine/failure.ts', 'Failure'],
		['### `missing --json`', 'src/cli/missing.ts', 'MissingLine'],
		['### `link --json`', 'src/cli/link.ts', 'Inserted'],
		['### `convert --json`', 'src/cli/convert.ts', 'Written'],
		['### `convert --json`', 'src/cli/convert.ts', 'Unreadable', 1],
		['### `recipe --json`', 'src/engine/recipes/recipe.ts', 'Recipe'],
		['### `services --json`', 'src/cli/services.ts', 'ServiceLine'],
		['### `models --json`', 'src/cli/models.ts', 'ModelsOutput'],
		['### `models --json`', 'src/cli/models.ts', 'Model', 1],
		['### `models --json`', 'src/cli/models.ts', 'Takes', 2],
		['### `diagnose --json`', 'src/engine/diagnose/diagnose.ts', 'Diagnosis'],
		['### `jobs --json`', 'src/cli/jobs.ts', 'JobLine'],
		['### `requests`', 'src/cli/requests.ts', 'RequestLine'],
		['### `key list --json`', 'src/cli/key.ts', 'KeyLine'],
	];
	for (const [heading, file, type, table] of objects) {
		it(`has every member of ${type}, and no other`, () => {
			assert.deepEqual(membersOf(heading, table), types.members(types.named(file, type)));
		});
	}
});
