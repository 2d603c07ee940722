import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandEntries } from '../../../src/cli/commands';
import { servicePresets } from '../../../src/engine/providers/catalogue';
import { qualities } from '../../../src/engine/task';
import { temporaryFolder } from '../../support/folders';
import { imagegen } from './cli';

const names = commandEntries.map(([name]) => name);

/** What bash offers where the cursor stands behind each of these lines, asked as bash asks. */
async function offered(...lines: readonly string[]): Promise<string[][]> {
	await using home = await temporaryFolder();
	const { code, stdout } = await imagegen(['completion', 'bash'], home.path);
	assert.equal(code, 0);
	const script = join(home.path, 'completion.bash');
	await writeFile(script, stdout);
	const ask = `set -u; source "$1"; shift
		for line; do COMP_LINE=$line COMP_POINT=\${#line}; COMPREPLY=(); _imagegen; echo "\${COMPREPLY[*]-}"; done`;
	const { stdout: told, stderr } = spawnSync('bash', ['-c', ask, 'bash', script, ...lines], { encoding: 'utf8' });
	assert.equal(stderr, '');
	return told
		.replace(/\n$/, '')
		.split('\n')
		.map((line) => line.split(' ').filter((word) => word !== ''));
}

describe('imagegen completion', () => {
	it('has bash complete commands', async () => {
		const [all, some, help] = await offered('imagegen ', 'imagegen re', 'imagegen help se');
		assert.deepEqual(all, [...names, 'help', '--help', '--version']);
		assert.deepEqual(some, ['recipe', 'recover', 'requests']);
		assert.deepEqual(help, ['services']);
	});

	it('has bash complete the options of a command, and what they take', async () => {
		const [options, services, quality, joined, shells] = await offered(
			'imagegen generate "a fox" --re',
			'imagegen models --service ',
			'imagegen fill docs --quality ',
			'imagegen generate --service=gem',
			'imagegen completion ',
		);
		assert.deepEqual(options, ['--resolution']);
		assert.deepEqual(
			services,
			servicePresets.map(({ id }) => id),
		);
		assert.deepEqual(quality, qualities);
		assert.deepEqual(joined, ['gemini', 'geminiCompatible']);
		assert.deepEqual(shells, ['bash', 'zsh', 'fish']);
	});

	it('has bash complete behind a colon what stands behind it, since that is where a word begins for it', async () => {
		assert.deepEqual(await offered('imagegen generate --ratio 16:', 'imagegen generate --ratio=1:'), [
			['9'],
			['1', '4', '8'],
		]);
	});

	it('leaves to bash what is a file', async () => {
		assert.deepEqual(await offered('imagegen generate --style ', 'imagegen recover '), [[], []]);
	});

	it('says of each option what its first sentence says, in every language', async () => {
		await using home = await temporaryFolder();
		const expected: readonly (readonly [locale: string, option: string, told: string])[] = [
			['C', 'ratio', '1:1, 2:3, 3:2, 3:4, 4:3, 4:5, 5:4, 9:16, 16:9, 21:9, 1:4, 4:1, 1:8 or 8:1'],
			['C', 'resolution', '1K, 2K or 4K'],
			['C', 'icons', 'a square, and of it a set of icons, 16 to 512 pixels and .ico, in a new folder beside it'],
			['C', 'style', 'a house style'],
			['de_DE.UTF-8', 'quality', 'von 0 bis 100'],
			['es_ES.UTF-8', 'model', 'cualquier id. que el servicio conozca'],
			['ja_JP.UTF-8', 'quality', '0 から 100 まで'],
			['zh_CN.UTF-8', 'resolution', '1K、2K 或 4K'],
		];
		for (const [locale, option, told] of expected) {
			const [fish, zsh] = await Promise.all(
				['fish', 'zsh'].map((shell) => imagegen(['completion', shell], home.path, { env: { LC_ALL: locale } })),
			);
			const inFish = fish?.stdout.split('\n').filter((line) => line.includes(` -l ${option} `)) ?? [];
			assert.ok(
				inFish.some((line) => line.endsWith(` -d '${told}'`)),
				told,
			);
			assert.ok(zsh?.stdout.includes(`[${told.replaceAll(':', '\\:')}]`), told);
		}
	});

	it('knows three shells', async () => {
		await using home = await temporaryFolder();
		const { code, stderr } = await imagegen(['completion', 'tcsh'], home.path);
		assert.deepEqual(
			{ code, stderr },
			{
				code: 2,
				stderr:
					'imagegen completion takes bash, zsh, fish, not "tcsh".\nimagegen completion --help shows how it is used.\n',
			},
		);
	});
});
