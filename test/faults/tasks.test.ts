import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { mock } from 'node:test';
import { GenerationError } from '../../src/engine/failure';
import { askedOn } from '../../src/engine/jobs/askedOn';
import { apply, fetchableUntil, type JobState, newJob } from '../../src/engine/jobs/state';
import { graceMs } from '../../src/engine/run/grace';
import { type TaskProtocolId, taskProtocols } from '../../src/engine/task';
import { temporaryFolder } from '../support/folders';
import { noisePng } from '../support/images';
import { assertSaved, failure, first, type Played, play, quickClock, taskFor } from '../support/taskJob';
import { cut, type Interfere, json, taskService } from '../support/taskService';

const listed: readonly TaskProtocolId[] = ['fal', 'replicate'];
const large = noisePng(700, 500);

/** Every way in which asking for a task goes wrong, one after the other. */
const troubles: readonly Interfere[] = [
	(_, response) => cut(response),
	(_, response) => json(response, { detail: 'busy' }, 500),
	(_, response) => json(response, { detail: 'slow down' }, 429, { 'retry-after': '7' }),
	(_, response) => json(response, { detail: 'again' }, 503, { 'retry-after': '0' }),
	(_, response) => {
		response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>');
		return true;
	},
	(_, response) => {
		response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in to the network</html>');
		return true;
	},
	(_, response) => {
		response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' }).write('{"status":');
		setTimeout(() => response.socket?.resetAndDestroy(), 20);
		return true;
	},
	(_, response) => json(response, { detail: 'forbidden' }, 403),
	(_, response) => json(response, { detail: 'no such request' }, 404),
	(_, response) => json(response, { anything: 'else' }),
	(_, response) => json(response, null),
];

describe('faults: services that take tasks on', () => {
	for (const protocol of taskProtocols) {
		it(`a task is paid once, asked for until it is done, and the key goes to no link (${protocol})`, async () => {
			await using service = await taskService(protocol);
			await using jobs = await temporaryFolder();
			const played = await play(taskFor(protocol, service), jobs.path);
			await assertSaved(played);
			assert.equal(service.paid.length, 1);
			assert.deepEqual(
				played.steps.map(({ type }) => type),
				['attempt', 'sending', 'replied', 'accepted', 'polled', 'done'],
			);
			const withoutKey = service.calls.filter(({ headers }) => !JSON.stringify(headers).includes('secret-key'));
			// A ComfyUI's files are its own.
			assert.deepEqual(
				withoutKey.map(({ matter }) => matter),
				protocol === 'comfyui' ? [] : ['file'],
			);
			assert.ok(service.calls.every(({ headers }) => headers['prefer'] === undefined));
		});

		it(`an image beside the word that it runs is not its image (${protocol})`, async () => {
			await using jobs = await temporaryFolder();
			const beside = `data:image/png;base64,${large.toString('base64')}`;
			await using service = await taskService(protocol, {
				polls: 3,
				change: ({ matter, count }, body) =>
					matter === 'status' && count <= 3 ? JSON.stringify({ ...(body as object), preview: beside }) : undefined,
			});
			const clock = quickClock();
			const kept: string[] = [];
			const sleep: typeof clock.sleep = async (ms, signal) => {
				kept.push(...(await readdir(jobs.path, { recursive: true })).filter((name) => /image-/.test(name)));
				await clock.sleep(ms, signal);
			};
			await assertSaved(await play(taskFor(protocol, service), jobs.path, { clock: { ...clock, sleep } }));
			assert.deepEqual(kept, []);
		});

		it(`no trouble in asking is a failure of the task (${protocol})`, async () => {
			await using service = await taskService(protocol, {
				interfere: (call, response) =>
					// A result is the model's own, whatever it is.
					call.count <= { status: troubles.length, result: troubles.length - 2 }[call.matter as 'status' | 'result'] &&
					(troubles[call.count - 1]?.(call, response) ?? false),
			});
			await using jobs = await temporaryFolder();
			const clock = quickClock();
			const played = await play(taskFor(protocol, service), jobs.path, { clock });
			await assertSaved(played);
			assert.equal(service.paid.length, 1);
			assert.ok(clock.slept.includes(7000), 'the wait that was asked for');
			assert.ok(clock.slept.every((ms) => ms >= 1000));
		});

		it(`a task that is unknown for a minute was taken on all the same (${protocol})`, async () => {
			const clock = quickClock();
			await using service = await taskService(protocol, {
				interfere: ({ matter }, response) =>
					matter === 'status' && clock.now() < 60_000 && json(response, { detail: 'Not Found' }, 404),
			});
			await using jobs = await temporaryFolder();
			await assertSaved(await play(taskFor(protocol, service), jobs.path, { clock }));
			assert.equal(service.paid.length, 1);
		});

		it(`a task that stays unknown has expired, and was paid for where anybody is paid (${protocol})`, async () => {
			await using service = await taskService(protocol, {
				interfere: ({ matter }, response) => matter === 'status' && json(response, { detail: 'Not Found' }, 404),
			});
			await using jobs = await temporaryFolder();
			const played = await play(taskFor(protocol, service), jobs.path);
			assert.equal(failure(played).kind, 'expired');
			assert.equal(played.state.maybePaid, protocol !== 'comfyui');
			assert.equal(played.state.atService, undefined);
			assert.equal(service.paid.length, 1);
		});

		it(`one that runs for ever is left to the service, and another look brings it (${protocol})`, async () => {
			let isStuck = true;
			await using service = await taskService(protocol, {
				interfere: ({ matter, task }) => {
					if (matter === 'status' && task && isStuck) {
						task.polls = 0;
					}
					return false;
				},
			});
			await using jobs = await temporaryFolder();
			const task = taskFor(protocol, service);
			const before = await play(task, jobs.path);
			assert.equal(failure(before).kind, 'stillRunning');
			assert.deepEqual([before.state.maybePaid, before.state.failure?.maybePaid], [false, false]);
			assert.ok((fetchableUntil(before.state) ?? 0) > Date.now());
			isStuck = false;
			await assertSaved(await play(task, jobs.path, { before }));
			assert.equal(service.paid.length, 1);
		});

		it(`a key that is refused keeps the task, for another key (${protocol})`, async () => {
			await using service = await taskService(protocol, {
				interfere: first(1, 'status', (_, response) => json(response, { detail: 'expired key' }, 401)),
			});
			await using jobs = await temporaryFolder();
			const task = taskFor(protocol, service);
			const before = await play(task, jobs.path);
			const { kind, facts } = failure(before);
			assert.deepEqual([kind, facts], ['unauthorized', { status: 401, reason: 'expired key' }]);
			assert.equal(before.state.maybePaid, false);
			await assertSaved(await play(task, jobs.path, { before }));
			assert.equal(service.paid.length, 1);
		});

		it(`the id is found in a reply that breaks off (${protocol})`, async () => {
			await using service = await taskService(protocol, {
				interfere: first(1, 'create', ({ task }, response) => {
					const name = { fal: 'request_id', replicate: 'id', blackForestLabs: 'id', comfyui: 'prompt_id' }[protocol];
					const id = protocol === 'replicate' ? task?.id.replaceAll('-', '') : task?.id;
					const text = `{"${name}":"${id ?? ''}","status":"IN_Q`;
					response.writeHead(200, { 'content-type': 'application/json', 'content-length': '999' }).write(text);
					setTimeout(() => response.socket?.resetAndDestroy(), 20);
					return true;
				}),
			});
			await using jobs = await temporaryFolder();
			const played = await play(taskFor(protocol, service), jobs.path, {
				onStep: (step) => {
					if (step.type === 'accepted') {
						service.paid.forEach((task) => Object.assign(task, { id: step.id }));
					}
				},
			});
			await assertSaved(played);
			assert.equal(service.paid.length, 1);
		});

		it(`an image that comes after the cancel is saved (${protocol})`, async () => {
			const cancel = new AbortController();
			await using service = await taskService(protocol, {
				interfere: ({ matter, count }) => {
					if (matter === 'status' && count === 1) {
						cancel.abort();
					}
					return false;
				},
			});
			await using jobs = await temporaryFolder();
			const played = await play(taskFor(protocol, service), jobs.path, { signal: cancel.signal });
			assert.equal(played.steps.filter(({ type }) => type === 'stopping').length, 1);
			const cancels = service.calls.filter(({ matter }) => matter === 'cancel').map(({ method }) => method);
			assert.deepEqual(
				cancels,
				{ fal: ['PUT'], replicate: ['POST'], blackForestLabs: [], comfyui: ['POST', 'GET'] }[protocol],
			);
			await assertSaved(played);
			assert.equal(service.paid.length, 1);
		});
	}

	it('a process that goes on where another has stopped asks, and never pays', async () => {
		for (const protocol of listed) {
			await using service = await taskService(protocol);
			await using jobs = await temporaryFolder();
			const task = taskFor(protocol, service);
			const before = await play(task, jobs.path);
			for (let count = 1; count <= before.steps.length; count++) {
				const state = rewound(before, count);
				const played = await play(task, jobs.path, { before: { ...before, state } });
				if (state.sent) {
					await assertSaved(played);
				} else {
					assert.equal(failure(played).kind, 'lost');
				}
				assert.equal(service.paid.length, 1);
			}
		}
	});

	it('a large result that comes along and breaks off is fetched anew', async () => {
		const body = JSON.stringify({ images: [{ url: `data:image/png;base64,${large.toString('base64')}` }] });
		await using service = await taskService('fal', {
			interfere: ({ matter, count }, response) => {
				if (matter !== 'result') {
					return false;
				}
				response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(body.length) });
				if (count > 2) {
					response.end(body);
				} else {
					response.write(body.slice(0, body.length / 2));
					setTimeout(() => response.socket?.resetAndDestroy(), 20);
				}
				return true;
			},
		});
		await using jobs = await temporaryFolder();
		await assertSaved(await play(taskFor('fal', service), jobs.path), large);
		assert.equal(service.paid.length, 1);
	});

	it('a task that the service ends without an image is told in its words, and nothing is left to fetch', async () => {
		await using service = await taskService('replicate', {
			interfere: ({ matter, task }, response) =>
				matter === 'status' && json(response, { id: task?.id, status: 'failed', error: 'CUDA out of memory' }),
		});
		await using jobs = await temporaryFolder();
		const played = await play(taskFor('replicate', service), jobs.path);
		assert.deepEqual(failure(played).facts, { reason: 'failed', said: 'CUDA out of memory' });
		assert.equal(fetchableUntil(played.state), undefined);
		assert.equal(service.paid.length, 1);
	});

	for (const protocol of listed) {
		it(`a task whose reply was lost is not looked for again once its service has ended it (${protocol})`, async () => {
			await using jobs = await temporaryFolder();
			let isKnown = false;
			await using service = await taskService(protocol, {
				interfere: ({ matter, task }, response) =>
					matter === 'create'
						? cut(response)
						: matter === 'list'
							? !isKnown && json(response, { items: [], results: [] })
							: protocol === 'fal'
								? matter === 'result' &&
									json(response, { detail: 'out of memory' }, 500, { 'x-fal-error-type': 'runner_error' })
								: json(response, { id: task?.id, status: 'succeeded', data_removed: true }),
			});
			const task = taskFor(protocol, service);
			const before = await play(task, jobs.path);
			assert.equal(failure(before).maybePaid, true);
			assert.ok(askedOn(task, before.state));
			isKnown = true;
			const played = await play(task, jobs.path, { before });
			assert.equal(failure(played).kind, protocol === 'fal' ? 'serverError' : 'expired');
			assert.equal(askedOn(task, played.state), undefined);
		});
	}

	it('what fal’s runners could not do is told as it is, and cost nothing', async () => {
		await using service = await taskService('fal', {
			interfere: ({ matter }, response) =>
				matter === 'result' &&
				json(response, { detail: 'runner disconnected' }, 503, { 'x-fal-error-type': 'runner_disconnected' }),
		});
		await using jobs = await temporaryFolder();
		const played = await play(taskFor('fal', service), jobs.path);
		assert.deepEqual(failure(played).facts, { status: 503, reason: 'runner disconnected' });
		assert.equal(played.state.maybePaid, false);
	});

	it('what fal answers again and again in the place of a result is told, and another look brings the image', async () => {
		let isBroken = true;
		await using service = await taskService('fal', {
			interfere: ({ matter }, response) =>
				matter === 'result' && isBroken && json(response, { detail: 'no VRAM' }, 500),
		});
		await using jobs = await temporaryFolder();
		const task = taskFor('fal', service);
		const before = await play({ ...task, retry: { ...task.retry, possiblyPaid: true } }, jobs.path);
		assert.deepEqual(failure(before).facts, { status: 500, reason: 'no VRAM' });
		isBroken = false;
		await assertSaved(await play(task, jobs.path, { before }));
		assert.equal(service.paid.length, 1);
	});

	it('a service that is busy for long when the result is fetched has it all the same', async () => {
		await using service = await taskService('fal', {
			interfere: first(30, 'result', ({ count }, response) =>
				json(response, { detail: 'busy' }, [429, 502, 503, 504][count % 4], { 'retry-after': '5' }),
			),
		});
		await using jobs = await temporaryFolder();
		await assertSaved(await play(taskFor('fal', service), jobs.path));
		assert.equal(service.paid.length, 1);
	});

	it('after a cancel a service that says no more is listened to no longer than a minute', async () => {
		const cancel = new AbortController();
		await using service = await taskService('replicate', {
			interfere: ({ matter, task }, response) => {
				if (matter === 'status') {
					cancel.abort();
				}
				return matter === 'status' && json(response, { id: task?.id, status: 'processing' });
			},
		});
		await using jobs = await temporaryFolder();
		const { steps, result } = await play(taskFor('replicate', service), jobs.path, { signal: cancel.signal });
		assert.ok(GenerationError.is(result, 'cancelled') && result.maybePaid);
		assert.ok(steps.some(({ type }) => type === 'stopping'));
	});

	it('a process that goes on with a task which was cancelled has it stopped, and takes the image that comes', async () => {
		for (const protocol of listed) {
			await using service = await taskService(protocol);
			await using jobs = await temporaryFolder();
			const task = taskFor(protocol, service);
			const before = await play(task, jobs.path);
			for (const count of [2, 4]) {
				const state = rewound(before, count);
				const played = await play(task, jobs.path, { before: { ...before, state }, signal: AbortSignal.abort() });
				await assertSaved(played);
				assert.ok(played.steps.some(({ type }) => type === 'stopping'));
			}
			assert.equal(service.calls.filter(({ matter }) => matter === 'cancel').length, 2);
		}
	});

	it('an image that is finished within the minute after a cancel is fetched, however long that takes', async () => {
		const cancel = new AbortController();
		await using service = await taskService('fal', {
			interfere: ({ matter, count }, response) => {
				if (matter === 'status' && count === 2) {
					cancel.abort();
				}
				return matter === 'result' && count <= 15 && json(response, { detail: 'busy' }, 503);
			},
		});
		await using jobs = await temporaryFolder();
		const clock = quickClock();
		mock.timers.enable({ apis: ['setTimeout'] });
		try {
			const played = await play(taskFor('fal', service), jobs.path, {
				...{ signal: cancel.signal, clock },
				onStep: ({ type }) => type === 'done' && mock.timers.tick(graceMs),
			});
			await assertSaved(played);
		} finally {
			mock.timers.reset();
		}
		assert.ok(clock.now() > graceMs);
	});

	it('a service that asks for a long wait after a cancel is asked within the minute', async () => {
		const cancel = new AbortController();
		await using service = await taskService('replicate', {
			interfere: ({ matter, count }, response) => {
				cancel.abort();
				return matter === 'status' && count <= 2 && json(response, { detail: 'busy' }, 429, { 'retry-after': '90' });
			},
		});
		await using jobs = await temporaryFolder();
		const clock = quickClock();
		await assertSaved(await play(taskFor('replicate', service), jobs.path, { signal: cancel.signal, clock }));
		assert.ok(
			clock.slept.every((ms) => ms <= 5000),
			clock.slept.join(),
		);
	});
});

/** The state after the first so many steps. */
function rewound({ steps }: Played, count: number): JobState {
	return steps.slice(0, count).reduce((state, step) => apply(state, { at: Date.now(), ...step }), newJob);
}
