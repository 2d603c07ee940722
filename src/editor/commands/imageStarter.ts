import type * as vscode from 'vscode';
import type { TaskBuilder } from '../form/taskBuilder';
import type { Anchors } from '../anchors/anchors';
import type { Delivery } from '../jobs/delivery';
import type { Errand, Jobs, PreparedJob } from '../jobs/jobs';
import { tellNotStarted } from '../jobs/notStarted';
import { unattended } from '../log';

/** What all ways of asking for an image have in common: pin the place, ask, start the job. */
export class ImageStarter {
	constructor(
		private readonly anchors: Anchors,
		private readonly tasks: TaskBuilder,
		private readonly jobs: Jobs,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** Resolves when the job has begun, or the person has changed their mind. */
	async start(command: Delivery['command'], title: string, editor: vscode.TextEditor | undefined): Promise<void> {
		// Pinned before the first await: people go on typing while they are asked, and while the image is made.
		const anchor = editor && this.anchors.pin(editor.document, editor.selection.active);
		await this.begin(title, editor ? editor.document.getText(editor.selection) : '', { command, anchor });
	}

	/** The same for an image that a link in a document waits for. */
	async startAtLink(
		title: string,
		prompt: string,
		{
			document,
			position,
			target,
		}: Pick<Required<Errand>, 'target'> & {
			readonly document: vscode.TextDocument;
			readonly position: vscode.Position;
		},
	): Promise<void> {
		await this.begin(title, prompt, { command: 'generate', anchor: this.anchors.pin(document, position), target });
	}

	private async begin(title: string, prompt: string, errand: Errand): Promise<void> {
		let prepared: PreparedJob | undefined;
		let isStarted = false;
		try {
			// While the person answers, so that the request goes out with the last answer.
			prepared = this.jobs.prepare();
			const task = await this.tasks.ask(title, prompt);
			if (task) {
				await this.jobs.start(task, errand, prepared);
				isStarted = true;
			}
		} catch (error) {
			unattended(this.log, tellNotStarted(error, this.log));
		} finally {
			if (!isStarted) {
				errand.anchor?.dispose();
				prepared?.process.dismiss();
			}
		}
	}
}
