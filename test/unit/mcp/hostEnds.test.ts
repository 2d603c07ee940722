import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server';
import { agentHost } from '../../support/agentHost';
import { agentPlaces, firstImage } from '../../support/agentPlaces';
import { noisePng } from '../../support/images';
import { until } from '../../support/until';
import { imagegen } from '../cli/cli';

/** A minute lasts three seconds. */
const timeScale = 0.05;
const hostsLimit = 60_000 * timeScale;
const imageTakes = 170_000;

/** A service that takes so long for an image, and what has the server ask it. */
async function slowService(latencyMs = 30_000): Promise<
	AsyncDisposable & {
		readonly sandbox: Sandbox;
		readonly options: { readonly env: Record<string, string>; readonly args: readonly string[] };
	}
> {
	const paint = (): Promise<Uint8Array> => Promise.resolve(noisePng(64, 48));
	const sandbox = await startSandbox({ timeScale, latencyMs: () => latencyMs, paint });
	const service = ['--service', 'gemini', '--base-url', `${sandbox.url}/as/gemini/v1beta`];
	return {
		sandbox,
		options: {
			env: { IMAGEGEN_API_KEY: 'some-key' },
			args: [...service, '--limit', String(Math.min(50, latencyMs / 2_000) * timeScale)],
		},
		[Symbol.asyncDispose]: () => sandbox.close(),
	};
}

describe('a host of imagegen mcp', () => {
	it('that ends calls after a minute gets an image that takes three, once', async () => {
		await using at = await agentPlaces();
		await using service = await slowService(imageTakes);
		await using host = await agentHost({ ...at, ...service.options });
		const begun = performance.now();
		const timeout = hostsLimit;
		let told = await host.call('generate_image', { prompt: 'a slow ship', document: 'README.md' }, { timeout });
		const { id } = told.data;
		let calls = 1;
		for (; told.data['state'] === 'running'; calls++) {
			told = await host.call('image_status', { id }, { timeout });
		}
		assert.ok(performance.now() - begun > imageTakes * timeScale);
		assert.ok(calls >= 4, `${calls} calls`);
		assert.equal(firstImage(told)['path'], join(at.workspace, 'images', 'a-slow-ship.png'));
		assert.match(String(firstImage(told)['link']), /images\/a-slow-ship\.png/);
		await assertOnce(service.sandbox, at);
	});

	it('that is killed meanwhile has the image in its place, once, and in the list of jobs', async () => {
		await using at = await agentPlaces();
		await using service = await slowService();
		const host = await agentHost({ ...at, ...service.options });
		const { data } = await host.call('generate_image', { prompt: 'a slow ship', document: 'README.md' });
		assert.equal(data['state'], 'running');
		process.kill(host.pid, 'SIGKILL');
		await host.client.close();
		await until(() => existsSync(join(at.workspace, 'images', 'a-slow-ship.png')), 'the image');
		// The next one is told of it, with the text to insert.
		await using other = await agentHost({ ...at, ...service.options });
		const told = await other.call('image_status', { id: data['id'] });
		assert.match(String(firstImage(told)['link']), /images\/a-slow-ship\.png/);
		await assertOnce(service.sandbox, at);
	});

	it('that cancels a call, or is gone before the person has answered, ends no image and begins none', async () => {
		await using at = await agentPlaces();
		await using service = await slowService();
		await using host = await agentHost({ ...at, ...service.options });
		const cancel = new AbortController();
		const call = host.call('generate_image', { prompt: 'a slow ship' }, { signal: cancel.signal });
		await until(() => service.sandbox.ledger().requests > 0, 'the request');
		cancel.abort();
		await assert.rejects(call);
		await until(() => existsSync(join(at.workspace, 'images', 'a-slow-ship.png')), 'the image');

		await using asking = await agentHost({ ...at, ...service.options, answer: 'never' });
		const gone = new AbortController();
		const asked = asking.call('generate_image', { prompt: 'a ship' }, { signal: gone.signal });
		await until(() => asking.questions.length > 0, 'the question');
		gone.abort();
		await assert.rejects(asked);
		// What is asked for after it has its turn only when that one is over.
		const next = asking.call('generate_image', { prompt: 'a buoy' }, { signal: AbortSignal.timeout(1_000) });
		await until(() => asking.questions.length > 1, 'the next question');
		await assert.rejects(next);
		await assertOnce(service.sandbox, at);
	});
});

describe('imagegen mcp that is killed while the person is asked', () => {
	it('has asked no service for anything, and has left no job', async () => {
		await using at = await agentPlaces();
		await using service = await slowService();
		const host = await agentHost({ ...at, ...service.options, answer: 'never' });
		const asked = host.call('generate_image', { prompt: 'a ship' });
		const isOver = assert.rejects(asked);
		await until(() => host.questions.length > 0, 'the question');
		process.kill(host.pid, 'SIGKILL');
		await isOver;
		await host.client.close();
		assert.equal(service.sandbox.ledger().requests, 0);
		assert.deepEqual([await readdir(at.home), await readdir(at.workspace)], [[], ['README.md']]);
	});
});

describe('two servers with the same jobs', () => {
	it('tell the same of an image, which is made and put to its place once', async () => {
		await using at = await agentPlaces();
		await using service = await slowService();
		await using one = await agentHost({ ...at, ...service.options });
		await using other = await agentHost({ ...at, ...service.options });
		const { data } = await one.call('generate_image', { prompt: 'a slow ship', document: 'README.md' });
		const wait = async (host: typeof one): Promise<unknown> => {
			let told = await host.call('image_status', { id: data['id'] });
			while (told.data['state'] === 'running') {
				told = await host.call('image_status', { id: data['id'] });
			}
			return firstImage(told);
		};
		const [first, second] = await Promise.all([wait(one), wait(other)]);
		assert.deepEqual(first, second);
		await assertOnce(service.sandbox, at);
	});
});

describe("imagegen mcp, where its jobs or its image can't be kept", () => {
	it('speaks of out where nothing can be put there, and sends nothing', async () => {
		await using at = await agentPlaces();
		await using service = await slowService();
		await using host = await agentHost({ ...at, ...service.options });
		const told = await host.call('generate_image', { prompt: 'a ship', out: `${'s'.repeat(250)}.png` });
		assert.equal(told.data['state'], 'refused', told.words);
		assert.ok(told.words.startsWith('out: a file name takes '), told.words);
		assert.equal(service.sandbox.ledger().requests, 0);
	});

	it('sends nothing, and says so in a sentence', async () => {
		await using at = await agentPlaces();
		await using service = await slowService();
		await writeFile(join(at.home, 'file'), '');
		for (const jobs of [join(at.home, 'file/jobs'), '/proc/nope/jobs']) {
			const { env, args } = service.options;
			await using host = await agentHost({ ...at, env, args: [...args, '--jobs', jobs] });
			const told = await host.call('generate_image', { prompt: 'a ship' });
			assert.deepEqual([told.data['state'], told.data['may_have_been_paid_for']], ['refused', false], told.words);
			assert.ok(told.words.startsWith(`Nothing was sent: couldn't write to ${jobs} (`), told.words);
		}
		assert.equal(service.sandbox.ledger().requests, 0);
	});
});

async function assertOnce(
	sandbox: Sandbox,
	{ home, workspace }: Awaited<ReturnType<typeof agentPlaces>>,
): Promise<void> {
	const { billed, requests } = sandbox.ledger();
	assert.deepEqual({ billed, requests }, { billed: 1, requests: 1 });
	const images = (await readdir(join(workspace, 'images'))).filter((name) => !name.startsWith('.'));
	assert.deepEqual(images, ['a-slow-ship.png']);
	const { stdout } = await imagegen(['jobs', '--json'], home);
	const jobs = stdout.trim().split('\n');
	assert.equal(jobs.length, 1, stdout);
	assert.equal((JSON.parse(jobs[0] ?? '') as { state: string }).state, 'delivered');
}
