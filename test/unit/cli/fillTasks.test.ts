import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listJobs } from '../../../src/engine/jobs/layout';
import { seal, unseal } from '../../../src/engine/jobs/sealed';
import type { GenerateTask } from '../../../src/engine/task';
import { temporaryFolder } from '../../support/folders';
import { json, taskImage, type TaskService, taskService, type TaskServiceOptions } from '../../support/taskService';
import { until } from '../../support/until';
import { at, ended, type Ended, service as drawing, start } from './cli';

const env = { IMAGEGEN_API_KEY: 'secret-key' };

/** A document with images to be made, and a service that takes tasks on. */
async function scene(
	images: readonly string[],
	options: TaskServiceOptions = {},
): Promise<AsyncDisposable & { readonly home: string; readonly service: TaskService }> {
	const home = await temporaryFolder();
	const service = await taskService('fal', options);
	await writeFile(join(home.path, 'a.md'), images.map((name) => `![${name}](${name}.png)\n\n`).join(''));
	return {
		home: home.path,
		service,
		async [Symbol.asyncDispose]() {
			await service[Symbol.asyncDispose]();
			await home[Symbol.asyncDispose]();
		},
	};
}

/** Begins to fill the document, and ends that once it has come so far. */
async function fillUntil(
	{ home, service }: { readonly home: string; readonly service: TaskService },
	isFar: () => boolean,
	signal: NodeJS.Signals,
): Promise<Ended> {
	const child = start(['fill', join(home, 'a.md'), '--yes', ...whom(service)], home, env);
	const end = ended(child);
	await until(isFar, 'it has come so far');
	child.kill(signal);
	return await end;
}

/** Fills the document; nobody can be asked there. */
async function fill(home: string, ...args: readonly string[]): Promise<Ended> {
	const child = start(['fill', join(home, 'a.md'), ...args], home, env);
	child.stdin.end();
	return await ended(child);
}

function whom({ baseUrl }: TaskService): string[] {
	return ['--service', 'fal', '--base-url', baseUrl];
}

/** Has the jobs look for no longer than a second after their requests for what a list does not show. */
async function shorten(home: string): Promise<void> {
	for (const { path } of await listJobs(join(home, 'imagegen/jobs'))) {
		const file = join(path, 'task.json');
		const { version, task } = unseal(await readFile(file, 'utf8')) as { version: number; task: GenerateTask };
		const timeouts = { ...task.timeouts, firstByteMs: 1000 };
		await writeFile(file, seal({ version, task: { ...task, timeouts } }));
	}
}

describe('imagegen fill at a service that takes tasks on', () => {
	const unanswered: TaskServiceOptions['interfere'] = ({ matter, count }) => matter === 'create' && count === 1;

	it('finds the task of a request whose reply was lost, and pays for nothing again', async () => {
		await using place = await scene(['fox'], { interfere: unanswered });
		const { home, service } = place;
		await fillUntil(place, () => service.paid.length === 1, 'SIGKILL');
		const planned = await fill(home, '--dry-run', ...whom(service));
		assert.match(planned.stdout, /it is looked for first, which costs nothing\)$/m);
		const { code, stderr } = await fill(home, ...whom(service));
		assert.equal(code, 0, stderr);
		assert.deepEqual(await readFile(join(home, 'fox.png')), taskImage);
		assert.equal(service.paid.length, 1);
	});

	it('asks whether to pay again only where the service has no such task', async () => {
		await using place = await scene(['fox'], {
			interfere: (call, response) =>
				unanswered(call, response) || (call.matter === 'list' && json(response, { items: [], has_more: false })),
		});
		const { home, service } = place;
		await fillUntil(place, () => service.paid.length === 1, 'SIGKILL');
		await shorten(home);
		const refused = await fill(home, ...whom(service));
		assert.equal(refused.code, 2);
		assert.match(refused.stderr, /^fox\.png: the earlier request couldn't be found at fal\.$/m);
		assert.match(refused.stderr, /^1 image with fal.*$\n^Nothing was made: nobody can be asked here\./m);
		assert.equal(service.paid.length, 1);
		const { code, stderr } = await fill(home, '--yes', ...whom(service));
		assert.equal(code, 0, stderr);
		assert.equal(service.paid.length, 2);
	});

	it('fetches what a service has taken on, with its key and without a question', async () => {
		await using place = await scene(['fox'], { polls: 2 });
		const { home, service } = place;
		await fillUntil(place, () => service.calls.some(({ matter }) => matter === 'status'), 'SIGKILL');
		const { code, stderr } = await fill(home, ...whom(service));
		assert.equal(code, 0, stderr);
		assert.deepEqual(await readFile(join(home, 'fox.png')), taskImage);
		assert.equal(service.paid.length, 1);
		assert.deepEqual(
			[...new Set(service.calls.flatMap(({ headers: { authorization = [] } }) => authorization))],
			['Key secret-key'],
		);
	});

	it('says whose key is missing for what a service has taken on, leaves that out, and makes the others', async () => {
		await using place = await scene(['fox'], { polls: 1000 });
		const { home, service } = place;
		await fillUntil(place, () => service.calls.some(({ matter }) => matter === 'status'), 'SIGKILL');
		const asked = service.calls.length;
		await writeFile(join(home, 'b.md'), '![An owl](owl.jpg)');
		await using other = await drawing();
		const { code, stdout, stderr } = await fill(home, join(home, 'b.md'), '--yes', ...at(other));
		assert.equal(code, 5, stderr);
		assert.ok(
			stderr.includes(`left out: it can't be fetched without a key for ${service.baseUrl}; --service fal takes one)`),
			stderr,
		);
		assert.match(stdout, /owl\.jpg\n$/);
		assert.deepEqual([service.calls.length, service.paid.length], [asked, 1]);
	});

	it('takes a shutdown for no cancel: the next run has what the service has taken on', async () => {
		await using place = await scene(['fox', 'owl'], { polls: 2 });
		const { home, service } = place;
		const isPolled = (): boolean =>
			service.paid.length === 2 && service.paid.every(({ id }) => service.calls.some((call) => isStatusOf(call, id)));
		const first = await fillUntil(place, isPolled, 'SIGTERM');
		assert.equal(first.code, 5, first.stderr);
		assert.equal(first.stderr.match(/^It has the image, or will: imagegen recover /gm)?.length, 2);
		const { code, stderr } = await fill(home, ...whom(service));
		assert.equal(code, 0, stderr);
		for (const name of ['fox.png', 'owl.png']) {
			assert.deepEqual(await readFile(join(home, name)), taskImage);
		}
		assert.equal(service.paid.length, 2);
		assert.ok(service.calls.every(({ matter }) => matter !== 'cancel'));
	});

	it('leaves at a shutdown once its service has answered, and has nothing begun then', async () => {
		const held: (() => void)[] = [];
		await using place = await scene(['a', 'b', 'c', 'd', 'e'], {
			interfere: ({ matter, task }, response) => {
				held.push(() => json(response, { request_id: task?.id }));
				return matter === 'create';
			},
		});
		const { home, service } = place;
		const child = start(['fill', join(home, 'a.md'), '--yes', ...whom(service)], home, env);
		const end = ended(child);
		await until(() => held.length === 4, 'four are under way');
		child.kill('SIGTERM');
		held.forEach((answer) => answer());
		const { code, stderr } = await end;
		assert.equal(code, 5, stderr);
		assert.equal(service.paid.length, 4);
		assert.ok(service.calls.every(({ matter }) => matter !== 'cancel'));
	});

	it('is cancelled by ^C, at the service as well', async () => {
		await using place = await scene(['fox'], { polls: 1000 });
		const { service } = place;
		const { code } = await fillUntil(place, () => service.calls.some(({ matter }) => matter === 'status'), 'SIGINT');
		assert.equal(code, 130);
		assert.equal(service.calls.filter(({ matter }) => matter === 'cancel').length, 1);
	});
});

function isStatusOf({ matter, url }: TaskService['calls'][number], id: string): boolean {
	return matter === 'status' && url.includes(id);
}
