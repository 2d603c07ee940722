import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { agentPlaces } from '../../support/agentPlaces';
import { until } from '../../support/until';
import { ended, start } from '../cli/cli';

const message = (method: string, params: object, id?: number): string =>
	`${JSON.stringify({ jsonrpc: '2.0', method, params, ...(id !== undefined && { id }) })}\n`;

/** What a host says before it can call. */
const hello =
	message(
		'initialize',
		{ protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'h', version: '1' } },
		1,
	) + message('notifications/initialized', {});
const call = message('tools/call', { name: 'generate_image', arguments: { prompt: 'a raft' } }, 2);

const mcp = (
	{ home, workspace }: { home: string; workspace: string },
	...args: string[]
): ChildProcessWithoutNullStreams => {
	const child = start(['mcp', '--limit', '0.3', ...args], home, {}, workspace);
	child.stdin.on('error', () => undefined);
	return child;
};

describe('a host of imagegen mcp that', () => {
	it('says a line without end is told so, and its images go on', async () => {
		await using at = await agentPlaces();
		const child = mcp(at, '--time-scale', '0.05');
		child.stdin.write(hello + call);
		for await (const line of createInterface(child.stdout)) {
			if ((JSON.parse(line) as { id?: number }).id === 2) {
				break;
			}
		}
		child.stdin.write('x'.repeat(11 * 2 ** 20));
		const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close') as Promise<[number]>]);
		assert.equal(code, 3);
		assert.match(stderr, /broke off: a line of it was longer than 10 MiB\. Images that were begun go on/);
		await until(() => existsSync(join(at.workspace, 'images', 'a-raft.jpg')), 'the image');
	});

	it('says what is no message is told so, and answered all the same', async () => {
		await using at = await agentPlaces();
		const child = mcp(at);
		child.stdin.end(`{\n[]\n${hello}`);
		const { code, stdout, stderr } = await ended(child);
		assert.equal(code, 0);
		assert.match(stdout, /"id":1/);
		assert.equal(stderr, 'A line of the host is no message of the protocol, and was left out.\n'.repeat(2));
	});

	it('hears nothing any more ends the server, which would else make images for nobody', async () => {
		await using at = await agentPlaces();
		const child = mcp(at);
		const said = text(child.stderr);
		child.stdout.destroy();
		await once(child.stdout, 'close');
		child.stdin.write(hello);
		const [code] = (await once(child, 'exit')) as [number];
		assert.deepEqual([code, /broke off: .*EPIPE/.test(await said)], [3, true]);
	});

	it('can’t be read from is told of', async () => {
		await using at = await agentPlaces();
		// A file that is open for writing alone.
		await using file = await open(join(at.home, 'file'), 'w');
		const child = spawn(process.execPath, [`${process.cwd()}/dist/cli.js`, 'mcp'], {
			stdio: [file.fd, 'ignore', 'pipe'],
			env: { ...process.env, XDG_DATA_HOME: at.home },
		});
		const [stderr, [code]] = await Promise.all([
			text(child.stderr ?? assert.fail()),
			once(child, 'close') as Promise<[number]>,
		]);
		assert.deepEqual([code, /broke off: EBADF/.test(stderr)], [3, true], stderr);
	});
});
