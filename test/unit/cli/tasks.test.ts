import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EventLog } from '../../../src/engine/jobs/eventLog';
import { readState } from '../../../src/engine/jobs/follow';
import { createJob, listJobs } from '../../../src/engine/jobs/layout';
import { inspectLeftJob } from '../../../src/engine/run/inspect';
import { toLine } from '../../../src/engine/secrets';
import { temporaryFolder } from '../../support/folders';
import { httpServer } from '../../support/servers';
import { taskFor, workflow } from '../../support/taskJob';
import { json, taskImage, taskService } from '../../support/taskService';
import { until } from '../../support/until';
import { type Ended, ended, imagegen, start } from './cli';

/** The folder of a job that whoever is there is said to have taken on. */
async function acceptedAt(baseUrl: string, jobsPath: string): Promise<string> {
	const task = taskFor('fal', { baseUrl });
	const folder = await createJob(jobsPath, task);
	const log = await EventLog.open(folder);
	const { endpoint } = task;
	await log.append({ at: Date.now(), type: 'accepted', attempt: 1, id: 'x', endpoint, keptMs: 30_000 });
	await log.close();
	return folder.path;
}

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

	it('fetches with recover what was taken on although what was asked for is damaged', async () => {
		await using home = await temporaryFolder();
		await using service = await taskService('fal');
		const folder = await createJob(join(home.path, 'imagegen', 'jobs'), taskFor('fal', service));
		const line = `${toLine({ keys: new Map([[service.baseUrl, 'secret-key']]) })}\n`;
		const child = start(['run', folder.path], home.path);
		child.stdin.end(line);
		const end = ended(child);
		await until(() => service.calls.some(({ matter }) => matter === 'status'), 'it is asked for');
		child.kill('SIGKILL');
		await end;
		await writeFile(join(folder.path, 'task.json'), '{"version":');
		const { code, stderr } = await imagegen(['recover', folder.path, '--out', join(home.path, 'fox.png')], home.path, {
			env: { IMAGEGEN_API_KEY: 'secret-key' },
		});
		assert.equal(code, 0, stderr);
		assert.deepEqual(await readFile(join(home.path, 'fox.png')), taskImage);
		assert.equal(service.paid.length, 1);
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

	it('takes a shutdown of generate for no cancel either, and says how to have the image', async () => {
		await using home = await temporaryFolder();
		await using service = await taskService('fal', { polls: 2 });
		const out = ['--out', join(home.path, 'fox.png')];
		const env = { IMAGEGEN_API_KEY: 'secret-key' };
		const asked = ['generate', 'a fox', '--service', 'fal', '--base-url', service.baseUrl];
		const child = start([...asked, ...out], home.path, env);
		const end = ended(child);
		await until(() => service.calls.some(({ matter }) => matter === 'status'), 'it is asked for');
		child.kill('SIGTERM');
		const { code, stderr } = await end;
		assert.equal(code, 5, stderr);
		const [, folder = ''] = /imagegen recover (\S+) --out PATH asks for it/.exec(stderr) ?? [];
		const recovered = await imagegen(['recover', folder, ...out], home.path, { env });
		assert.equal(recovered.code, 0, recovered.stderr);
		assert.deepEqual(await readFile(join(home.path, 'fox.png')), taskImage);
		assert.equal(service.paid.length, 1);
		assert.ok(service.calls.every(({ matter }) => matter !== 'cancel'));
	});

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

	it('sends the key to nobody whom only a folder names', async () => {
		await using home = await temporaryFolder();
		const keys: (string | undefined)[] = [];
		await using server = await httpServer((request, response) => {
			keys.push(request.headers.authorization);
			response.writeHead(401).end();
		});
		const { origin } = server.url;
		const recover = async (path: string, ...more: string[]): Promise<Ended> =>
			await imagegen(['recover', path, '--out', `${home.path}/`, ...more], home.path, {
				env: { IMAGEGEN_API_KEY: 'secret-key' },
			});
		const path = await acceptedAt(origin, join(home.path, 'repository'));
		const refused = await recover(path);
		assert.equal(refused.code, 2);
		assert.ok(refused.stderr.includes(`is at ${origin}.`), refused.stderr);
		assert.ok(refused.stderr.includes(`add --base-url ${origin}.`), refused.stderr);
		assert.equal((await recover(path, '--base-url', 'https://queue.fal.run')).code, 2);
		// A folder among the command line's own jobs is not there because a link of that name is.
		const jobs = join(home.path, 'imagegen', 'jobs');
		await mkdir(jobs, { recursive: true });
		await symlink(path, join(jobs, basename(path)));
		assert.equal((await recover(join(jobs, basename(path)))).code, 2);
		const withImage = await acceptedAt(origin, join(home.path, 'repository'));
		await writeFile(join(withImage, 'image-1.png'), taskImage);
		const brought = await recover(withImage);
		assert.deepEqual([brought.code, brought.stdout], [0, `${join(home.path, 'a-fox.png')}\n`]);
		assert.ok(brought.stderr.includes(`is at ${origin}.`), brought.stderr);
		assert.deepEqual(keys, []);
		const named = await recover(path, '--base-url', origin);
		assert.equal(named.code, 5, named.stderr);
		assert.ok(named.stderr.includes(`Asking ${server.url.host} for it.`), named.stderr);
		assert.ok((await recover(await acceptedAt(origin, jobs))).stderr.includes(`Asking ${server.url.host} for it.`));
		assert.deepEqual([...new Set(keys)], ['Key secret-key']);
	});

	it('sends no key over plain HTTP where that was not allowed', async () => {
		await using home = await temporaryFolder();
		const path = await acceptedAt('http://192.0.2.1', join(home.path, 'imagegen', 'jobs'));
		const env = { IMAGEGEN_API_KEY: 'secret-key' };
		for (const more of [[], ['--base-url', 'http://192.0.2.1']]) {
			const { code, stderr } = await imagegen(['recover', path, ...more], home.path, { env });
			assert.equal(code, 2);
			assert.match(stderr, /Over plain HTTP anyone on the network path to 192\.0\.2\.1 can read your key/);
		}
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
