import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventLog } from '../../../src/engine/jobs/eventLog';
import { readState } from '../../../src/engine/jobs/follow';
import { createJob, listJobs } from '../../../src/engine/jobs/layout';
import { inspectLeftJob } from '../../../src/engine/run/inspect';
import { toLine } from '../../../src/engine/secrets';
import { temporaryFolder } from '../../support/folders';
import { taskFor, workflow } from '../../support/taskJob';
import { json, taskImage, taskService } from '../../support/taskService';
import { until } from '../../support/until';
import { ended, imagegen, start } from './cli';

describe('imagegen at a service that takes tasks on', () => {
	it('goes on asking with recover where generate was killed, and pays once', async () => {
		await using home = await temporaryFolder();
		await using service = await taskService('fal', { polls: 2 });
		const asked = ['a fox', '--service', 'fal', '--base-url', service.baseUrl, '--out', `${home.path}/`];
		const child = start(['generate', ...asked], home.path, { IMAGEGEN_API_KEY: 'secret-key' });
		const end = ended(child);
		await until(() => service.calls.some(({ matter }) => matter === 'status'), 'it is asked for');
		child.kill('SIGKILL');
		await end;
		const [folder] = await listJobs(join(home.path, 'imagegen', 'jobs'));
		assert.ok(folder);
		const { stdout } = await imagegen(['jobs', '--json'], home.path);
		const told = JSON.parse(stdout) as { state: string; maybePaid: boolean };
		assert.deepEqual([told.state, told.maybePaid], ['accepted', false]);
		const env = { IMAGEGEN_API_KEY: 'secret-key' };
		const recovered = await ended(
			start(['recover', folder.path, '--out', join(home.path, 'found.png')], home.path, env),
		);
		assert.equal(recovered.code, 0, recovered.stderr);
		assert.deepEqual(await readFile(join(home.path, 'found.png')), taskImage);
		assert.equal(service.paid.length, 1);
	});

	for (const command of ['run', 'recover'] as const) {
		it(`fetches the images of a task that ${command} finds without them, where another process was killed between two`, async () => {
			await using home = await temporaryFolder();
			let isSlow = true;
			await using service = await taskService('fal', {
				interfere: ({ matter, count }, response) =>
					matter === 'result'
						? json(response, { images: [1, 2].map((n) => ({ url: `${service.baseUrl}/files/${n}.png` })) })
						: matter === 'file' && isSlow && count === 2,
			});
			const folder = await createJob(join(home.path, 'imagegen', 'jobs'), taskFor('fal', service));
			const line = `${toLine({ keys: new Map([[service.baseUrl, 'secret-key']]) })}\n`;
			const child = start(['run', folder.path], home.path);
			child.stdin.end(line);
			const end = ended(child);
			await until(() => service.calls.filter(({ matter }) => matter === 'file').length === 2, 'it fetches the second');
			child.kill('SIGKILL');
			await end;
			isSlow = false;
			const { images } = await inspectLeftJob(folder);
			assert.equal(images.length, 1);
			const out = ['--out', join(home.path, 'fox.png')];
			const { code, stderr } = await imagegen(
				[command, folder.path, ...(command === 'recover' ? out : [])],
				home.path,
				{ input: line, env: { IMAGEGEN_API_KEY: 'secret-key' } },
			);
			assert.equal(code, 0, stderr);
			const state = await readState(folder);
			assert.deepEqual([state.images.length, state.spoiled], [2, undefined]);
			assert.equal(service.paid.length, 1);
		});
	}

	it('tells that a task’s other images could not be fetched, beside the one that was', async () => {
		await using home = await temporaryFolder();
		await using service = await taskService('fal', {
			interfere: ({ matter }, response) => matter === 'status' && json(response, { detail: 'expired key' }, 401),
		});
		const folder = await createJob(join(home.path, 'imagegen', 'jobs'), taskFor('fal', service));
		const line = `${toLine({ keys: new Map([[service.baseUrl, 'secret-key']]) })}\n`;
		const log = await EventLog.open(folder);
		const taken = { id: 'one', endpoint: taskFor('fal', service).endpoint, keptMs: 60_000 };
		await log.append({ at: Date.now(), type: 'accepted', attempt: 1, ...taken });
		await log.close();
		await writeFile(join(folder.path, 'image-1.png'), taskImage);
		const { code, stderr } = await imagegen(['run', folder.path], home.path, { input: line });
		assert.equal(code, 0, stderr);
		const state = await readState(folder);
		assert.deepEqual([state.images.length, state.spoiled?.map(({ kind }) => kind)], [1, ['unauthorized']]);
	});

	for (const matter of ['create', 'status'] as const) {
		it(`a shutdown is no cancel: the next process has the image (${matter} under way)`, async () => {
			await using home = await temporaryFolder();
			const held: (() => void)[] = [];
			await using service = await taskService('comfyui', {
				interfere: (call, response) => {
					const isHeld = call.matter === matter && call.count === 1;
					if (isHeld) {
						held.push(() => json(response, matter === 'create' ? { prompt_id: call.task?.id } : {}));
					}
					return isHeld;
				},
			});
			const folder = await createJob(join(home.path, 'imagegen', 'jobs'), taskFor('comfyui', service));
			const line = `${toLine({ keys: new Map() })}\n`;
			const child = start(['run', folder.path], home.path);
			child.stdin.end(line);
			const end = ended(child);
			await until(() => held.length === 1, 'it asks');
			child.kill('SIGTERM');
			if (matter === 'create') {
				held.forEach((answer) => answer());
			}
			assert.equal((await end).code, 5);
			const { phase, atService } = await readState(folder);
			assert.deepEqual([phase, atService?.isStopping], ['accepted', undefined]);
			const { code, stderr } = await imagegen(['run', folder.path], home.path, { input: line });
			assert.equal(code, 0, stderr);
			assert.equal(service.paid.length, 1);
			assert.ok(service.calls.every((call) => call.matter !== 'cancel'));
		});
	}

	it('is cancelled in a terminal, at the service as well', async () => {
		await using home = await temporaryFolder();
		await using service = await taskService('replicate', { polls: 1000 });
		const folder = await createJob(join(home.path, 'imagegen', 'jobs'), taskFor('replicate', service));
		const child = start(['run', folder.path], home.path);
		child.stdin.end(`${toLine({ keys: new Map([[new URL(service.baseUrl).origin, 'secret-key']]) })}\n`);
		const end = ended(child);
		await until(() => service.calls.some(({ matter }) => matter === 'status'), 'it is asked for');
		child.kill('SIGINT');
		assert.equal((await end).code, 130);
		assert.equal(service.calls.filter(({ matter }) => matter === 'cancel').length, 1);
	});

	it('runs a ComfyUI’s workflow, and says where there is none', async () => {
		await using home = await temporaryFolder();
		await using service = await taskService('comfyui');
		const asked = ['a fox', '--service', 'comfyui', '--base-url', service.baseUrl, '--out', join(home.path, 'fox.png')];
		const without = await imagegen(['generate', ...asked], home.path);
		assert.equal(without.code, 2);
		assert.match(without.stderr, /--workflow/);
		const path = join(home.path, 'workflow.json');
		await writeFile(path, JSON.stringify(workflow));
		const { code, stderr } = await imagegen(['generate', ...asked, '--workflow', path, '--ratio', '16:9'], home.path);
		assert.equal(code, 0, stderr);
		const [task] = service.paid;
		const nodes = task?.body['prompt'] as Record<string, { inputs: Record<string, unknown> }>;
		assert.deepEqual(nodes['6']?.inputs['text'], 'photo of a fox, {{nothing}}');
		assert.deepEqual(nodes['5']?.inputs, { width: 1360, height: 768, batch_size: 1 });
		assert.equal(typeof nodes['3']?.inputs['seed'], 'number');
	});
});
