import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { notRun, pathOf } from '../../faults/middleboxes/box';
import { temporaryFolder } from '../../support/folders';
import { taskImage, taskService } from '../../support/taskService';
import { until } from '../../support/until';
import { at, ended, imagegen, inTerminal, service, start } from './cli';

const key = 'sk-not-to-be-seen';

/** No keyring is there. */
const nowhere = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' };

/** A real GNOME Keyring in a session of its own, which nobody has to unlock. */
async function keyring(home: string): Promise<AsyncDisposable & { readonly env: NodeJS.ProcessEnv }> {
	const script = `printf pw | gnome-keyring-daemon --unlock --components=secrets >&2
		echo "$DBUS_SESSION_BUS_ADDRESS"; cat`;
	const child = spawn('dbus-run-session', ['--', 'sh', '-c', script], {
		env: { ...process.env, HOME: home, XDG_DATA_HOME: join(home, 'keyrings'), XDG_RUNTIME_DIR: home },
		stdio: ['pipe', 'pipe', 'ignore'],
	});
	const lines = createInterface(child.stdout);
	const [address] = (await once(lines, 'line')) as [string];
	return {
		env: { DBUS_SESSION_BUS_ADDRESS: address },
		[Symbol.asyncDispose]: async () => {
			const exited = once(child, 'exit');
			child.stdin.end();
			await exited;
		},
	};
}

const needed = ['dbus-run-session', 'gnome-keyring-daemon'];

if (needed.every((command) => pathOf(command))) {
	describe('imagegen key, with a real keyring', () => {
		it('stores a key for the address of its service alone, which every command then takes, and removes it', async () => {
			await using home = await temporaryFolder();
			await using ring = await keyring(home.path);
			const { env } = ring;
			const [keys, others]: [(string | undefined)[], (string | undefined)[]] = [[], []];
			await using server = await service(keys);
			await using other = await service(others);
			const { origin } = server.url;
			const whose = ['openaiCompatible', '--base-url', `${origin}/v1`];
			const say = async (...args: readonly string[]): Promise<string> => {
				const { code, stdout, stderr } = await imagegen(['key', ...args], home.path, { env, input: `${key}\n` });
				assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
				return stdout;
			};
			assert.equal(await say('set', ...whose, '--key-stdin'), `The key for ${origin} is in the system's keyring.\n`);
			assert.equal(await say('list'), `${origin}\n`);
			assert.deepEqual(JSON.parse(await say('list', '--json')), [{ origin }]);

			const documents = join(home.path, 'docs');
			await mkdir(documents);
			await writeFile(join(documents, 'a.md'), '![A fox](fox.jpg)\n');
			const generate = ['generate', 'A fox', '--out', home.path];
			assert.equal((await imagegen([...generate, ...at(server)], home.path, { env })).code, 0);
			assert.equal((await imagegen(['fill', documents, '--yes', ...at(server)], home.path, { env })).code, 0);
			await imagegen(['models', ...at(server)], home.path, { env });
			await imagegen(['diagnose', ...at(server)], home.path, { env });
			await imagegen([...generate, ...at(other)], home.path, { env });
			assert.deepEqual([new Set(keys), others], [new Set([`Bearer ${key}`]), [undefined]]);

			assert.equal(await say('remove', ...whose), `The key for ${origin} is removed.\n`);
			assert.equal(await say('remove', ...whose), `No key is stored for ${origin}.\n`);
			assert.equal(await say('list'), 'No keys are stored.\n');
			await imagegen([...generate, ...at(server)], home.path, { env });
			assert.equal(keys.at(-1), undefined);
		});

		it('asks on a terminal, and shows nothing of what is typed', async () => {
			await using home = await temporaryFolder();
			await using ring = await keyring(home.path);
			const { env } = ring;
			const { code, stdout } = await inTerminal(['key', 'set', 'openai'], home.path, /not shown/, key, env);
			assert.equal(code, 0);
			assert.match(stdout, /^The API key for https:\/\/api\.openai\.com, which is not shown:\s+The key for .* is in/);
			assert.ok(!stdout.includes(key));
			const { stdout: listed } = await imagegen(['key', 'list'], home.path, { env });
			assert.equal(listed, 'https://api.openai.com (openai)\n');
		});

		it('has what an earlier run of fill has left at a service beside the chosen one', async () => {
			await using home = await temporaryFolder();
			await using ring = await keyring(home.path);
			const { env } = ring;
			await using left = await taskService('fal', { polls: 2 });
			await using other = await service();
			await writeFile(join(home.path, 'a.md'), '![A fox](fox.png)\n');
			const whom = ['--service', 'fal', '--base-url', left.baseUrl];
			await imagegen(['key', 'set', ...whom.slice(1), '--key-stdin'], home.path, { env, input: `${key}\n` });
			const child = start(['fill', home.path, '--yes', ...whom], home.path, env);
			const end = ended(child);
			await until(() => left.calls.some(({ matter }) => matter === 'status'), 'it has come so far');
			child.kill('SIGKILL');
			await end;
			const { code, stderr } = await imagegen(['fill', home.path, ...at(other)], home.path, { env });
			assert.equal(code, 0, stderr);
			assert.deepEqual(await readFile(join(home.path, 'fox.png')), taskImage);
			assert.equal(left.paid.length, 1);
			const sent = left.calls.flatMap(({ headers: { authorization = [] } }) => authorization);
			assert.deepEqual([...new Set(sent)], [`Key ${key}`]);
		});

		it('comes after standard input and the environment', async () => {
			await using home = await temporaryFolder();
			await using ring = await keyring(home.path);
			const { env } = ring;
			const keys: (string | undefined)[] = [];
			await using server = await service(keys);
			const set = ['key', 'set', 'openaiCompatible', '--base-url', server.url.origin, '--key-stdin'];
			await imagegen(set, home.path, { env, input: `${key}\n` });
			const generate = ['generate', 'A fox', ...at(server), '--out', home.path];
			const both = { ...env, IMAGEGEN_API_KEY: 'from-env' };
			await imagegen([...generate, '--key-stdin'], home.path, { env: both, input: 'piped\n' });
			await imagegen(generate, home.path, { env: both });
			await imagegen(generate, home.path, { env });
			assert.deepEqual(keys, ['Bearer piped', 'Bearer from-env', `Bearer ${key}`]);
		});
	});
} else {
	notRun('imagegen key, with a real keyring', `on Debian: apt-get install dbus gnome-keyring`);
}

/** As if a key had been stored for those. */
async function note(origins: readonly string[], home: string): Promise<void> {
	await mkdir(join(home, 'imagegen'));
	await writeFile(join(home, 'imagegen', 'keys.json'), JSON.stringify(origins));
}

describe('imagegen key', () => {
	it('says that the system has no keyring, and what works without', async () => {
		await using home = await temporaryFolder();
		const set = ['key', 'set', 'openai', '--key-stdin'];
		const { code, stdout, stderr } = await imagegen(set, home.path, { env: nowhere, input: `${key}\n` });
		assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
		assert.match(
			stderr,
			/^The system's keyring can't be used for the key of https:\/\/api\.openai\.com: .+ A key in IMAGEGEN_API_KEY, or by --key-stdin, needs no keyring\.\n$/,
		);
		assert.equal((await imagegen(['key', 'list'], home.path, { env: nowhere })).stdout, 'No keys are stored.\n');
	});

	it('says that its package is not installed, and what brings it', async () => {
		await using home = await temporaryFolder();
		const cli = join(home.path, 'cli.js');
		await copyFile('dist/cli.js', cli);
		const child = spawn(process.execPath, [cli, 'key', 'set', 'openai', '--key-stdin'], {
			env: { ...process.env, XDG_DATA_HOME: home.path },
		});
		child.stdin.end(`${key}\n`);
		const { code, stderr } = await ended(child);
		assert.equal(code, 2);
		assert.equal(
			stderr,
			"The system's keyring can't be used: the package @napi-rs/keyring isn't installed beside imagegen. npm install --global @napi-rs/keyring brings it. A key in IMAGEGEN_API_KEY, or by --key-stdin, needs no keyring.\n",
		);
	});

	it('asks no keyring where the environment has the key, or none was stored for that address', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		await using other = await service();
		await note([server.url.origin], home.path);
		const generate = ['generate', 'A fox', '--out', join(home.path, 'fox.jpg')];
		const given = { env: { ...nowhere, IMAGEGEN_API_KEY: key } };
		assert.equal((await imagegen([...generate, ...at(server)], home.path, given)).code, 0);
		assert.equal((await imagegen([...generate, ...at(other)], home.path, { env: nowhere })).code, 0);
		const { code, stderr } = await imagegen([...generate, ...at(server)], home.path, { env: nowhere });
		assert.equal(code, 2);
		assert.match(stderr, new RegExp(`^The system's keyring can't be used for the key of ${server.url.origin}: `));
	});

	it('takes no key as an argument, and none for whom none is for', async () => {
		await using home = await temporaryFolder();
		for (const [args, expected] of [
			[['set', 'openai', key], /^Write imagegen key set SERVICE/],
			[['set', 'sandbox'], /^sandbox takes no key\.$/m],
			[['set', 'nobody'], /^There is no service "nobody"\.$/m],
			[['set', 'openaiCompatible'], /^Give the service's address with --base-url/],
			[['set', 'openai'], /^Nobody can be asked for the key here\. Pipe it in with --key-stdin\.$/m],
			[['list', 'openai'], /^Write imagegen key set SERVICE/],
			[['forget', 'openai'], /^imagegen key takes set, list, remove, not "forget"\.$/m],
		] as const) {
			const { code, stderr } = await imagegen(['key', ...args], home.path);
			assert.equal(code, 2);
			assert.match(stderr, expected);
			assert.match(stderr, /imagegen key --help shows how it is used\.\n$/);
		}
	});
});
