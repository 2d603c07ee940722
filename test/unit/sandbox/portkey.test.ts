import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { imageDimensionsFromData } from 'image-dimensions';
import OpenAI from 'openai';
import { temporaryFolder } from '../../support/folders';
import { until } from '../../support/until';
import { type Ended, imagegen } from '../cli/cli';
import { sandboxForTests } from './asking';

const program = join(__dirname, '../../../node_modules/@portkey-ai/gateway/build/start-server.js');

/** A port that nobody has just now: the gateway takes none that is free by itself. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

describe('a gateway of others in front of the sandbox (@portkey-ai/gateway)', () => {
	const sandbox = sandboxForTests();
	let gateway: ChildProcess;
	let url: string;
	before(async () => {
		const port = await freePort();
		gateway = spawn(process.execPath, [program, '--headless', `--port=${port}`], {
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		url = `http://127.0.0.1:${port}/v1`;
		let said = '';
		gateway.stdout?.on('data', (text: Buffer) => (said += text.toString()));
		await until(() => said.includes('Ready for connections'), 'the gateway');
	});
	after(async () => {
		const ended = once(gateway, 'exit');
		gateway.kill();
		await ended;
	});

	/** The gateway is told by headers in front of whom it stands. */
	const headers = (): Record<string, string> => ({
		'x-portkey-provider': 'openai',
		'x-portkey-custom-host': `${sandbox().url}/v1`,
	});
	const client = (): OpenAI => new OpenAI({ apiKey: 'any', baseURL: url, maxRetries: 0, defaultHeaders: headers() });
	const image = { model: 'gpt-image-2', prompt: 'a red fox', size: '1024x640' } as const;

	/** What the sandbox behind it has drawn since, of its requests. */
	const billedSince = (before: number): readonly number[] =>
		sandbox()
			.ledger()
			.entries.slice(before)
			.map(({ billed }) => billed);

	/** Asks it as people do in a terminal, and says how that ended, and what was drawn for it. */
	async function generate(
		service: string,
		...more: readonly string[]
	): Promise<Ended & { readonly image: Buffer | undefined; readonly billed: readonly number[] }> {
		await using home = await temporaryFolder();
		const out = join(home.path, 'fox.png');
		const before = sandbox().ledger().entries.length;
		const named = Object.entries(headers()).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
		const whom = ['--service', service, '--base-url', url, '--model', 'gpt-image-2', '--key-header', 'authorization'];
		const wish = ['--resolution', '1K', '--format', 'png', '--out', out, '--json', ...more];
		const ended = await imagegen(['generate', 'a red fox', ...whom, ...named, ...wish], home.path, {
			env: { IMAGEGEN_API_KEY: 'any' },
		});
		const image = ended.code === 0 ? await readFile(out) : undefined;
		return { ...ended, image, billed: billedSince(before) };
	}

	it('passes an image on to imagegen', async () => {
		const { code, stderr, image, billed } = await generate('openaiCompatible');
		assert.equal(code, 0, stderr);
		assert.equal(imageDimensionsFromData(image ?? Buffer.alloc(0))?.type, 'png');
		assert.deepEqual(billed, [1]);
	});

	it('is never asked for a stream by imagegen where it is known to lose them', async () => {
		const { code, stderr, image, billed } = await generate('portkey', '--stream', 'on');
		assert.equal(code, 0, stderr);
		assert.ok(image);
		assert.deepEqual(billed, [1]);
	});

	it('leaves imagegen in doubt where a stream that it loses is drawn, and that is not asked for again', async () => {
		const { code, stdout, billed } = await generate('openaiCompatible', '--stream', 'on');
		const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as object;
		assert.partialDeepStrictEqual(last, { kind: 'serverError', facts: { status: 500 }, sent: true, maybePaid: true });
		assert.equal(code, 4);
		assert.deepEqual(billed, [1]);
	});

	it('passes an image on', async () => {
		const { data } = await client().images.generate(image);
		const file = Buffer.from(data?.[0]?.b64_json ?? '', 'base64');
		assert.deepEqual(imageDimensionsFromData(file), { width: 1024, height: 640, type: 'png' });
	});

	it("passes a refusal on, in the service's words", async () => {
		const asking = client().images.generate({ ...image, size: '1000x1000' });
		await assert.rejects(asking, { status: 400, message: /divisible by 16/ });
	});

	it('fails at a stream with no more than that something went wrong', async () => {
		const asking = client().images.generate({ ...image, stream: true });
		await assert.rejects(asking, { status: 500, error: { status: 'failure', message: 'Something went wrong' } });
		const { status, billed } = sandbox().ledger().entries.at(-1) ?? {};
		assert.deepEqual([status, billed], [200, 1]);
	});
});
