import * as vscode from 'vscode';
import type { Job, Jobs } from '../jobs/jobs';
import { shortPromptOf } from '../jobs/asked';
import { isAt } from '../anchors/documents';
import { tooltip } from '../ui/tooltip';
import { startOf } from './progressText';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';

const minuteMs = 60_000;

/** Text moves its marks along by itself; this is how soon they are looked at again. */
const settleMs = 200;

/** Where images are going to be, and what stands there until they are. */
export interface Mark {
	readonly offset: number;
	readonly text: string;
	/** The images, and what can be done about them. */
	readonly jobs: readonly Job[];
}

/**
 * Shows in all editors of a document where its images will land, and for how long they have been generated, in whole minutes:
 * what changes every second cannot be written beside. It is no part of the text.
 */
export class AnchorMarks implements vscode.Disposable {
	private readonly type = vscode.window.createTextEditorDecorationType({
		rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
		after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 1ch' },
	});
	private readonly listeners: readonly vscode.Disposable[];
	private readonly marked = new WeakSet<vscode.TextEditor>();
	private timer: NodeJS.Timeout | undefined;

	constructor(private readonly jobs: Pick<Jobs, 'running' | 'onDidChange'>) {
		this.listeners = [
			jobs.onDidChange(() => this.update()),
			vscode.window.onDidChangeVisibleTextEditors(() => this.update()),
			vscode.workspace.onDidChangeTextDocument(({ document }) => {
				if (jobs.running.some(({ anchor }) => anchor && isAt(document, anchor.uri))) {
					this.updateIn(settleMs);
				}
			}),
		];
	}

	dispose(): void {
		clearTimeout(this.timer);
		vscode.Disposable.from(this.type, ...this.listeners).dispose();
	}

	private updateIn(ms: number): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.update(), ms);
	}

	private update(): void {
		clearTimeout(this.timer);
		const { running } = this.jobs;
		const now = Date.now();
		for (const editor of vscode.window.visibleTextEditors) {
			const marks = marksIn(editor.document, running, now);
			if (marks.length > 0 || this.marked.delete(editor)) {
				editor.setDecorations(
					this.type,
					marks.map((mark) => decorationOf(mark, editor.document.positionAt(mark.offset))),
				);
			}
			if (marks.length > 0) {
				this.marked.add(editor);
			}
		}
		const next = running.map((job) => minuteMs - ((now - startOf(job)) % minuteMs));
		if (next.length > 0) {
			this.updateIn(Math.min(...next));
		}
	}
}

/** One for all images that are to be at the same place. `now` is wall time. */
export function marksIn(document: vscode.TextDocument, jobs: readonly Job[], now: number): readonly Mark[] {
	const found = new Map<number, Job[]>();
	for (const job of jobs) {
		const { anchor, command } = job;
		const offset = command === 'insert' && anchor && isAt(document, anchor.uri) ? anchor.offsetIn(document) : undefined;
		if (offset !== undefined) {
			found.set(offset, [...(found.get(offset) ?? []), job]);
		}
	}
	return [...found].map(([offset, at]) => ({
		offset,
		text: wordMark(at.length, now - Math.min(...at.map(startOf))),
		jobs: at,
	}));
}

/** What stands there is no text, so that a screen reader comes upon it by the hover alone (*Show or Focus Hover*). */
function decorationOf({ text, jobs }: Mark, position: vscode.Position): vscode.DecorationOptions {
	return {
		range: new vscode.Range(position, position),
		renderOptions: { after: { contentText: text } },
		hoverMessage: tooltip([text, ...jobs.map((job) => shortPromptOf(job))], undefined, [
			{ title: t('Show All Images'), command: 'imagegen.showJobs' },
		]),
	};
}

function wordMark(count: number, elapsedMs: number): string {
	const minutes = Math.floor(elapsedMs / minuteMs);
	if (count === 1) {
		return minutes < 1 ? t('generating…') : t('generating, {0} min', minutes);
	}
	return minutes < 1
		? plural(t, count, 'generating {0} image…', 'generating {0} images…')
		: plural(t, count, 'generating {0} image, {1} min', 'generating {0} images, {1} min', minutes);
}
