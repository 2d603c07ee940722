import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readJob } from '../../src/editor/jobs/comeback';
import { readDelivery, workspaceIdentity, writeDelivery } from '../../src/editor/jobs/delivery';
import { type Job, Jobs } from '../../src/editor/jobs/jobs';
import { EventLog } from '../../src/engine/jobs/eventLog';
import { createJob } from '../../src/engine/jobs/layout';
import { until } from '../support/until';
import { finish, makeJobsPath, quickJobs, request, writeProgram } from './support/jobs';
import { log } from './support/log';
import { once } from './support/workspace';

describe('Jobs that are looked for again', () => {
	let jobsPath: string;
	let jobs: Jobs;

	beforeEach(async () => {
		jobsPath = await makeJobsPath();
		const cliPath = join(jobsPath, 'cli.js');
		jobs = new Jobs({ jobsPath, cliPath, log, ...quickJobs });
		await writeProgram(cliPath, `fs.writeFileSync(folder + '/asked', fs.readFileSync(0));`);
	});
	afterEach(async () => {
		jobs.dispose();
		// A process that ends may still write its last words there.
		await rm(jobsPath, { recursive: true, force: true, maxRetries: 5 });
	});

	/** A job at a service that keeps a list, of which the reply to the request was lost. */
	const lostAtList = async (workspace: string): Promise<Job> => {
		const endpoint = { service: 'fal', protocol: 'fal', baseUrl: 'http://127.0.0.1:1', model: 'm' } as const;
		const task = { ...request, endpoint };
		const lost = await createJob(jobsPath, task);
		const events = await EventLog.open(lost);
		const { service, model } = endpoint;
		await events.append({ at: 1, type: 'attempt', attempt: 1, service, model, host: 'h', timeoutMs: 1 });
		await events.append({ at: 2, type: 'sending', attempt: 1 });
		await events.append({ at: 3, type: 'failed', kind: 'lost', facts: {}, sent: true, maybePaid: true });
		await events.close();
		writeDelivery(lost, { workspace, command: 'generate' });
		return (await readJob(lost, jobs)) ?? assert.fail();
	};

	it('are followed anew where a service is looked through for what a lost reply told', async () => {
		const job = await lostAtList(workspaceIdentity());
		const end = once(jobs.onDidEnd);
		await jobs.lookAgain(job);
		await until(() => existsSync(join(job.folder.path, 'asked')), 'a process is given the secrets');
		const events = await EventLog.open(job.folder);
		await events.append({ at: Date.now(), type: 'started', pid: process.pid });
		await events.close();
		await until(() => jobs.running[0]?.state.pid === process.pid, 'it has begun');
		assert.deepEqual([jobs.running[0]?.state.phase, jobs.running[0]?.state.failure], ['waiting', undefined]);
		await finish(job.folder);
		assert.equal((await end).state.phase, 'saved');
	});

	it('of another workspace are looked for again, and wait for its windows', async () => {
		const job = await lostAtList('file:///elsewhere');
		await jobs.lookAgain(job);
		await until(() => existsSync(join(job.folder.path, 'asked')), 'a process is given the secrets');
		assert.deepEqual(jobs.running, []);
		jobs.dispose();
		assert.equal((await readDelivery(job.folder))?.workspace, 'file:///elsewhere');
	});
});
