import * as vscode from 'vscode';
import { placeOf } from '../../documents/place';
import type { Anchor } from '../anchors/anchor';
import type { Batches } from '../delivery/batches';
import type { Links } from '../delivery/links';
import { askForCursors } from '../form/cursors';
import type { Along } from '../form/choices';
import type { Draft } from '../form/promptFiles';
import type { Subject } from '../form/requestForm';
import type { TaskBuilder } from '../form/taskBuilder';
import type { Anchors } from '../anchors/anchors';
import { tellBegun } from '../jobs/begun';
import type { Delivery } from '../jobs/delivery';
import type { Errand, Jobs, PreparedJob } from '../jobs/jobs';
import { tellNotStarted } from '../jobs/notStarted';
import { unattended } from '../log';
import { confirm } from '../ui/notify';
import type { MeantImage } from './meantImages';
import { plainPurpose, readPurpose } from './purpose';
import { maxAtOnce, type Start, startTogether } from './startTogether';
import { t } from '../ui/translate';

/** What all ways of asking for an image have in common: pin the place, ask, start the jobs. */
export class ImageStarter {
	constructor(
		private readonly anchors: Anchors,
		private readonly links: Links,
		private readonly tasks: Pick<TaskBuilder, 'ask'>,
		private readonly jobs: Jobs,
		private readonly batches: Batches,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** Resolves when the jobs have begun, or the person has changed their mind. */
	async start(
		command: Delivery['command'],
		title: string,
		editor: vscode.TextEditor | undefined,
		along?: Along,
	): Promise<void> {
		const cursors = (command === 'insert' ? editor?.selections : editor && [editor.selection]) ?? [];
		const selections = cursors.slice(0, maxAtOnce);
		// Pinned before the first await: people go on typing while they are asked, and while the image is made.
		const pinned = editor ? selections.map((selection) => this.pin(editor.document, selection)) : [];
		const prompt = editor ? editor.document.getText(editor.selection) : '';
		const anchors = editor ? await this.atPaths(pinned, editor.document, selections) : [];
		const count = anchors.length > 1 ? await askForCursors(title, cursors.length, anchors.length) : anchors.length;
		anchors.slice(count ?? 0).forEach((anchor) => anchor.dispose());
		if (count !== undefined) {
			const asked = anchors.slice(0, count);
			const errands = asked.map((anchor): Errand => ({ command, anchor }));
			const begun = await this.begin(
				{ title, prompt, ...(along && { along }) },
				errands.length > 0 ? errands : [{ command, anchor: undefined }],
			);
			if (editor && begun > 0) {
				deselect(editor.document, prompt);
			}
		}
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
		await this.begin({ title, prompt }, [
			{ command: 'generate', anchor: this.anchors.pin(document, position), target },
		]);
	}

	/** The same for another version of an image that is there: for the link that leads to it, where that is meant. */
	async startVersion(subject: Subject, { uri: versionOf, link }: MeantImage): Promise<void> {
		const anchor = link && this.anchors.pin(link.document, link.position, { isBlock: false, selected: 'path' });
		const errand = { command: anchor ? 'insert' : 'generate', anchor, versionOf } as const;
		await this.begin({ ...subject, isLinked: anchor !== undefined }, [errand]);
	}

	/** Goes on with the draft of a prompt from an earlier window: for what that was for, where it is known. */
	async resume({ text, purpose }: Draft): Promise<void> {
		const subject = { title: t('Generate Image'), prompt: text, isWritten: true };
		const known = readPurpose(purpose, text, this.anchors);
		await this.begin(known?.subject ?? subject, known?.errands ?? [{ command: 'generate', anchor: undefined }]);
	}

	/** The same with what is to be done with the image given. */
	async startFor(subject: Subject, errand: Errand): Promise<void> {
		await this.begin(subject, [errand]);
	}

	/** Resolves with how many jobs have begun. */
	private async begin(subject: Subject, errands: readonly Errand[]): Promise<number> {
		const isMeant = this.isMeantFor(errands);
		const purpose = (): unknown => plainPurpose(subject, errands);
		let prepared: PreparedJob | undefined;
		let begun = 0;
		try {
			// While the person answers, so that the request goes out with the last answer.
			prepared = this.jobs.prepare();
			const tasks = (await this.tasks.ask({ ...subject, purpose }, errands.length, isMeant)) ?? [];
			const starts = tasks.map((task, index): Start => {
				const errand = errands[index] ?? this.sameAs(errands[0]);
				return { task, errand, prepared: index === 0 ? prepared : undefined };
			});
			const batch = errands.length > 1 ? this.batches.begin('inserted') : undefined;
			begun = await startTogether(starts, this.jobs, batch, this.log);
			if (begun > 0) {
				tellBegun(this.jobs.running.length);
			}
		} catch (error) {
			unattended(this.log, tellNotStarted(error, this.log));
		} finally {
			errands.slice(begun).forEach(({ anchor }) => anchor?.dispose());
			if (begun === 0) {
				prepared?.process.dismiss();
			}
		}
		return begun;
	}

	/** Asks whether images are wanted without their links, where these cannot stand at their places. */
	private isMeantFor(errands: readonly Errand[]): () => Promise<boolean> {
		const places = errands.flatMap(({ command, anchor }) => (command === 'insert' && anchor ? [anchor] : []));
		// Told by the thread that reads documents while the person answers, so that nobody pays for what has no place.
		const taking = Promise.all(places.map((anchor) => this.links.takesImageAt(anchor)));
		return async () => {
			const missing = (await taking).filter((takes) => !takes).length;
			const [first] = places;
			if (!first || missing === 0) {
				return true;
			}
			return errands[0]?.versionOf
				? isMeantBesideLink(first.container)
				: isMeantWithoutLink(first.container, missing, places.length);
		};
	}

	/** For another image of a set: whichever is chosen first goes to the one place. */
	private sameAs({ anchor, ...errand }: Errand = { command: 'generate', anchor: undefined }): Errand {
		return { ...errand, anchor: anchor && this.anchors.restore(anchor.record()) };
	}

	private pin(document: vscode.TextDocument, { start, end }: vscode.Selection): Anchor {
		const range = { from: document.offsetAt(start), to: document.offsetAt(end) };
		const place = placeOf(undefined, document.getText(), range);
		return this.anchors.pin(document, document.positionAt(place.offset), place);
	}

	/** The anchors; each at an image's path where that is what is selected. It takes the document's parser to tell that. */
	private async atPaths(
		pinned: readonly Anchor[],
		document: vscode.TextDocument,
		selections: readonly vscode.Selection[],
	): Promise<readonly Anchor[]> {
		const { version } = document;
		const places = await Promise.all(
			selections.map(async (one) => (one.isEmpty ? undefined : this.links.placeOf(document, one))),
		);
		return pinned.map((anchor, index) => {
			const place = places[index];
			if (place?.selected !== 'path' || document.version !== version) {
				return anchor;
			}
			anchor.dispose();
			return this.anchors.pin(document, document.positionAt(place.offset), place);
		});
	}
}

/** Asks whether images are wanted whose links cannot be inserted: so many of all that are asked for. */
async function isMeantWithoutLink(file: vscode.Uri, missing: number, all: number): Promise<boolean> {
	const name = vscode.workspace.asRelativePath(file);
	const generate = t('Generate Anyway');
	const answer = await confirm(
		all === 1
			? t('No image link can stand at the cursor in {0}.', name)
			: t('No image link can stand at {0} of the {1} cursors in {2}.', missing, all, name),
		t(
			'The image would be saved, and no link to it inserted. Cancel to place the cursor elsewhere: your prompt is kept.',
		),
		[generate],
	);
	return answer === generate;
}

/** Asks whether an image is wanted to which the link that was meant cannot be changed. */
async function isMeantBesideLink(file: vscode.Uri): Promise<boolean> {
	const generate = t('Generate Anyway');
	const answer = await confirm(
		t("The image link in {0} can't be changed.", vscode.workspace.asRelativePath(file)),
		t('The image would be saved, and the link left as it is.'),
		[generate],
	);
	return answer === generate;
}

/** People go on typing once the image is on its way: what is still selected would be gone with the next key. */
function deselect(document: vscode.TextDocument, text: string): void {
	for (const editor of vscode.window.visibleTextEditors) {
		if (text !== '' && editor.document === document && document.getText(editor.selection) === text) {
			editor.selections = editor.selections.map(({ end }) => new vscode.Selection(end, end));
		}
	}
}
