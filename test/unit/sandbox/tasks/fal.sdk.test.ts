import { ApiError, createFalClient, ValidationError, type FalClient, type QueueStatus } from '@fal-ai/client';
import assert from 'node:assert/strict';
import { imageDimensionsFromData } from 'image-dimensions';
import { PNG } from 'pngjs';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/server';

/** Their client asks its own hosts; only the address is changed on the way. */
function clientOf(sandbox: Sandbox, credentials = 'id:secret'): FalClient {
	return createFalClient({
		credentials,
		requestMiddleware: (request) =>
			Promise.resolve({ ...request, url: request.url.replace('https://queue.fal.run', `${sandbox.url}/as/fal`) }),
	});
}

describe("fal's own SDK", () => {
	let sandbox: Sandbox;
	before(async () => {
		sandbox = await startSandbox({ timeScale: 0, latencyMs: () => 0 });
	});
	after(() => sandbox.close());

	it('submits, polls and fetches an image', async () => {
		const seen: QueueStatus[] = [];
		const input = { prompt: 'a red fox', aspect_ratio: '16:9', resolution: '2K', output_format: 'jpeg' } as const;
		const { data, requestId } = await clientOf(sandbox).subscribe('fal-ai/nano-banana-pro', {
			input,
			pollInterval: 20,
			onQueueUpdate: (status) => seen.push(status),
		});
		const [image, ...others] = data.images;
		assert.ok(image && others.length === 0);
		assert.equal(typeof data.description, 'string');
		const file = new Uint8Array(await (await fetch(image.url)).arrayBuffer());
		const { url, file_name: name, ...facts } = image;
		assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/as\/fal\/files\//);
		assert.match(name ?? '', /\.jpg$/);
		assert.deepEqual(facts, { content_type: 'image/jpeg', file_size: file.length, width: 2752, height: 1536 });
		assert.deepEqual(imageDimensionsFromData(file), { width: 2752, height: 1536, type: 'jpeg' });
		for (const status of seen) {
			assert.equal(status.request_id, requestId);
			assert.ok(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED'].includes(status.status));
			const base = `${sandbox.url}/as/fal/fal-ai/nano-banana-pro/requests/${requestId}`;
			const { response_url: result, status_url: at, cancel_url: cancel } = status;
			assert.deepEqual([result, at, cancel], [base, `${base}/status`, `${base}/cancel`]);
		}
		const last = seen.at(-1);
		assert.ok(last?.status === 'COMPLETED' && Array.isArray(last.logs));
		assert.equal(typeof last.metrics?.inference_time, 'number');
		const [task] = sandbox.ledger().tasks.slice(-1);
		assert.ok(task && task.polls === seen.length);
		assert.deepEqual(
			[task.id, task.model, task.state, task.billed, task.results, task.cancels],
			[requestId, 'fal-ai/nano-banana-pro', 'done', 1, 1, 0],
		);
	});

	it('gets as many images as it asks for, in pixels, and as data URLs', async () => {
		const { data } = await clientOf(sandbox).subscribe('fal-ai/flux-2', {
			input: { prompt: 'a fox', image_size: { width: 512, height: 640 }, num_images: 2, sync_mode: true },
			pollInterval: 20,
		});
		assert.equal(data.images.length, 2);
		assert.deepEqual([data.prompt, data.has_nsfw_concepts, typeof data.seed], ['a fox', [false, false], 'number']);
		for (const { url } of data.images) {
			assert.match(url, /^data:image\/png;base64,/);
			const { width, height } = PNG.sync.read(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
			assert.deepEqual([width, height], [512, 640]);
		}
		assert.notEqual(data.images[0]?.url, data.images[1]?.url);
	});

	it('raises ValidationError for what the model does not take, which costs nothing', async () => {
		const before = sandbox.ledger().billed;
		const asking = clientOf(sandbox).subscribe('fal-ai/nano-banana-pro', {
			// @ts-expect-error: no such ratio
			input: { prompt: 'a fox', aspect_ratio: '7:5' },
			pollInterval: 20,
		});
		await assert.rejects(asking, (error) => {
			assert.ok(error instanceof ValidationError && error.status === 422);
			const [fault] = error.getFieldErrors('aspect_ratio');
			assert.deepEqual([fault?.type, fault?.loc], ['literal_error', ['body', 'aspect_ratio']]);
			assert.match(fault?.msg ?? '', /^Input should be '1:1', .* or 'auto'$/);
			return true;
		});
		assert.equal(sandbox.ledger().billed, before);
	});

	it('raises ApiError for a wrong key, an unknown app and an unknown path', async () => {
		const submit = (client: FalClient, endpoint: string): Promise<unknown> =>
			client.queue.submit(endpoint, { input: { prompt: 'a fox' } });
		await assert.rejects(submit(clientOf(sandbox, 'wrong:key'), 'fal-ai/flux/dev'), refused(401, /No user found/));
		await assert.rejects(submit(clientOf(sandbox), 'fal-ai/no-such-app'), refused(404, /'no-such-app' not found/));
		await assert.rejects(submit(clientOf(sandbox), 'fal-ai/flux/none'), refused(404, /Path \/none not found/));
	});

	it('cancels', async () => {
		const slow = await startSandbox({ timeScale: 1, latencyMs: () => 60_000 });
		const client = clientOf(slow);
		const { request_id: requestId, status } = await client.queue.submit('fal-ai/flux/dev', {
			input: { prompt: 'a fox' },
		});
		assert.equal(status, 'IN_QUEUE');
		await client.queue.cancel('fal-ai/flux/dev', { requestId });
		const [task] = slow.ledger().tasks;
		assert.deepEqual([task?.state, task?.billed, task?.cancels], ['cancelled', 0, 1]);
		await slow.close();
	});
});

function refused(status: number, words: RegExp): (error: unknown) => true {
	return (error) => {
		assert.ok(error instanceof ApiError && error.status === status, String(error));
		assert.match(JSON.stringify(error.body), words);
		return true;
	};
}
