import { resolve } from 'node:path';
import { type JobFolder, listJobs } from '../engine/jobs/layout';
import { type Inspected, inspectJob } from '../engine/run/inspect';
import { defineCommand } from './command';
import { jobsPath } from './jobsPath';
import { jobsOption, jsonOption, type Parsed } from './options';
import { complain, complainOfOutput, print, printJson } from './output';
import { t } from './translate';
import { exitCodes, UsageError } from './usage';
import { whyUnread } from './whyUnread';

const options = {
	jobs: jobsOption,
	json: jsonOption,
} as const;

/** `imagegen jobs`: what every job folder tells, read as the next window reads it. Changes nothing. */
export const jobsCommand = defineCommand({
	usage: ['[--jobs DIR] [--json]'],
	about: [
		'Tells what became of every job that is kept: words on a terminal, else a line of JSON each.',
		'What a service has accepted, imagegen recover fetches.',
	],
	options,
	run: jobs,
});

async function jobs({ values, positionals }: Parsed<typeof options>): Promise<number> {
	if (positionals.length > 0) {
		throw new UsageError(t('imagegen jobs takes no argument. --jobs names another folder with job folders in it.'));
	}
	const isForPeople = process.stdout.isTTY && !values.json;
	const folders = await listJobs(values.jobs === undefined ? jobsPath() : resolve(values.jobs));
	// All at once: whether a damaged lock is somebody's takes seconds to tell.
	const found = await Promise.allSettled(folders.map(inspectJob));
	if (isForPeople && folders.length === 0) {
		await print(t('No jobs are kept.'));
	}
	for (const [index, folder] of folders.entries()) {
		const inspected = found[index];
		if (inspected?.status === 'rejected') {
			// One folder that cannot be read never hides the others.
			const error: unknown = inspected.reason;
			complain(t('{0} is left alone: {1}', folder.path, whyUnread(error)));
		} else if (inspected) {
			const { value } = inspected;
			const isTaken = isForPeople ? print(...inWords(folder, value)) : printJson(lineOf(folder, value));
			if (!(await isTaken)) {
				complainOfOutput();
				return exitCodes.failed;
			}
		}
	}
	return exitCodes.saved;
}

/** What stands for a job in the output. */
interface JobLine extends Pick<Inspected, 'state' | 'maybePaid' | 'failure'> {
	readonly id: string;
	readonly path: string;
	readonly images: readonly string[];
	readonly fetchableUntil?: string;
}

function lineOf(
	{ id, path }: JobFolder,
	{ state, maybePaid, images, failure, fetchableUntil: until }: Inspected,
): JobLine {
	const times = until === undefined ? {} : { fetchableUntil: new Date(until).toISOString() };
	return {
		...times,
		id,
		path,
		state,
		maybePaid,
		images: images.map((image) => image.path),
		...(failure && { failure }),
	};
}

const words: Readonly<Record<Inspected['state'], string>> = {
	notSent: t('nothing was sent'),
	running: t('running'),
	accepted: t('accepted by the service, imagegen recover fetches it'),
	maybePaid: t('may have been billed, no image arrived'),
	arrived: t('arrived, not delivered yet'),
	delivered: t('delivered'),
	failed: t('failed at no cost'),
};

function wordsOf({ state, fetchableUntil: until }: Inspected): string {
	if (until === undefined) {
		return words[state];
	}
	const time = new Date(until).toLocaleString();
	return state === 'accepted'
		? t('{0} (until {1})', words[state], time)
		: t('accepted by the service, which kept it until {0}', time);
}

function inWords({ path }: JobFolder, inspected: Inspected): string[] {
	const { images, events } = inspected;
	const at = events.startedAt === undefined ? '' : `${new Date(events.startedAt).toLocaleString()}: `;
	return [path, `  ${at}${wordsOf(inspected)}`, ...images.map((image) => `  ${image.path}`)];
}
