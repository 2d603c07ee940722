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
