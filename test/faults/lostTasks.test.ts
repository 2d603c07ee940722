import assert from 'node:assert/strict';
import { join } from 'node:path';
import { TaskClaims } from '../../src/engine/jobs/taskClaims';
import type { TaskProtocolId } from '../../src/engine/task';
import { temporaryFolder } from '../support/folders';
import { assertSaved, failure, first, type Played, play, taskFor, workflow } from '../support/taskJob';
import { cut, json, taskService } from '../support/taskService';

const listed: readonly TaskProtocolId[] = ['fal', 'replicate'];

describe('faults: tasks whose ids are lost', () => {
	for (const protocol of listed) {
		it(`a task whose id was lost is found in the service’s list (${protocol})`, async () => {
			await using service = await taskService(protocol, {
				interfere: (call, response) =>
					(call.matter === 'create' && cut(response)) ||
					(call.matter === 'list' && call.count === 1 && json(response, { detail: 'busy' }, 503)),
			});
			await using jobs = await temporaryFolder();
			const played = await play(taskFor(protocol, service), jobs.path);
			await assertSaved(played);
			assert.equal(service.paid.length, 1);
			assert.equal(played.state.maybePaid, false);
		});

		it(`one that is in no list is asked about (${protocol})`, async () => {
			await using service = await taskService(protocol, {
				interfere: (call, response) =>
					(call.matter === 'create' && cut(response)) ||
					(call.matter === 'list' && json(response, { items: [], results: [] })),
			});
			await using jobs = await temporaryFolder();
			const played = await play(taskFor(protocol, service), jobs.path);
			assert.equal(failure(played).kind, 'interrupted');
			assert.equal(played.state.maybePaid, true);
			assert.equal(service.paid.length, 1);
		});

		it(`another prompt’s task is not taken for it, nor another job’s (${protocol})`, async () => {
			let isLost = false;
			await using service = await taskService(protocol, {
				interfere: (call, response) => {
					if (call.matter === 'list') {
						service.paid.splice(1, 1);
					}
					return call.matter === 'create' && isLost && cut(response);
				},
			});
			await using jobs = await temporaryFolder();
			const task = taskFor(protocol, service);
			// One of the same prompt, which its own job has.
			await assertSaved(await play(task, jobs.path));
			isLost = true;
			const played = await play(task, jobs.path);
			assert.equal(failure(played).kind, 'interrupted');
		});
	}

	for (const protocol of listed) {
		it(`jobs of the same prompt whose replies were lost take one task each (${protocol})`, async () => {
			await using service = await taskService(protocol, {
				interfere: ({ matter }, response) => matter === 'create' && cut(response),
			});
			await using jobs = await temporaryFolder();
			const taskClaims = new TaskClaims(join(jobs.path, 'claims'));
			const task = taskFor(protocol, service);
			const played = await Promise.all([1, 2, 3].map(() => play(task, join(jobs.path, 'jobs'), { taskClaims })));
			await Promise.all(played.map((one) => assertSaved(one)));
			assert.deepEqual(played.map(acceptedId).sort(), service.paid.map(({ id }) => id).sort());
		});

		it(`of tasks of the same prompt the one is taken that was asked for then, none that was later (${protocol})`, async () => {
			let isOwnThere = true;
			await using service = await taskService(protocol, {
				interfere: ({ matter, count }, response) => {
					const [own] = service.paid;
					if (matter === 'list' && count === 1 && own) {
						const later = [30_000, 600_000].map((ms) => ({ ...own, id: `${own.id}${ms}`, at: own.at + ms }));
						service.paid.splice(0, 1, ...(isOwnThere ? [...later, own] : later.slice(1)));
					}
					return matter === 'create' && cut(response);
				},
			});
			await using jobs = await temporaryFolder();
			const own = await play(taskFor(protocol, service), jobs.path);
			await assertSaved(own);
			assert.equal(acceptedId(own), service.paid.at(-1)?.id);
			isOwnThere = false;
			service.paid.length = 0;
			service.calls.length = 0;
			assert.equal(failure(await play(taskFor(protocol, service), jobs.path)).kind, 'interrupted');
		});
	}

	for (const [name, protocol, change] of [
		['there is no list', 'blackForestLabs', {}],
		['a workflow may ask others for money', 'comfyui', { workflow: { ...workflow, '9': { class_type: 'Other' } } }],
	] as const) {
		it(`a task whose id was lost is asked about where ${name} (${protocol})`, async () => {
			await using service = await taskService(protocol, {
				interfere: first(1, 'create', (_, response) => cut(response)),
			});
			await using jobs = await temporaryFolder();
			const task = taskFor(protocol, service);
			const played = await play({ ...task, endpoint: { ...task.endpoint, ...change } }, jobs.path);
			assert.equal(failure(played).kind, 'interrupted');
			assert.equal(played.state.maybePaid, true);
			assert.equal(service.paid.length, 1);
		});
	}

	it('a task whose id was lost is not asked for once more by itself where nobody is billed: it may be under way (comfyui)', async () => {
		await using service = await taskService('comfyui', {
			interfere: first(1, 'create', (_, response) => cut(response)),
		});
		await using jobs = await temporaryFolder();
		const played = await play(taskFor('comfyui', service), jobs.path);
		assert.equal(failure(played).kind, 'interrupted');
		assert.equal(played.state.maybePaid, false);
		assert.equal(service.paid.length, 1);
	});
});

function acceptedId({ steps }: Played): string | undefined {
	return steps.find((step) => step.type === 'accepted')?.id;
}
