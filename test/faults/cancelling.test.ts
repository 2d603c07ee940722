import assert from 'node:assert/strict';
import type { JobStep } from '../../src/engine/jobs/events';
import { blackHole } from './blackHole';
import { asks, type Ending, type Fault, final, type JobOptions, png, runFault, saved } from './run';
import { type Act, asked, begun, images, linking, refuse, reply, silence, stopReading } from './servers';
import { sweptProtocols } from './speakers';

interface Phase extends Pick<Fault, 'name' | 'only' | 'job'> {
	/** What the server does; `cancel` is the moment at which the person stops the job. */
	readonly serve: (cancel: Act) => Act;
	/** Or the moment is a step of the job. */
	readonly cancelAt?: JobStep['type'];
	readonly ends: Ending;
	readonly scheme?: 'https';
}

const nothing = { files: [] };
const linked = asked(reply('{"data":[{"url":"/i.png"}]}'));
const whenClosed: Act = ({ closed }) =>
	new Promise((resolve) => closed.addEventListener('abort', () => resolve(), { once: true }));

const phases: readonly Phase[] = [
	{
		name: 'in the TLS handshake',
		serve: (cancel) => begun(cancel),
		scheme: 'https',
		ends: final('cancelled', {}, { ...nothing, requests: '', endpoints: 1 }),
	},
	{
		name: 'while sending',
		serve: (cancel) => begun(stopReading, cancel),
		job: (_server, { image }) => ({ image: { ...image, prompt: 'x'.repeat(20_000_000) } }),
		ends: asks('cancelled', {}, nothing),
	},
	{ name: 'in the silence', serve: (cancel) => asked(cancel), ends: asks('cancelled', {}, nothing) },
	{
		name: 'in the middle of the body',
		serve: () => asked(reply(images(png), { upTo: 0.5 })),
		cancelAt: 'received',
		ends: asks('cancelled', {}, nothing),
	},
	{
		name: 'while waiting to try again',
		serve: () => refuse(503, 'overloaded', { headers: { 'retry-after': '60' } }),
		cancelAt: 'retrying',
		ends: final('cancelled', {}, nothing),
	},
	{
		name: 'in the middle of a link’s download',
		only: 'openaiImages',
		serve: (cancel) => linking(linked, asked(reply(png, { upTo: 0.5 }), cancel)),
		ends: asks('cancelled', {}, { ...nothing, requests: 'POST GET' }),
	},
	{
		name: 'while waiting to fetch a link again',
		only: 'openaiImages',
		serve: (cancel) => linking(linked, asked(reply('', { status: 503 }), whenClosed, cancel)),
		ends: asks('cancelled', {}, { ...nothing, requests: 'POST GET' }),
	},
];

describe('faults: cancelling', () => {
	for (const { name, serve, cancelAt, ends, only, ...more } of phases) {
		for (const protocol of only ? [only] : sweptProtocols) {
			it(`42 ${name}: settles at once, closes the socket and leaves no file (${protocol})`, async () => {
				await settlesAtOnce((person) => {
					const fault: Fault = { row: 42, name, serve: serve(person.cancel), ends, ...more };
					const onStep: JobOptions['onStep'] = ({ type }) => type === cancelAt && person.cancel();
					return runFault(fault, protocol, { signal: person.signal, onStep });
				});
			});
		}
	}

	for (const protocol of sweptProtocols) {
		it(`42 while connecting to a black hole: settles at once (${protocol})`, async () => {
			await using hole = await blackHole('127.0.0.1');
			const fault: Fault = {
				...{ row: 42, name: '', serve: silence },
				job: (_server, { endpoint }) => ({
					endpoint: { ...endpoint, baseUrl: `http://127.0.0.1:${hole.port}/v1` },
				}),
				ends: final('cancelled', {}, { ...nothing, requests: '' }),
			};
			await settlesAtOnce(({ signal, cancel }) =>
				runFault(fault, protocol, {
					signal,
					onStep: ({ type }) => type === 'attempt' && setTimeout(cancel, 20),
				}),
			);
		});

		it(`42 while renaming: too late, the image is whole and paid for, and is saved (${protocol})`, async () => {
			const { cancel, signal } = impatient();
			const fault: Fault = { row: 42, name: '', serve: asked(reply(images(png))), ends: saved() };
			await runFault(fault, protocol, { signal, onStep: ({ type }) => type === 'received' && cancel() });
			assert.ok(signal.aborted);
		});

		it(`42 before it has begun: opens no connection (${protocol})`, async () => {
			const ends = final('cancelled', {}, { ...nothing, requests: '' });
			await runFault({ row: 42, name: '', serve: silence, ends }, protocol, { signal: AbortSignal.abort() });
		});
	}
});

/** How long after a cancel the witness of `settlesAtOnce` speaks up: long before anything else would end a job. */
const witnessMs = 5_000;

/** A person who stops a job once. */
interface Person {
	readonly cancel: () => void;
	readonly signal: AbortSignal;
	/** Whether the job could have been over by now because of something else than the cancel. */
	readonly isLate: () => boolean;
}

function impatient(): Person {
	const controller = new AbortController();
	let late = false;
	let witness: NodeJS.Timeout | undefined;
	return {
		cancel: () => {
			// In the same process, and so held up by whatever holds up the job.
			witness ??= setTimeout(() => (late = true), witnessMs).unref();
			controller.abort();
		},
		signal: controller.signal,
		isLate: () => {
			clearTimeout(witness);
			return late;
		},
	};
}

/** Whether it is the cancel that the job ends by: no timeout of it is shorter than the witness's. */
async function settlesAtOnce(run: (person: Person) => Promise<number>): Promise<void> {
	const person = impatient();
	await run(person);
	assert.ok(person.signal.aborted);
	assert.ok(!person.isLate());
}
