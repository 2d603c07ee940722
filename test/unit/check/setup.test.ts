import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const works = 'console.log(process.pid); setInterval(() => undefined, 1000)';

/** Starts a script that runs a program, and complains where that fails; ends the one of both by a signal. */
async function ended(which: 'script' | 'program', signal: NodeJS.Signals, program = works) {
	const code = `
		import { SetupError, node, run, runMain } from './scripts/setup.mjs';
		await runMain(async () => {
			if ((await run(node, ['--eval', ${JSON.stringify(program)}])) !== 0) {
				throw new SetupError('It needs a compiler.');
			}
		});`;
	const script = spawn(process.execPath, ['--input-type=module', '--eval', code], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const said = text(script.stderr);
	const [line] = (await once(script.stdout, 'data')) as [Buffer];
	const pid = Number(line);
	process.kill(which === 'script' ? Number(script.pid) : pid, signal);
	const [status, by] = (await once(script, 'close')) as [number | null, NodeJS.Signals | null];
	assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
	return { status, by, said: await said };
}

// Windows has no signals that a program could see.
if (process.platform !== 'win32') {
	describe('a step of the set-up', () => {
		for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
			it(`ends with the script, by the same signal, and nothing is said of it: ${signal}`, async () => {
				assert.deepEqual(await ended('script', signal), { status: null, by: signal, said: '' });
			});
		}

		for (const signal of ['SIGINT', 'SIGTERM'] as const) {
			it(`ends the script with it when a person ends it: ${signal}`, async () => {
				assert.deepEqual(await ended('program', signal), { status: null, by: signal, said: '' });
			});
		}

		it('is no failure when it says so itself once it was to end', async () => {
			const program = `process.on('SIGTERM', () => process.exit(1)); ${works}`;
			assert.deepEqual(await ended('script', 'SIGTERM', program), { status: null, by: 'SIGTERM', said: '' });
		});

		it('has failed when it crashed', async () => {
			assert.deepEqual(await ended('program', 'SIGKILL'), { status: 1, by: null, said: 'It needs a compiler.\n' });
		});
	});
}
