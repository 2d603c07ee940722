import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import { readDelivery, workspaceIdentity, writeDelivery } from '../../src/editor/jobs/delivery';
import { Jobs } from '../../src/editor/jobs/jobs';
import { isRecovered, keptReplies } from '../../src/editor/jobs/keptReplies';
import { comeBack } from '../../src/editor/jobs/comeback';
import { noteOpen } from '../../src/engine/jobs/openJobs';
import { markDelivered, markSeen } from '../../src/engine/jobs/claim';
import { createJob, type JobFolder } from '../../src/engine/jobs/layout';
import { newJob } from '../../src/engine/jobs/state';
import { log } from './support/log';
import { fail, makeJobsPath, request } from './support/jobs';
import { makeFolder, openFile, tidyUp } from './support/workspace';

describe('A reply that a failed job has kept', () => {
	let folder: vscode.Uri;
	let jobsPath: string;
	let anchors: Anchors;
	let jobs: Jobs;
	let editor: vscode.TextEditor;
	let job: JobFolder;

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		anchors = new Anchors();
		jobs = newJobs();
		editor = await vscode.window.showTextDocument(await openFile(folder, 'a.md', 'one\n'));
		job = await createJob(jobsPath, request);
		await writeFile(join(job.path, 'reply.txt'), `an image? ${'QUJD'.repeat(20)}`);
		await fail(job, { kind: 'badReply', facts: { detail: 'no image' }, sent: true, maybePaid: true });
	});
	afterEach(async () => {
		jobs.dispose();
		anchors.dispose();
		await rm(jobsPath, { recursive: true, force: true });
		await tidyUp(folder);
	});

	const newJobs = (): Jobs =>
		new Jobs({
			jobsPath,
			cliPath: join(jobsPath, 'cli.js'),
			log,
			timeScale: () => 1,
			secretsFor: () => Promise.resolve({ keys: new Map() }),
		});

	const insertAbove = (text: string): Thenable<boolean> =>
		editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));

	const listed = async (): Promise<string[]> => (await keptReplies(jobsPath)).map(({ folder: { id } }) => id);

	it('keeps its place while the text is edited, and writes it down when the window closes', async () => {
		const anchor = anchors.pin(editor.document, new vscode.Position(0, 3));
		jobs.keepPlace({ folder: job, state: newJob, command: 'insert', anchor });
		await insertAbove('zero ');
		assert.equal(jobs.keptPlace(job)?.record().offset, 8);
		jobs.dispose();
		assert.deepEqual((await readDelivery(job))?.anchor, anchor.record());
	});

	it('keeps its place in the next window, too, and that of another workspace is none of its business', async () => {
		const anchor = anchors.pin(editor.document, new vscode.Position(0, 3)).record();
		const other = await createJob(jobsPath, request);
		await writeFile(join(other.path, 'reply.txt'), `an image? ${'QUJD'.repeat(20)}`);
		writeDelivery(job, { workspace: workspaceIdentity(), command: 'insert', anchor });
		writeDelivery(other, { workspace: 'file:///elsewhere', command: 'insert', anchor });
		await Promise.all([job, other].flatMap((kept) => [markSeen(kept), noteOpen(kept)]));
		await comeBack({ jobsPath, jobs, anchors, log });
		await insertAbove('zero ');
		assert.equal(jobs.keptPlace(job)?.record().offset, 8);
		assert.equal(jobs.keptPlace(other), undefined);
	});

	it('is listed until an image that was found in it is delivered', async () => {
		const recovery = await createJob(jobsPath, { type: 'recover', source: job.path });
		assert.deepEqual([await listed(), await isRecovered(job)], [[job.id], false]);
		await markDelivered(recovery, 'file:///i.png');
		assert.deepEqual([await listed(), await isRecovered(job)], [[], true]);
	});

	it('is not listed where it is a refusal in words', async () => {
		await writeFile(join(job.path, 'reply.txt'), '{"error":{"message":"Insufficient balance, please top up"}}');
		assert.deepEqual(await listed(), []);
	});
});
