import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventLog, readEvents } from '../../../src/engine/jobs/eventLog';
import type { JobEvent } from '../../../src/engine/jobs/events';
import { createJob, type JobFolder, jobFolder } from '../../../src/engine/jobs/layout';
import { seal, unseal } from '../../../src/engine/jobs/sealed';
import { temporaryFolder } from '../../support/folders';

const started: JobEvent = { at: 1, type: 'started', pid: 7 };
const sending: JobEvent = { at: 2, type: 'sending', attempt: 1 };

async function withLog(check: (folder: JobFolder, path: string) => Promise<void>): Promise<void> {
	await using jobs = await temporaryFolder();
	const folder = await createJob(jobs.path, { type: 'recover', source: '/reply.txt' });
	const log = await EventLog.open(folder);
	await log.append(started);
	await log.append(sending);
	await log.close();
	await check(folder, join(folder.path, 'events.jsonl'));
}

describe('the log of a job', () => {
	it('gives back what was appended, also by a second process', () =>
		withLog(async (folder) => {
			const again = await EventLog.open(folder);
			await again.append(started);
			await again.close();
			assert.deepEqual(await readEvents(folder), { events: [started, sending, started], damaged: 0 });
		}));

	it('is read around a line that was written in part, and goes on after it on a line of its own', () =>
		withLog(async (folder, path) => {
			const { length } = await readFile(path);
			await truncate(path, length - 10);
			const again = await EventLog.open(folder);
			await again.append(started);
			await again.close();
			assert.deepEqual(await readEvents(folder), { events: [started, started], damaged: 1 });
		}));

	it('takes no line for an event in which one byte is another', () =>
		withLog(async (folder, path) => {
			const whole = await readFile(path);
			const end = whole.indexOf('\n');
			for (let at = 0; at <= end; at++) {
				const damaged = Buffer.from(whole);
				damaged[at] = (damaged[at] ?? 0) ^ 1;
				await writeFile(path, damaged);
				const { events } = await readEvents(folder);
				assert.ok(!events.some(({ type }) => type !== 'sending'), `byte ${at}: ${JSON.stringify(events)}`);
			}
		}));

	it('is read as earlier versions wrote it, in the words of today', async () => {
		await using jobs = await temporaryFolder();
		const path = join(jobs.path, 'job');
		await mkdir(path);
		await writeFile(join(path, 'request.json'), '{}');
		const failure = { kind: 'deadline', facts: { phase: 'firstByte', limitMs: 5 }, sent: true, maybePaid: true };
		const lines = [
			{ at: 1, type: 'attempt', attempt: 1, service: 's', model: 'm', host: 'h', limitMs: 9 },
			{ at: 2, type: 'sent', attempt: 1 },
			{ at: 3, type: 'retrying', attempt: 1, delayMs: 0, fallback: false, failure },
			{ at: 4, type: 'failed', ...failure, kind: 'serverFault', facts: { status: 502 } },
		];
		await writeFile(join(path, 'events.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
		await appendFile(join(path, 'events.jsonl'), '\nnonsense\n');
		const timeout = { ...failure, kind: 'timeout', facts: { phase: 'firstByte', timeoutMs: 5 } };
		assert.deepEqual(await readEvents(jobFolder(path)), {
			events: [
				{ at: 1, type: 'attempt', attempt: 1, service: 's', model: 'm', host: 'h', timeoutMs: 9 },
				{ at: 2, type: 'sending', attempt: 1 },
				{ at: 3, type: 'retrying', attempt: 1, delayMs: 0, fallback: false, failure: timeout },
				{ at: 4, type: 'failed', kind: 'serverError', facts: { status: 502 }, sent: true, maybePaid: true },
			],
			damaged: 1,
		});
	});
});

describe('a sealed line', () => {
	it('is opened again, and nothing else is', () => {
		for (const value of [{}, { a: 1 }, { text: 'of any kind: "crc":"00000000"} \u2028 {' }]) {
			assert.deepEqual(unseal(seal(value)), value);
		}
		assert.equal(unseal('{"a":1}'), undefined);
		assert.equal(unseal(seal({ a: 1 }).replace('1', '2')), undefined);
	});
});
