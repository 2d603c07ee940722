import type * as vscode from 'vscode';
import { placeOf } from '../../documents/place';
import type { Anchor } from '../anchors/anchor';
import type { Links } from '../delivery/links';
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
		private readonly links: Links,
		private readonly tasks: TaskBuilder,
		private readonly jobs: Jobs,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** Resolves when the job has begun, or the person has changed their mind. */
	async start(command: Delivery['command'], title: string, editor: vscode.TextEditor | undefined): Promise<void> {
		// Pinned before the first await: people go on typing while they are asked, and while the image is made.
		const pinned = editor && this.pin(editor);
		const prompt = editor ? editor.document.getText(editor.selection) : '';
		const anchor = pinned && (await this.atPath(pinned, editor));
		await this.begin(title, prompt, { command, anchor });
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

	private pin({ document, selection: { start, end } }: vscode.TextEditor): Anchor {
		const range = { from: document.offsetAt(start), to: document.offsetAt(end) };
		const place = placeOf(undefined, document.getText(), range);
		return this.anchors.pin(document, document.positionAt(place.offset), place);
	}

	/** The anchor; at an image's path where that is what is selected. It takes the document's parser to tell that. */
	private async atPath(anchor: Anchor, { document, selection }: vscode.TextEditor): Promise<Anchor> {
		const { version } = document;
		const place = selection.isEmpty ? undefined : await this.links.placeOf(document, selection);
		if (place?.selected !== 'path' || document.version !== version) {
			return anchor;
		}
		anchor.dispose();
		return this.anchors.pin(document, document.positionAt(place.offset), place);
	}
}
