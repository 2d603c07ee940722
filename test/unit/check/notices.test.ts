import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';

/** What esbuild tells of a bundle. */
interface Account {
	readonly outputs: Readonly<
		Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
	>;
}

/** Runs a line of script with what makes the notices. */
function told(script: string): string {
	const code = `import { noticesFor } from './scripts/notices.mjs'; ${script}`;
	return execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
}

describe('the notices of what is bundled', () => {
	const notices = told('console.log(noticesFor())');

	it('name every package that a bundle has something of, with its version and its licence', () => {
		const bundled = new Set<string>();
		for (const file of globSync('out/*.js.meta.json')) {
			const { outputs } = JSON.parse(readFileSync(file, 'utf8')) as Account;
			for (const [input, { bytesInOutput }] of Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))) {
				const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
				if (name !== undefined && bytesInOutput > 0) {
					bundled.add(name);
				}
			}
		}
		assert.ok(bundled.size > 50);
		assert.deepEqual(
			[...bundled].filter((name) => !new RegExp(`^${name} \\d+\\.\\S+ \\(\\S+\\)`, 'm').test(notices)),
			[],
		);
		for (const name of [
			'undici',
			'valibot',
			'jpeg-js',
			'@babel/parser',
			'postcss',
			'@jsquash/webp',
			'@modelcontextprotocol/sdk',
		]) {
			assert.match(notices, new RegExp(`^${name} \\d`, 'm'));
		}
	});

	it('have the whole text of each licence, and of those that codecs were compiled from', () => {
		for (const holder of [/Matteo Collina/, /Fabian Hiller/, /Titus Wormer/, /Independent JPEG Group/, /Google Inc/]) {
			assert.match(notices, holder);
		}
		assert.match(notices, /Permission is hereby granted, free of charge/);
	});

	it('are of the bundles that are named', () => {
		const painter = told("console.log(noticesFor(['painter']))");
		assert.match(painter, /^pngjs /m);
		assert.doesNotMatch(painter, /undici/);
	});
});
