import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { keyFromCommand } from '../../../src/editor/keyCommand';
import { until } from '../../support/until';

/** Whether a process runs whose command line holds that. */
function runs(mark: string): boolean {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.some((id) => {
			try {
				return readFileSync(`/proc/${id}/cmdline`, 'latin1').includes(mark);
			} catch {
				return false;
			}
		});
}

describe('the key of a command', () => {
	it('is its first line, without the blanks around it', async () => {
		assert.equal(await keyFromCommand('printf "  ya29.token \\r\\nand more\\n"'), 'ya29.token');
		assert.equal(await keyFromCommand('echo a-key; echo a warning >&2'), 'a-key');
	});

	it('is tidied as a typed one is', async () => {
		assert.equal(await keyFromCommand(`echo '"Bearer ya29.token"'`), 'ya29.token');
		assert.equal(await keyFromCommand('printf "\\342\\200\\213a-key\\n"'), 'a-key');
	});

	it('comes from the home folder, whatever folder is open', async () => {
		assert.equal(await keyFromCommand('pwd'), homedir());
	});

	it('is none where the command fails, whatever it has printed', async () => {
		assert.deepEqual(await keyFromCommand('echo half-a-key; exit 3'), { why: 'failed', exitCode: 3 });
		assert.deepEqual(await keyFromCommand('there-is-no-such-program'), { why: 'failed', exitCode: 127 });
		assert.deepEqual(await keyFromCommand('kill -9 $$'), { why: 'failed', exitCode: 'SIGKILL' });
	});

	it('is none where nothing is printed, or what no request can carry, or what never ends', async () => {
		for (const command of [
			'true',
			'echo; echo a-key',
			'printf "a\\001key\\n"',
			'printf "\\342\\202\\254k\\n"',
			'echo You are not signed in. Run login first.',
			'yes',
		]) {
			assert.deepEqual(await keyFromCommand(command), { why: 'noKey' }, command);
		}
	});

	it('is waited for no longer than it may take, and what was started for it ends', async () => {
		const seconds = '86399.125';
		const key = keyFromCommand(`sleep ${seconds}; echo a-key`, 300);
		await until(() => runs(seconds), 'the command runs');
		assert.deepEqual(await key, { why: 'timeout', seconds: 0 });
		await until(() => !runs(seconds), 'the command is gone');
	});
});
