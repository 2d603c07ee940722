import assert from 'node:assert/strict';
import { fetchableUntil } from '../../src/engine/jobs/state';
import { temporaryFolder } from '../support/folders';
import { assertSaved, failure, first, play, quickClock, taskFor } from '../support/taskJob';
import { cut, json, taskService } from '../support/taskService';

describe('faults: links in the results of tasks', () => {
	it('a link is fetched again for as long as the line is away', async () => {
		await using service = await taskService('replicate', {
			interfere: first(12, 'file', (_, response) => cut(response)),
		});
		await using jobs = await temporaryFolder();
		const clock = quickClock();
		await assertSaved(await play(taskFor('replicate', service), jobs.path, { clock }));
		assert.ok(
			clock.slept.every((ms) => ms <= 5000),
			clock.slept.join(),
		);
	});

	it('a link that stands elsewhere in a result, and cannot be fetched, keeps the task', async () => {
		await using service = await taskService('fal', {
			interfere: (call, response) =>
				(call.matter === 'result' && json(response, { output: { url: `${service.baseUrl}/files/1.png` } })) ||
				first(3, 'file', () => json(response, {}, 500))(call, response),
		});
		await using jobs = await temporaryFolder();
		const task = taskFor('fal', service);
		const before = await play(task, jobs.path);
		assert.equal(failure(before).kind, 'linkNotFetched');
		assert.ok(fetchableUntil(before.state) !== undefined);
		await assertSaved(await play(task, jobs.path, { before }));
	});

	it('a result without an image leaves nothing to fetch', async () => {
		await using service = await taskService('fal', {
			interfere: ({ matter }, response) => matter === 'result' && json(response, { images: [] }),
		});
		await using jobs = await temporaryFolder();
		const played = await play(taskFor('fal', service), jobs.path);
		assert.equal(failure(played).kind, 'noImage');
		assert.equal(fetchableUntil(played.state), undefined);
	});

	it('a link that cannot be fetched keeps the task', async () => {
		await using service = await taskService('replicate', {
			interfere: first(3, 'file', (_, response) => json(response, {}, 500)),
		});
		await using jobs = await temporaryFolder();
		const task = taskFor('replicate', service);
		const before = await play(task, jobs.path);
		assert.equal(failure(before).kind, 'linkNotFetched');
		assert.equal(before.state.maybePaid, false);
		await assertSaved(await play(task, jobs.path, { before }));
		assert.equal(service.paid.length, 1);
	});

	it('the key goes to no address of another origin that a service names', async () => {
		await using elsewhere = await taskService('blackForestLabs');
		await using service = await taskService('blackForestLabs', {
			interfere: ({ matter, task }, response) =>
				matter === 'create' &&
				json(response, { id: task?.id, polling_url: `${elsewhere.baseUrl}/get_result?id=${task?.id ?? ''}` }),
		});
		await using jobs = await temporaryFolder();
		await assertSaved(await play(taskFor('blackForestLabs', service), jobs.path));
		assert.equal(elsewhere.calls.length, 0);
	});
});
