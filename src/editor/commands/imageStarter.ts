import * as vscode from 'vscode';
import type { TaskBuilder } from '../form/taskBuilder';
import type { Anchors } from '../anchors/anchors';
import type { Delivery } from '../jobs/delivery';
import type { Jobs } from '../jobs/jobs';
import { showLog } from '../ui/actions';
import { notify } from '../ui/notify';

/** What both ways of asking for an image have in common: pin the place, ask, start the job. */
export class ImageStarter {
	constructor(
		private readonly anchors: Anchors,
		private readonly tasks: TaskBuilder,
		private readonly jobs: Jobs,
	) {}

	/** Resolves when the job has begun, or the person has changed their mind. */
	async start(command: Delivery['command'], title: string, editor: vscode.TextEditor | undefined): Promise<void> {
		// Pinned before the first await: people go on typing while they are asked, and while the image is made.
		const anchor = editor && this.anchors.pin(editor.document, editor.selection.active);
		// While the person answers, so that the request goes out with the last answer.
		const prepared = this.jobs.prepare();
		let isStarted = false;
		try {
			const task = await this.tasks.ask(title, editor ? editor.document.getText(editor.selection) : '');
			if (task) {
				await this.jobs.start(task, command, anchor, prepared);
				isStarted = true;
			}
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			const message = vscode.l10n.t("Couldn't start generating the image, and nothing was sent: {0}", reason);
			void notify('error', message, [showLog()]);
		} finally {
			if (!isStarted) {
				anchor?.dispose();
				prepared.process.dismiss();
			}
		}
	}
}
