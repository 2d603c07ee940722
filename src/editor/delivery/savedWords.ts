import * as vscode from 'vscode';
import { fit } from '../../engine/providers/fit';
import { imageOf } from '../../engine/task';
import { wordDifference } from '../../messages/difference';
import { wordDisguised } from '../../messages/disguised';
import { dataSize } from '../../messages/elapsed';
import { wordFallback } from '../../messages/fallbacks';
import { wordOpaque } from '../../messages/opaque';
import { wordWentAlong } from '../../messages/prepared';
import { wordSpoiled } from '../../messages/spoiled';
import { wordRemoved } from '../../messages/svg';
import { isSandbox } from '../jobs/asked';
import type { Job } from '../jobs/jobs';
import { wordCopying } from './copies';
import type { Delivered, LinkOutcome } from './deliverer';
import { wordIcons } from './iconSets';
import { wordNotInserted } from './notInserted';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';
import { joinSentences } from '../../messages/sentences';

/** What became of an image that is saved: where it is, and what is to be known of it. */
export function wordSaved(job: Job, delivered: Extract<Delivered, { kind: 'saved' }>): string {
	const { uri, link, image, icons = [] } = delivered;
	const path = vscode.workspace.asRelativePath(uri);
	const [, ...others] = job.state.images;
	const facts = [`${image.width} × ${image.height}`, ...(image.copying ? [dataSize(t, image.bytes)] : [])].join(', ');
	const sentences = [wordPlaced(job, link, path, facts), ...wordCopying(image)];
	if (others.length > 0) {
		sentences.push(
			plural(
				t,
				others.length,
				'{0} more image that came with it was saved too.',
				'{0} more images that came with it were saved too.',
			),
		);
	}
	sentences.push(...wordIcons(icons));
	if (link === 'leadsElsewhere') {
		sentences.push(t('Another file has come to where its link leads.'));
	}
	if (delivered.disguised) {
		const { format, named } = delivered.disguised;
		sentences.push(wordDisguised(t, format, named));
	}
	if (link === 'notInserted' && job.anchor) {
		sentences.push(wordNotInserted(job.anchor.container, delivered.obstacle));
	}
	return joinSentences(...sentences, ...remarksOnMade(job));
}

/** What is remarkable about how the image of a job was made: a sentence each. */
export function remarksOnMade(job: Job): readonly string[] {
	const [original] = job.state.images;
	// Of an image that was found in a reply it is not known what was asked for.
	const remarks =
		job.task.type === 'generate'
			? [
					wordMaker(job),
					original && wordOpaque(t, original),
					wordRemoved(t, job.state.images),
					original && wordDifference(t, fit(job.task.image, job.task.endpoint), original),
				]
			: [];
	return [
		...remarks.filter((remark) => remark !== undefined),
		...wordWentAlong(t, job.state),
		...wordSpoiled(t, job.state.spoiled ?? []),
		...(isSandbox(job) ? [t('This is a placeholder from the sandbox.')] : []),
	];
}

function wordMaker({ state: { asked, givenUp } }: Job): string | undefined {
	return asked && givenUp && wordFallback(t, asked, givenUp);
}

/** Where the image is, and what a link to it was before. */
function wordPlaced({ task, versionOf }: Job, link: LinkOutcome['link'], path: string, facts: string): string {
	if (link !== 'inserted') {
		return t('Image saved: {0} ({1}).', path, facts);
	}
	if (!versionOf) {
		return t('Image inserted: {0} ({1}).', path, facts);
	}
	return imageOf(task)?.isEdit
		? t('Image edited: {0} ({1}). The link goes to it now.', path, facts)
		: t('Another version: {0} ({1}). The link goes to it now.', path, facts);
}
