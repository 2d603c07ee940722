import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Anchor } from '../../src/editor/anchors/anchor';
import { Anchors } from '../../src/editor/anchors/anchors';
import { readDelivery, workspaceIdentity, writeDelivery } from '../../src/editor/jobs/delivery';
import { type Job, Jobs } from '../../src/editor/jobs/jobs';
import { keptReplies } from '../../src/editor/jobs/keptReplies';
import { comeBack, type Missed, readJob } from '../../src/editor/jobs/comeback';
import { Library } from '../../src/editor/jobs/library';
import { EventLog } from '../../src/engine/jobs/eventLog';
import { createJob, type JobFolder, jobFolder, readTask } from '../../src/engine/jobs/layout';
import { markDelivered, markSeen } from '../../src/engine/jobs/claim';
import { noteOpen, openJobs } from '../../src/engine/jobs/openJobs';
import { recordOfDeadProcess } from '../support/locks';
import { canMount, type SmallDisk, smallDisk } from '../faults/smallDisk';
import { log } from './support/log';
import { fail, finish, makeJobsPath, quickJobs, request, writeProgram } from './support/jobs';
import { until } from '../support/until';
import { makeFolder, once, openFile, tidyUp } from './support/workspace';

describe('The jobs of a window', () => {
	let folder: vscode.Uri;
	let jobsPath: string;
	let cliPath: string;
	let anchors: Anchors;
	let jobs: Jobs;
	let ended: Job[];

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		cliPath = join(jobsPath, 'cli.js');
		anchors = new Anchors();
		jobs = new Jobs({ jobsPath, cliPath, log, ...quickJobs });
		ended = [];
		jobs.onDidEnd((job) => ended.push(job));
	});
	afterEach(async () => {
		jobs.dispose();
		anchors.dispose();
		// A process that ends may still write its last words there.
		await rm(jobsPath, { recursive: true, force: true, maxRetries: 5 });
		await tidyUp(folder);
	});

	const order = { request, secrets: { keys: new Map<string, string>() } };

	const startProgram = (body: string): Promise<void> => writeProgram(cliPath, body);

	const errand = { command: 'generate', anchor: undefined } as const;

	async function endOf(event: Promise<void>): Promise<Job> {
		const end = once(jobs.onDidEnd);
		await event;
		return end;
	}

	it('run in a process of their own that gets the secrets on its standard input alone', async () => {
		await startProgram(`
			const line = fs.readFileSync(0, 'utf8');
			note({ command, rest, line, env: process.env });`);
		const { folder: done } = await endOf(
			jobs.start({ request, secrets: { keys: new Map([['https://h', 'sk-secret']]) } }, errand),
		);
		const seen = JSON.parse(await readFile(join(done.path, 'seen.json'), 'utf8')) as Record<string, unknown>;
		assert.equal(seen['command'], 'run');
		assert.deepEqual(seen['rest'], ['--time-scale', '0.05']);
		assert.match(String(seen['line']), /sk-secret/);
		assert.doesNotMatch(JSON.stringify(seen['env']), /sk-secret/);
		assert.doesNotMatch(await readFile(join(done.path, 'task.json'), 'utf8'), /sk-secret/);
	});

	it('may have their process before they are there: it waits for its secrets', async () => {
		await startProgram(`
			fs.readFileSync(0);
			fs.writeFileSync(folder + '/seen.json', fs.readFileSync(folder + '/task.json'));`);
		const prepared = jobs.prepare();
		assert.equal(existsSync(join(prepared.folder.path, 'task.json')), false);
		const { folder: done } = await endOf(jobs.start(order, errand, prepared));
		assert.equal(done, prepared.folder);
		assert.ok(existsSync(join(done.path, 'seen.json')));
	});

	it('leave no process behind that waits in vain', async () => {
		await startProgram('fs.writeFileSync(__dirname + "/pid", String(process.pid)); fs.readFileSync(0);');
		const prepared = jobs.prepare();
		const pid = join(jobsPath, 'pid');
		await until(() => existsSync(pid) && readFileSync(pid, 'utf8') !== '', 'the process has begun');
		prepared.process.dismiss();
		await until(() => !isAlive(Number(readFileSync(pid, 'utf8'))), 'the process is gone');
		await until(() => !existsSync(prepared.folder.path), 'its folder is gone');
	});

	it('fail when their process cannot say a word', async () => {
		await startProgram('process.exit(1);');
		const { state } = await endOf(jobs.start(order, errand));
		assert.deepEqual(state.failure, { kind: 'lost', facts: {}, sent: false, maybePaid: false });
		assert.deepEqual(jobs.running, []);
	});

	it('ask their process to stop when they are cancelled', async () => {
		await startProgram('setInterval(() => fs.existsSync(folder + "/cancel") && process.exit(), 20);');
		await jobs.start(order, errand);
		const [job] = jobs.running;
		assert.ok(job);
		await endOf(jobs.cancel(job));
		assert.ok(existsSync(join(job.folder.path, 'cancel')));
	});

	it('write down where their place is when the window closes', async () => {
		await startProgram('setInterval(() => fs.existsSync(folder + "/cancel") && process.exit(), 20);');
		const document = await openFile(folder, 'a.md', 'one\n');
		const editor = await vscode.window.showTextDocument(document);
		await jobs.start(order, { command: 'insert', anchor: anchors.pin(document, new vscode.Position(0, 3)) });
		const [job] = jobs.running;
		assert.ok(job);
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'zero '));
		jobs.dispose();
		const anchor = (await readDelivery(job.folder))?.anchor;
		assert.equal(anchor?.offset, 8);
		assert.equal(anchor.text?.length, 'zero one\n'.length);
		await jobs.cancel(job);
	});

	it('look for an image in a reply that was kept, and then are like any other', async () => {
		await startProgram('note({ command, folder, rest });');
		const { image, endpoint } = request;
		const { folder: job, task } = await endOf(jobs.recover('/kept/reply.txt', { of: { image, endpoint }, ...errand }));
		const seen = JSON.parse(await readFile(join(job.path, 'seen.json'), 'utf8')) as Record<string, unknown>;
		assert.deepEqual(seen, { command: 'run', folder: job.path, rest: ['--time-scale', '0.05'] });
		assert.deepEqual(await readTask(job), {
			type: 'recover',
			source: '/kept/reply.txt',
			of: { image, endpoint },
		});
		assert.deepEqual(await readTask(job), task);
	});

	it('are listed with their kept replies, the newest first', async () => {
		const [older, newer, none] = [
			await createJob(jobsPath, request),
			await createJob(jobsPath, request),
			await createJob(jobsPath, request),
		];
		for (const left of [older, newer]) {
			writeDelivery(left, { workspace: 'w', command: 'generate' });
			await writeFile(join(left.path, 'reply.txt'), 'https://h/an-image.png');
		}
		await writeFile(join(none.path, 'image-1.part'), '');
		const found = (await keptReplies(jobsPath)).map(({ folder: { id } }) => id);
		assert.deepEqual(found, [older.id, newer.id].sort().reverse());
	});

	if (canMount) {
		describe('on a disk that fails them', () => {
			let disk: SmallDisk;

			beforeEach(async () => {
				disk = await smallDisk();
				jobs.dispose();
				jobs = new Jobs({ jobsPath: join(disk.path, 'jobs'), cliPath, log, ...quickJobs });
			});
			afterEach(() => disk[Symbol.asyncDispose]());

			/** A job whose process has said that it is there, and goes on until it is ended. */
			async function runningJob(anchor?: Anchor): Promise<Job> {
				await startProgram(`
					fs.readFileSync(0);
					fs.writeFileSync(__dirname + '/pid', String(process.pid));
					setInterval(() => undefined, 1000);`);
				const told = once(jobs.onDidChange, ({ state }) => state.pid !== undefined);
				await jobs.start(order, { command: 'insert', anchor });
				const [job] = jobs.running;
				assert.ok(job);
				const log = await EventLog.open(job.folder);
				await log.append({ type: 'started', at: Date.now(), pid: await pidOfProgram() });
				await log.close();
				return told;
			}

			async function pidOfProgram(): Promise<number> {
				const path = join(jobsPath, 'pid');
				await until(() => existsSync(path) && readFileSync(path, 'utf8') !== '', 'the process has begun');
				return Number(readFileSync(path, 'utf8'));
			}

			it('do not start when it is full, and leave neither a process nor half a job', async () => {
				await startProgram('fs.writeFileSync(__dirname + "/pid", String(process.pid)); fs.readFileSync(0);');
				const prepared = jobs.prepare();
				const pid = await pidOfProgram();
				disk.fill();
				await assert.rejects(jobs.start(order, errand, prepared), {
					code: 'ENOSPC',
				});
				await until(() => !isAlive(pid), 'the process is gone');
				await assert.rejects(jobs.start(order, errand), { code: 'ENOSPC' });
				await assert.rejects(jobs.recover('/kept/reply.txt', errand), { code: 'ENOSPC' });
				assert.deepEqual(await readdir(join(disk.path, 'jobs')), []);
				assert.deepEqual(jobs.running, []);
			});

			it('do not start when it is read-only', async () => {
				await mkdir(join(disk.path, 'jobs'));
				disk.makeReadOnly();
				await assert.rejects(jobs.start(order, errand), { code: 'EROFS' });
				await assert.rejects(jobs.recover('/kept/reply.txt', errand), { code: 'EROFS' });
				assert.deepEqual(jobs.running, []);
			});

			it('go on, and the person is told, where they cannot be cancelled', async () => {
				const job = await runningJob();
				disk.fill();
				await jobs.cancel(job);
				assert.ok(isAlive(job.state.pid ?? 0));
				process.kill(job.state.pid ?? 0);
			});

			it('are told as lost although nobody can write that down', async function () {
				// The time that the process which sees to them gets.
				this.timeout(60_000);
				const job = await runningJob();
				disk.fill();
				process.kill(job.state.pid ?? 0);
				const { state } = await once(jobs.onDidEnd);
				assert.equal(state.failure?.kind, 'lost');
			});

			it('go on although their place cannot be written down, also when the window closes', async () => {
				const document = await openFile(folder, 'a.md', 'one\n');
				const job = await runningJob(anchors.pin(document, new vscode.Position(0, 3)));
				disk.fill();
				const editor = await vscode.window.showTextDocument(document);
				await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'zero '));
				jobs.dispose();
				assert.equal((await readDelivery(job.folder))?.anchor?.offset, 3);
				process.kill(job.state.pid ?? 0);
			});
		});
	} else {
		console.log('not run: jobs on a disk that is full or read-only (mounting them needs root on Linux)');
	}

	describe('that an earlier window has left', () => {
		async function leave(workspace = workspaceIdentity()): Promise<JobFolder> {
			const left = await createJob(jobsPath, request);
			writeDelivery(left, { workspace, command: 'insert' });
			return left;
		}

		const recover = (): Promise<Missed> => comeBack({ jobsPath, jobs, anchors, log });

		async function waiting(): Promise<string[]> {
			const library = new Library(jobsPath);
			await library.refresh();
			library.dispose();
			return library.waiting.map(({ id }) => id);
		}

		it('are told of when they ended meanwhile', async () => {
			await finish(await leave());
			await fail(await leave(), { kind: 'overloaded', facts: { status: 503 }, sent: true, maybePaid: false });
			const { arrived, failed } = await recover();
			assert.deepEqual(
				[arrived.length, failed.length, ended],
				[1, 1, []],
				'told of once, and not as if they ended now',
			);
			assert.deepEqual((await openJobs(jobsPath))?.length, 2);
		});

		it('are followed to their end when they are still running', async () => {
			const left = await leave();
			await recover();
			assert.equal(jobs.running.length, 1);
			const { state } = await endOf(finish(left));
			assert.equal(state.phase, 'saved');
		});

		it('are left alone when they were delivered, or belong to another workspace', async () => {
			await finish(await leave('file:///elsewhere'));
			await markDelivered(await leave(), 'file:///i.png');
			assert.deepEqual(await recover(), { arrived: [], failed: [] });
			assert.deepEqual([ended, jobs.running], [[], []]);
		});

		it('are seen to by a process of their own when theirs is gone', async () => {
			await startProgram(
				// Whole from the moment that it is there.
				'fs.writeFileSync(folder + "/seen.new", JSON.stringify({ command, line: fs.readFileSync(0, "utf8") })); fs.renameSync(folder + "/seen.new", folder + "/seen.json");',
			);
			const left = await leave();
			await writeFile(join(left.path, 'run.1'), await recordOfDeadProcess());
			const recovered = recover();
			await until(() => existsSync(join(left.path, 'seen.json')), 'the process is there');
			assert.deepEqual(JSON.parse(await readFile(join(left.path, 'seen.json'), 'utf8')), { command: 'run', line: '' });
			await finish(left);
			assert.deepEqual(
				(await recovered).arrived.map(({ folder: { id }, state }) => [id, state.phase]),
				[[left.id, 'saved']],
			);
		});

		it('wait with their images, of whatever workspace, until these are saved', async () => {
			const left = await leave('file:///elsewhere');
			await finish(left);
			await leave();
			await writeFile(join((await leave()).path, 'task.json'), 'nonsense');
			await recover();
			assert.deepEqual(await waiting(), [left.id]);
			await markDelivered(jobFolder(left.path), 'file:///i.png');
			await recover();
			assert.deepEqual(await waiting(), []);
		});

		for (const [how, content] of [
			['missing', undefined],
			['cut off', '{"workspace":"fi'],
			['of a later version', JSON.stringify({ version: 2, workspace: workspaceIdentity(), command: 'insert' })],
		] as const) {
			it(`wait to be saved when what tells where their image goes is ${how}`, async () => {
				const left = await createJob(jobsPath, request);
				await finish(left);
				if (content !== undefined) {
					await writeFile(join(left.path, 'delivery.json'), content);
				}
				assert.deepEqual(await recover(), { arrived: [], failed: [] });
				assert.deepEqual(await waiting(), [left.id]);
				assert.equal((await readJob(left, jobs))?.state.images.length, 1);
			});
		}

		it('are known by what earlier versions have written, too', async () => {
			const left = await createJob(jobsPath, request);
			await writeFile(
				join(left.path, 'delivery.json'),
				JSON.stringify({ workspace: workspaceIdentity(), command: 'generate' }),
			);
			await finish(left);
			assert.deepEqual(
				(await recover()).arrived.map(({ folder: { id } }) => id),
				[left.id],
			);
		});

		it('are looked for once where no notes are kept yet, and by their notes from then on', async () => {
			const left = await leave();
			await finish(left);
			const told = await leave();
			await fail(told, {
				kind: 'interrupted',
				facts: { code: 'X', receivedBytes: 0, elapsedMs: 1 },
				sent: true,
				maybePaid: true,
			});
			await markSeen(told);
			await recover();
			assert.deepEqual(
				(await openJobs(jobsPath))?.map(({ id }) => id),
				[left.id],
			);
			await leave();
			assert.equal((await recover()).arrived.length, 1, 'what nobody has noted is not looked at');
		});

		it('wait on, and are not told of again, where a failure may have been paid and nobody has dealt with it', async () => {
			const left = await leave();
			await noteOpen(left);
			await fail(left, {
				kind: 'interrupted',
				facts: { code: 'X', receivedBytes: 0, elapsedMs: 1 },
				sent: true,
				maybePaid: true,
			});
			await markSeen(left);
			assert.deepEqual(await recover(), { arrived: [], failed: [] });
			assert.deepEqual(await waiting(), [left.id]);
		});
	});
});

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
