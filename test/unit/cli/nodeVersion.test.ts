import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { version } from '../../../package.json';
import { temporaryFolder } from '../../support/folders';

interface Ended {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

const runs: Ended = { status: 0, stdout: `${version}\n`, stderr: '' };

function refuses(node: string): Ended {
	return { status: 2, stdout: '', stderr: `imagegen needs Node.js 22.19.0 or later; this is ${node}.\n` };
}

/** Asks the bundle for its version, on that Node. */
function ask(node: string, ...options: readonly string[]): Ended {
	const { status, stdout, stderr } = spawnSync(node, [...options, 'dist/cli.js', '--version'], { encoding: 'utf8' });
	return { status, stdout, stderr };
}

/** Every Node on the path beside the checkout's own: where people run the command line. */
const machines = (process.env['PATH'] ?? '')
	.split(delimiter)
	.map((folder) => join(folder, 'node'))
	.filter((path) => existsSync(path) && !realpathSync(path).includes('node_modules'));

describe('imagegen', () => {
	it('runs on the Node of the checkout', () => {
		assert.deepEqual(ask(process.execPath), runs);
	});

	for (const path of new Set(machines.map((machine) => realpathSync(machine)))) {
		const found = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
		it(`runs on the machine's own Node ${found}, or says in one line what it needs`, () => {
			const [major = 0, minor = 0] = found.split('.').map(Number);
			const isNewEnough = major > 22 || (major === 22 && minor >= 19);
			assert.deepEqual(ask(path), isNewEnough ? runs : refuses(found));
		});
	}

	it('tells versions apart by their figures', async () => {
		await using home = await temporaryFolder();
		const pretend = join(home.path, 'pretend.js');
		for (const [claimed, expected] of [
			['16.20.2', refuses('16.20.2')],
			['22.9.9', refuses('22.9.9')],
			['22.18.12', refuses('22.18.12')],
			['22.19.0', runs],
			['22.20.0', runs],
			['24.0.0-nightly', runs],
			['100.1.0', runs],
		] as const) {
			await writeFile(pretend, `Object.defineProperty(process, 'versions', { value: { node: '${claimed}' } });`);
			assert.deepEqual(ask(process.execPath, '--require', pretend), expected, claimed);
		}
	});
});
