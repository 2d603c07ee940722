import assert from 'node:assert/strict';
import { systemClock } from '../../src/engine/clock';
import { startSandbox } from '../../src/sandbox/server';
import { temporaryFolder } from '../support/folders';
import { failure, type Played, play, taskFor } from '../support/taskJob';
import { json, taskService } from '../support/taskService';
import { until } from '../support/until';
import { workflow } from '../unit/sandbox/tasks/asking';

describe('faults: a cancelled task at ComfyUI', () => {
	it('is interrupted while it is at work, and no other is', async () => {
		const sandbox = await startSandbox({ timeScale: 1, latencyMs: () => 5_000 });
		try {
			await using jobs = await temporaryFolder();
			const task = taskFor('comfyui', { baseUrl: `${sandbox.url}/as/comfyui` });
			const ask = (prompt: string, signal: AbortSignal): Promise<Played> => {
				const endpoint = { ...task.endpoint, workflow: workflow('{{prompt}}') };
				return play({ ...task, endpoint, image: { ...task.image, prompt } }, jobs.path, { signal, clock: systemClock });
			};
			const states = (): string[] => sandbox.ledger().tasks.map(({ prompt, state }) => `${prompt}: ${state}`);
			const [mine, theirs] = [new AbortController(), new AbortController()];
			const asked = [ask('an owl', theirs.signal), ask('a fox', mine.signal)] as const;
			await until(() => states().filter((state) => state.endsWith('running')).length === 2, 'both are at work');
			mine.abort();
			assert.equal(failure(await asked[1]).kind, 'cancelled');
			assert.deepEqual(states().sort(), ['a fox: cancelled', 'an owl: running']);
			theirs.abort();
			await asked[0];
			assert.deepEqual(states().sort(), ['a fox: cancelled', 'an owl: cancelled']);
		} finally {
			await sandbox.close();
		}
	});

	for (const [whose, interrupted] of [
		['another', 0],
		['its', 1],
	] as const) {
		it(`is told to stop what is at work ${interrupted === 1 ? '' : 'not '}where that is ${whose} task`, async () => {
			const cancel = new AbortController();
			await using service = await taskService('comfyui', {
				interfere: ({ matter, method, url, count }, response) => {
					if (matter === 'status' && count === 1) {
						cancel.abort();
					}
					const id = whose === 'its' ? service.paid[0]?.id : 'other';
					return url === '/queue' && method === 'GET' && json(response, { queue_running: [[0, id, {}, {}, []]] });
				},
			});
			await using jobs = await temporaryFolder();
			await play(taskFor('comfyui', service), jobs.path, { signal: cancel.signal });
			const asked = service.calls
				.filter(({ matter }) => matter === 'cancel')
				.map(({ method, url }) => `${method} ${url}`);
			const interrupts = Array.from({ length: interrupted }, () => 'POST /interrupt');
			assert.deepEqual(asked, ['POST /queue', 'GET /queue', ...interrupts]);
		});
	}
});
