import * as vscode from 'vscode';
import type { JobRecord } from '../../engine/jobs/records';
import { dollars } from '../../messages/money';
import { imageOf } from '../../engine/task';
import { promptOf } from '../jobs/asked';
import type { Job, Jobs } from '../jobs/jobs';
import type { Latencies } from '../jobs/latencies';
import type { Library } from '../jobs/library';
import type { Spending } from '../jobs/spending';
import type { Unseen } from '../status/unseen';
import { setContext } from '../ui/context';
import { inert } from '../ui/inert';
import type { LazyTree, TreeSource } from './lazyTree';
import {
	idOf,
	type ImageNode,
	isImageNode,
	type RecordNode,
	type RunningNode,
	type SectionNode,
	sections,
	type TreeNode,
} from './nodes';
import { moreRow, recordRow, runningRow, sectionRow, tooltipOf } from './rows';
import { whenIn } from './when';
import { t } from '../ui/translate';

/**
 * Not every second: a row that changes loses the hover text that somebody is reading, and a press on one of its buttons that is not
 * released yet. The status bar counts the seconds.
 */
const tickMs = 10_000;

/** So many of those that are only remembered are shown at once: the editor asks for each row whenever they change. */
const pageLength = 50;

/** A larger image is not loaded for a hover. */
const maxHoverBytes = 8_000_000;

export interface ImagesViewParts {
	readonly tree: LazyTree;
	readonly view: vscode.TreeView<unknown>;
	readonly jobs: Jobs;
	readonly library: Library;
	readonly latencies: Latencies;
	readonly spending: Spending;
	readonly unseen: Unseen;
}

/** The view of all images: what runs, what waits for the person, and what was made. */
export class ImagesView implements TreeSource, vscode.Disposable {
	private readonly listeners: readonly vscode.Disposable[];
	private readonly headings = sections.map((section): SectionNode => ({ kind: 'section', section }));
	private readonly running = new Map<string, RunningNode>();
	private waiting: readonly RecordNode[] = [];
	private recent: readonly RecordNode[] = [];
	private shown = pageLength;
	private words: readonly string[] = [];
	private readonly when = whenIn(vscode.env.language);
	private readonly texts = new WeakMap<JobRecord, string>();
	private timer: NodeJS.Timeout | undefined;

	constructor(private readonly parts: ImagesViewParts) {
		const { jobs, library, unseen, view } = parts;
		this.listeners = [
			jobs.onDidChange((job) => this.jobChanged(job)),
			library.onDidChange(() => this.refresh()),
			unseen.onDidChange(() => this.showBadge()),
			view.onDidChangeVisibility(() => this.tickWhileSeen()),
		];
		this.refresh();
	}

	/** What is looked for; empty where all is shown. */
	get filter(): string {
		return this.words.join(' ');
	}

	/** Shows only images that have each of these words in their prompt, model, service or resolution. */
	setFilter(text: string): void {
		this.words = text.toLowerCase().split(/\s+/).filter(Boolean);
		this.shown = pageLength;
		this.refresh();
	}

	showMore(): void {
		this.shown += pageLength;
		this.parts.tree.changes.fire(this.heading('recent'));
	}

	/** The row of the image with that id. */
	nodeOf(id: string): ImageNode | undefined {
		return this.running.get(id) ?? this.ended.find(({ record }) => record.id === id);
	}

	/** The row that takes the place of these once they are gone: the next one, else the one before. */
	neighbourOf(gone: readonly ImageNode[]): string | undefined {
		const ids = [...this.running.keys(), ...this.ended.map(({ record }) => record.id)];
		const isGone = new Set(gone.map(idOf));
		const at = ids.findIndex((id) => isGone.has(id));
		const isLeft = (id: string): boolean => !isGone.has(id);
		return ids.slice(at).find(isLeft) ?? ids.slice(0, at).findLast(isLeft);
	}

	/** Moves the focus to the row of the image with that id, where there is one. */
	async focus(id: string | undefined): Promise<void> {
		const node = id === undefined ? undefined : this.nodeOf(id);
		if (node) {
			await this.parts.view.reveal(node, { select: false, focus: true });
		}
	}

	/** Shows the view, and the first image that waits. */
	async show(): Promise<void> {
		const { view } = this.parts;
		const wasVisible = view.visible;
		// Also before the first image, for whoever asks for the view.
		setContext('imagegen.hasImages', true);
		await vscode.commands.executeCommand('imagegen.images.focus');
		const first = this.waiting[0] ?? [...this.running.values()][0] ?? this.recent[0];
		// A list that has only now got its rows has no focus yet; in another the person may be somewhere already.
		if (first && !wasVisible) {
			await view.reveal(first, { select: false, focus: true });
		}
	}

	getChildren(node?: unknown): TreeNode[] {
		const parent = node as SectionNode | undefined;
		switch (parent?.section) {
			case undefined:
				return this.headings.filter(({ section }) => this.countOf(section) > 0);
			case 'running':
				return [...this.running.values()];
			case 'waiting':
				return [...this.waiting];
			case 'recent':
				return [
					...this.recent.slice(0, this.shown),
					...(this.recent.length > this.shown ? [{ kind: 'more' } as const] : []),
				];
		}
	}

	getParent(node: unknown): TreeNode | undefined {
		const child = node as TreeNode;
		switch (child.kind) {
			case 'section':
				return undefined;
			case 'running':
				return this.heading('running');
			case 'record':
				return this.heading(child.isWaiting ? 'waiting' : 'recent');
			case 'more':
				return this.heading('recent');
		}
	}

	getTreeItem(node: unknown): vscode.TreeItem {
		const row = node as TreeNode;
		switch (row.kind) {
			case 'section':
				return sectionRow(row, this.countOf(row.section));
			case 'running':
				return runningRow(row.job, this.parts.latencies, Date.now());
			case 'record':
				return recordRow(row, this.thumbnailOf(row.record), this.when);
			case 'more':
				return moreRow(this.recent.length - this.shown);
		}
	}

	resolveTreeItem(item: vscode.TreeItem, node: unknown): vscode.TreeItem {
		if (isImageNode(node)) {
			const picture = node.kind === 'record' ? this.pictureOf(node.record) : undefined;
			item.tooltip = tooltipOf(node, picture, this.when, this.parts.latencies);
		}
		return item;
	}

	/** An image that is dropped is the file it was saved to. */
	handleDrag(nodes: readonly unknown[], data: vscode.DataTransfer): void {
		const uris = nodes.flatMap((node) =>
			isImageNode(node) && node.kind === 'record' ? (node.record.deliveredTo ?? []) : [],
		);
		if (uris.length > 0) {
			data.set('text/uri-list', new vscode.DataTransferItem(uris.join('\r\n')));
		}
	}

	dispose(): void {
		clearInterval(this.timer);
		vscode.Disposable.from(...this.listeners).dispose();
	}

	/** The rows of images that are over, as they stand below each other. */
	private get ended(): readonly RecordNode[] {
		return [...this.waiting, ...this.recent];
	}

	private refresh(): void {
		const { library, tree, view, spending } = this.parts;
		const isMatch = (record: JobRecord): boolean => this.words.length === 0 || this.hasWords(this.textOf(record));
		const nodes = (records: readonly JobRecord[], isWaiting: boolean): RecordNode[] =>
			records.filter(isMatch).map((record) => ({ kind: 'record', record, isWaiting }));
		const known = new Map(this.running);
		this.running.clear();
		this.orderedJobs().forEach((job) =>
			this.running.set(job.folder.id, known.get(job.folder.id) ?? { kind: 'running', job }),
		);
		this.waiting = nodes(library.waiting, true);
		this.recent = nodes(library.recent, false);
		const found = this.running.size + this.waiting.length + this.recent.length;
		view.message = this.words.length === 0 ? '' : inert(t('Filter "{0}": {1} found', this.filter, found));
		// A description is not shown while the view is the only one of its container.
		const { thisMonth } = spending;
		view.title = inert(thisMonth > 0 ? t('{0} this month · Images', dollars(t, thisMonth)) : t('Images'));
		tree.changes.fire(undefined);
		this.showBadge();
		this.tickWhileSeen();
	}

	/** Those that wait for their turn last, in their order. */
	private orderedJobs(): Job[] {
		const place = ({ state }: Job): number => (state.phase === 'queued' ? 1 + (state.ahead ?? 0) : 0);
		return this.parts.jobs.running
			.filter((job) => this.hasWords(`${promptOf(job)} ${imageOf(job.task)?.resolution ?? ''}`.toLowerCase()))
			.sort((a, b) => place(a) - place(b));
	}

	/** What a filter looks at. Remembered: it is asked for with every letter. */
	private textOf(record: JobRecord): string {
		const { image, asked, endpoint } = record;
		const known = this.texts.get(record);
		const text =
			known ??
			[image?.prompt, image?.resolution, asked?.model, asked?.service ?? endpoint?.service].join(' ').toLowerCase();
		if (known === undefined) {
			this.texts.set(record, text);
		}
		return text;
	}

	private hasWords(text: string): boolean {
		return this.words.every((word) => text.includes(word));
	}

	/** A step of one changes its row alone; a beginning, an end, or a place in the queue changes the list. */
	private jobChanged(job: Job): void {
		const node = this.running.get(job.folder.id);
		const ids = this.orderedJobs().map(({ folder }) => folder.id);
		const isSameList = ids.join() === [...this.running.keys()].join();
		if (node && isSameList) {
			this.parts.tree.changes.fire(node);
		} else if (!isSameList) {
			this.refresh();
		}
	}

	private tickWhileSeen(): void {
		const isNeeded = this.parts.view.visible && this.running.size > 0;
		if (!isNeeded) {
			clearInterval(this.timer);
			this.timer = undefined;
		} else {
			this.timer ??= setInterval(() => this.running.forEach((node) => this.parts.tree.changes.fire(node)), tickMs);
		}
	}

	private showBadge(): void {
		const { unseen, view } = this.parts;
		const value = unseen.records.length;
		view.badge = value === 0 ? undefined : { value, tooltip: t('{0} waiting for you', value) };
	}

	private heading(section: SectionNode['section']): SectionNode | undefined {
		return this.headings.find((heading) => heading.section === section);
	}

	private countOf(section: SectionNode['section']): number {
		return { running: this.running.size, waiting: this.waiting.length, recent: this.recent.length }[section];
	}

	/** What a hover shows: of an image that is not saved yet the image itself, where that is no burden. */
	private pictureOf(record: JobRecord): vscode.Uri | undefined {
		const path = this.parts.library.unsavedImageOf(record, maxHoverBytes);
		return path === undefined ? this.thumbnailOf(record) : vscode.Uri.file(path);
	}

	private thumbnailOf(record: JobRecord): vscode.Uri | undefined {
		const path = this.parts.library.thumbnailOf(record);
		return path === undefined ? undefined : vscode.Uri.file(path);
	}
}
