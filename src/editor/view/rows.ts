import { join } from 'node:path';
import * as vscode from 'vscode';
import { shorten } from '../../documents/shorten';
import { priceAsked } from '../../engine/providers/catalogue';
import { familyOf } from '../../engine/providers/models';
import type { Failure } from '../../engine/failure';
import type { JobRecord } from '../../engine/jobs/records';
import { roundTime } from '../../messages/elapsed';
import { dollars } from '../../messages/money';
import { promptOf } from '../jobs/asked';
import type { Job } from '../jobs/jobs';
import type { Latencies } from '../jobs/latencies';
import { progressText } from '../status/progressText';
import { waitingText } from '../status/waitingText';
import { inert } from '../ui/inert';
import { tooltip } from '../ui/tooltip';
import type { ImageNode, RecordNode, Section, SectionNode } from './nodes';
import type { When } from './when';
import { t } from '../ui/translate';

/** So much of a prompt stands in a row: what is said of the image needs room beside it, in a side bar of the usual width. */
const promptLength = 28;

/** So much of it is read aloud: what is said of the image comes after it. */
const spokenLength = 120;

/** A heading; the number of its rows stands beside it. */
export function sectionRow({ section }: SectionNode, count: number): vscode.TreeItem {
	const item = new vscode.TreeItem(titleOf(section), vscode.TreeItemCollapsibleState.Expanded);
	item.id = section;
	item.description = String(count);
	item.contextValue = 'section';
	return item;
}

/** The row that shows more rows. */
export function moreRow(left: number): vscode.TreeItem {
	const item = new vscode.TreeItem(t('Show More'));
	item.id = 'more';
	item.description = t('{0} more', left);
	item.iconPath = new vscode.ThemeIcon('ellipsis');
	item.command = { command: 'imagegen.showMore', title: t('Show More') };
	return item;
}

/** An image that is being made. `now` is wall time. */
export function runningRow(job: Job, latencies: Latencies, now: number): vscode.TreeItem {
	const preview = previewOf(job);
	const item = row('running', job.folder.id, promptOf(job));
	item.description = inert(progressText(job, latencies, now, true));
	item.iconPath = preview ?? new vscode.ThemeIcon(iconOfPhase(job));
	if (job.anchor) {
		item.command = opening(job.anchor.address);
	}
	item.contextValue = job.state.phase === 'queued' ? 'image running queued' : 'image running';
	// Without the figures that change every second: a screen reader would otherwise have news all the time.
	item.accessibilityInformation = { label: spoken(promptOf(job), job.folder.id, [phaseText(job)]) };
	return item;
}

/** An image that was made, or was to be. */
export function recordRow(
	{ record, isWaiting }: RecordNode,
	thumbnail: vscode.Uri | undefined,
	when: When,
): vscode.TreeItem {
	const item = row(isWaiting ? 'waiting' : 'recent', record.id, record.image?.prompt ?? record.id);
	const parts = [...(isWaiting ? [waitingText(record)] : []), ...factsOf(record, isWaiting, when)];
	item.description = inert(parts.join(' · '));
	item.iconPath = iconOf(record, isWaiting) ?? thumbnail ?? new vscode.ThemeIcon('file-media');
	item.command =
		record.deliveredTo === undefined
			? { command: 'imagegen.openImage', title: t('Open'), arguments: [record.id] }
			: opening(vscode.Uri.parse(record.deliveredTo));
	item.contextValue = ['image', isWaiting ? 'waiting' : 'recent', ...abilitiesOf(record)].join(' ');
	item.accessibilityInformation = { label: spoken(record.image?.prompt ?? '', record.id, parts) };
	return item;
}

/** What the pointer finds over a row: the image, the whole prompt, and what is known. */
export function tooltipOf(
	node: ImageNode,
	thumbnail: vscode.Uri | undefined,
	when: When,
	latencies: Latencies,
): vscode.MarkdownString {
	if (node.kind === 'running') {
		return tooltip([promptOf(node.job), progressText(node.job, latencies, Date.now())], previewOf(node.job));
	}
	const { record, isWaiting } = node;
	const facts = [
		...factsOf(record, isWaiting, when),
		...(record.saved ? [`${record.saved.width} × ${record.saved.height}`] : []),
	];
	return tooltip(
		[record.image?.prompt ?? record.id, ...(isWaiting ? [waitingText(record)] : []), facts.join(' · ')],
		thumbnail,
	);
}

/** What has come of the image so far, where the service has sent a preview. */
function previewOf({ folder, state }: Job): vscode.Uri | undefined {
	return state.preview === undefined ? undefined : vscode.Uri.file(join(folder.path, state.preview));
}

function row(section: Section, id: string, prompt: string): vscode.TreeItem {
	const item = new vscode.TreeItem(inert(shorten(prompt, promptLength)) || id);
	// Not the image's alone: the view may still have it in the section that it has left.
	item.id = `${section}/${id}`;
	return item;
}

/** What a screen reader says of a row: there is room for the prompt. */
function spoken(prompt: string, id: string, parts: readonly string[]): string {
	return inert([shorten(prompt, spokenLength) || id, ...parts].join(', '));
}

/** The editor's own command, of which it knows that whoever only selects rows keeps the focus in the list. */
function opening(uri: vscode.Uri): vscode.Command {
	return { command: 'vscode.open', title: t('Open'), arguments: [uri] };
}

function titleOf(section: Section): string {
	switch (section) {
		case 'running':
			return t('Running');
		case 'waiting':
			return t('Waiting for You');
		case 'recent':
			return t('Recent');
	}
}

/** What is known of it, each where it is: model, resolution, how long it took, what it cost, and when. */
function factsOf(
	{ image, asked, failure, saved, requests, startedAt }: JobRecord,
	isWaiting: boolean,
	when: When,
): string[] {
	const request = saved && requests.at(-1);
	const price = request && priceAsked(request);
	const facts = [
		asked && (familyOf(asked.model).label ?? asked.model),
		image?.resolution,
		isWaiting ? undefined : failure && outcomeOf(failure),
		request && roundTime(t, request.ms),
		price === undefined ? undefined : price === 0 ? t('free') : dollars(t, price),
		startedAt === 0 ? undefined : when(startedAt),
	];
	return facts.filter((fact) => fact !== undefined);
}

function outcomeOf({ kind, maybePaid }: Failure): string {
	if (kind === 'cancelled') {
		return t('cancelled');
	}
	return maybePaid ? t('failed, may have been billed') : t('failed');
}

/** What can be done with it: the menus ask for these words. */
function abilitiesOf({
	saved,
	deliveredTo,
	failure,
	image,
	endpoint,
	isLinkMissing,
	hasOriginal,
	fetchableUntil,
	isUnclear,
	set,
}: JobRecord): string[] {
	return [
		...((fetchableUntil !== undefined || isUnclear) && !saved ? ['fetchable'] : []),
		...(saved ? ['image'] : []),
		...(saved && deliveredTo === undefined ? ['unsaved'] : []),
		...(saved && set !== undefined ? ['choosable'] : []),
		...(deliveredTo === undefined ? [] : ['delivered']),
		...(hasOriginal ? ['original'] : []),
		...(failure || isLinkMissing ? ['dismissible'] : []),
		...(image ? ['prompt'] : []),
		...(image && endpoint ? ['again'] : []),
	];
}

function iconOf({ failure, saved, deliveredTo }: JobRecord, isWaiting: boolean): vscode.ThemeIcon | undefined {
	if (failure) {
		return failure.kind === 'cancelled'
			? new vscode.ThemeIcon('circle-slash')
			: new vscode.ThemeIcon('warning', new vscode.ThemeColor(isWaiting ? 'list.warningForeground' : 'foreground'));
	}
	return isWaiting && saved && deliveredTo === undefined ? new vscode.ThemeIcon('save') : undefined;
}

function iconOfPhase({ state }: Job): string {
	switch (state.phase) {
		case 'queued':
			return 'list-ordered';
		case 'pausing':
			return 'debug-pause';
		case 'receiving':
			return 'cloud-download';
		case 'starting':
		case 'connecting':
			return 'plug';
		case 'accepted':
		case 'waiting':
		case 'saved':
		case 'failed':
			return 'sparkle';
	}
}

function phaseText({ state }: Job): string {
	switch (state.phase) {
		case 'queued':
			return state.ahead ? t('waiting for its turn, {0} ahead', state.ahead) : t('waiting for its turn');
		case 'pausing':
			return t('waiting to retry');
		case 'receiving':
			return t('receiving');
		case 'starting':
		case 'connecting':
			return t('connecting');
		case 'accepted':
		case 'waiting':
			return t('being generated');
		case 'saved':
		case 'failed':
			return t('finishing');
	}
}
