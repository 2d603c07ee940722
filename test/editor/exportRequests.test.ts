import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ExportRequestsCommand } from '../../src/editor/commands/exportRequests';
import { EventLog } from '../../src/engine/jobs/eventLog';
import { createJob } from '../../src/engine/jobs/layout';
import { readHistory } from '../../src/engine/jobs/history';
import { toCsv } from '../../src/engine/jobs/requestList';
import { log } from './support/log';
import { makeJobsPath, request } from './support/jobs';

/** A job whose request took so long and then broke, or was refused. */
async function requestThat(jobsPath: string, ms: number, maybePaid: boolean): Promise<void> {
	const events = await EventLog.open(await createJob(jobsPath, request));
	await events.append({ at: 0, type: 'attempt', attempt: 1, service: 's', model: 'm', host: 'h', timeoutMs: 1 });
	await events.append({ at: 1, type: 'sending', attempt: 1 });
	const failure = maybePaid
		? ({ kind: 'serverError', facts: { status: 504 } } as const)
		: ({ kind: 'overloaded', facts: { status: 503 } } as const);
	await events.append({ at: 1 + ms, type: 'failed', ...failure, sent: true, maybePaid });
	await events.close();
}

/** Presses Enter in whatever asks, until the command is done. */
async function acceptAll(running: Promise<void>): Promise<void> {
	const press = vscode.commands.executeCommand.bind(undefined, 'workbench.action.acceptSelectedQuickOpenItem');
	while (await Promise.race([running.then(() => false), press().then(() => true)])) {
		// The next question may be there by now.
	}
}

describe('Export Requests', () => {
	let jobsPath: string;
	beforeEach(async () => {
		jobsPath = await makeJobsPath();
	});
	afterEach(async () => {
		await vscode.commands.executeCommand('notifications.clearAll');
		await rm(jobsPath, { recursive: true, force: true });
	});

	it('writes what was slow or lost into the workspace, as the terminal prints it', async () => {
		await requestThat(jobsPath, 1000, true);
		await requestThat(jobsPath, 2000, false);
		const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no workspace');
		const file = join(workspace, `image-requests-${new Date().toISOString().slice(0, 10)}.csv`);
		try {
			await acceptAll(new ExportRequestsCommand(jobsPath, log).execute());
			const lost = (await readHistory(jobsPath)).filter(({ failure }) => failure?.maybePaid);
			assert.equal(lost.length, 1);
			assert.equal(await readFile(file, 'utf8'), toCsv(lost));
		} finally {
			await rm(file, { force: true });
		}
	});

	it('asks for no file where there is nothing to write', async () => {
		await requestThat(jobsPath, 2000, false);
		await acceptAll(new ExportRequestsCommand(jobsPath, log).execute());
	});
});
