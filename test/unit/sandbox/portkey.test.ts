import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { imageDimensionsFromData } from 'image-dimensions';
import OpenAI from 'openai';
import { until } from '../../support/until';
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

describe('a gateway of others between an SDK and the sandbox (@portkey-ai/gateway)', () => {
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
	const client = (): OpenAI =>
		new OpenAI({
			apiKey: 'any',
			baseURL: url,
			maxRetries: 0,
			defaultHeaders: { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${sandbox().url}/v1` },
		});
	const image = { model: 'gpt-image-2', prompt: 'a red fox', size: '1024x640' } as const;

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
