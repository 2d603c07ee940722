import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failureReport } from '../../src/editor/jobs/failureReport';
import { EventLog } from '../../src/engine/jobs/eventLog';
import { createJob } from '../../src/engine/jobs/layout';
import { fail, makeJobsPath, request } from './support/jobs';

describe('The report on a failure', () => {
	let jobsPath: string;

	beforeEach(async () => (jobsPath = await makeJobsPath()));
	afterEach(() => rm(jobsPath, { recursive: true, force: true }));

	it('tells what it ran on, what was to be done, every step and the last words', async () => {
		const folder = await createJob(jobsPath, request);
		await fail(folder, { kind: 'serverError', facts: { status: 502 }, sent: true, maybePaid: true });
		await writeFile(join(folder.path, 'stderr.txt'), 'Error: out of paint\n    at paint (cli.js:1:1)\n');
		const report = await failureReport(folder);
		assert.match(report, /^Image Gen \d+\.\d+\.\d+ · .* \d+\.\d+\.\d+ · \w+ \w+ · Node \d+/);
		assert.match(report, /"model": "gemini-3-pro-image"/);
		assert.match(report, /failed \{"kind":"serverError","facts":\{"status":502\},"sent":true,"maybePaid":true\}/);
		assert.match(report, /out of paint/);
		assert.match(report, /Files: events\.jsonl, stderr\.txt, task\.json/);
	});

	it('keeps the prompt, and what opens a link, to itself, and its blocks closed to foreign words', async () => {
		const folder = await createJob(jobsPath, { ...request, image: { ...request.image, prompt: 'Our secret mascot' } });
		const log = await EventLog.open(folder);
		const link = 'https://files.example/i.png?signature=abc';
		const reason = '~~~~~~\n[click](command:x) OUR SECRET MASCOT';
		const failure = { kind: 'linkNotFetched', facts: { link, reason }, sent: true, maybePaid: true } as const;
		await log.append({ type: 'failed', at: 1, ...failure });
		await log.close();
		const report = await failureReport(folder);
		assert.doesNotMatch(report, /mascot|signature|abc/i);
		assert.match(report, /"promptLength": 17/);
		assert.match(report, /https:\/\/files\.example\/i\.png\?…/);
		assert.equal(report.match(/^~~~~~~/gm)?.length, 4);
	});

	it('keeps the prompt to itself also where a service repeats it escaped, encoded, or in part', async () => {
		const prompt = 'Our "secret" mascot,\nin C:\\art & more';
		const folder = await createJob(jobsPath, { ...request, image: { ...request.image, prompt } });
		const log = await EventLog.open(folder);
		for (const said of [
			prompt,
			JSON.stringify(prompt),
			encodeURIComponent(prompt),
			Buffer.from(prompt).toString('base64'),
			`${prompt.slice(0, 20)}…`,
		]) {
			const failure = { kind: 'badRequest', facts: { status: 400, reason: `no ${said}, sorry` } } as const;
			await log.append({ type: 'failed', at: 1, ...failure, sent: true, maybePaid: false });
		}
		await log.close();
		const report = await failureReport(folder);
		assert.doesNotMatch(report, /mascot|secret|T3VyICJzZWNyZXQi/);
		assert.equal(report.match(/"reason":"no .{3,14}, sorry"|"reason":"no •••…/g)?.length, 5);
	});

	it('is made also of a folder in which next to nothing can be read', async () => {
		const folder = await createJob(jobsPath, request);
		await writeFile(join(folder.path, 'task.json'), 'nonsense');
		await writeFile(join(folder.path, 'events.jsonl'), 'nonsense\n');
		assert.match(await failureReport(folder), /unreadable lines: 1/);
	});
});
