import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { agentPlaces } from '../../support/agentPlaces';

interface Answer {
	readonly tools?: readonly { readonly name: string }[];
	readonly isError?: boolean;
	readonly structuredContent?: Readonly<Record<string, unknown>>;
}

/** Runs the protocol's own inspector, which starts a server of its own for each call. */
async function inspect(
	{ home, workspace }: { readonly home: string; readonly workspace: string },
	asked: readonly string[],
	options: readonly string[] = ['--time-scale', '0.01'],
): Promise<Answer & { readonly said: string }> {
	const inspector = resolve('node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');
	const server = [process.execPath, resolve('dist/cli.js'), 'mcp', ...options];
	const args = ['--cli', '--cwd', workspace, '-e', `XDG_DATA_HOME=${home}`, ...asked, '--', ...server];
	const env = { ...process.env, HOME: home };
	const child = spawn(process.execPath, [inspector, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
	const [stdout, said] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
	assert.ok(stdout.startsWith('{'), `${stdout}\n${said}`);
	return { ...(JSON.parse(stdout) as Answer), said };
}

const calling = (tool: string, ...given: string[]): string[] => [
	...['--method', 'tools/call', '--tool-name', tool],
	...given.flatMap((pair) => ['--tool-arg', pair]),
];

describe('imagegen mcp, by the inspector of the protocol', () => {
	it('has five tools, whose schemas every host takes', async () => {
		await using at = await agentPlaces();
		const { tools = [], said } = await inspect(at, ['--method', 'tools/list', '--strict']);
		assert.equal(tools.length, 5);
		assert.equal(said, '');
	});

	it('makes an image, then a changed one, and finds what is missing', async () => {
		await using at = await agentPlaces();
		const fox = await inspect(at, calling('generate_image', 'prompt=a fox', 'document=README.md', 'line=4'));
		assert.equal(fox.structuredContent?.['state'], 'saved', JSON.stringify(fox));
		const edited = await inspect(at, calling('edit_image', 'image=images/a-fox.jpg', 'prompt=at night'));
		assert.equal(edited.structuredContent?.['state'], 'saved', JSON.stringify(edited));
		assert.ok(existsSync(join(at.workspace, 'images', 'a-fox-1.jpg')));
		const { structuredContent } = await inspect(at, calling('list_missing_images', 'paths=["README.md"]'));
		assert.equal((structuredContent?.['missing'] as unknown[]).length, 1);
	});

	it('answers with an id where a call is too short, tells of it, and stops it', async () => {
		await using at = await agentPlaces();
		const slowly = ['--limit', '0.3', '--time-scale', '1'];
		const { structuredContent } = await inspect(at, calling('generate_image', 'prompt=a raft'), slowly);
		const id = `id=${String(structuredContent?.['id'])}`;
		const status = await inspect(at, calling('image_status', id), slowly);
		assert.equal(status.structuredContent?.['state'], 'running', JSON.stringify(status));
		const cancelled = await inspect(at, calling('cancel_image', id), slowly);
		assert.deepEqual([cancelled.isError, cancelled.structuredContent?.['state']], [true, 'failed']);
		assert.ok(!existsSync(join(at.workspace, 'images', 'a-raft.jpg')));
	});
});
