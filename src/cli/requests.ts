import { resolve } from 'node:path';
import { codeOf, isCode } from '../engine/jobs/fileErrors';
import { oldestFirst, type PastRequest, requestsOf } from '../engine/jobs/history';
import { type JobFolder, listJobs, NewerVersionError } from '../engine/jobs/layout';
import { costOf, toCsv, worthClaiming } from '../engine/jobs/requestList';
import { labelOf } from '../engine/providers/catalogue';
import { exactTime } from '../messages/elapsed';
import { wordFailure } from '../messages/failures';
import { dollars } from '../messages/money';
import { defineCommand } from './command';
import { jobsPath } from './jobsPath';
import { jobsOption, type Parsed, positiveNumber } from './options';
import { complain, complainOfOutput, print, printJson } from './output';
import { t } from './translate';
import { exitCodes, UsageError } from './usage';
import { whyUnread } from './whyUnread';

const options = {
	'slower-than': {
		type: 'string',
		value: 'SECONDS',
		help: 'only those that took longer, or were lost and may have been billed',
	},
	csv: {
		type: 'boolean',
		help: 'a table with a header: time, duration in seconds, service, model, resolution, request id, outcome, possibly paid, cost in USD where it is known',
	},
	jobs: jobsOption,
} as const;

/** `imagegen requests`: every request of the jobs that are kept, as a record for whoever compensates for slow and lost ones. */
export const requestsCommand = defineCommand({
	usage: ['[--slower-than SECONDS] [--csv] [--jobs DIR]'],
	about: [
		'Lists every request that went out: the record that a provider asks for who compensates for slow and lost ones. Words on a terminal, else a line of JSON each.',
	],
	options,
	run: requests,
});

async function requests({ values, positionals }: Parsed<typeof options>): Promise<number> {
	if (positionals.length > 0) {
		throw new UsageError(
			t('imagegen requests takes no argument. --slower-than SECONDS names a time, --jobs DIR a folder.'),
		);
	}
	const slowerThan = positiveNumber(values['slower-than'], '--slower-than');
	const all = await readRequests(values.jobs === undefined ? jobsPath() : resolve(values.jobs));
	const requests = slowerThan === undefined ? all : all.filter((request) => worthClaiming(request, slowerThan * 1000));
	if (await show(requests, values.csv === true)) {
		return exitCodes.saved;
	}
	complainOfOutput();
	return exitCodes.failed;
}

async function show(requests: readonly PastRequest[], csv: boolean): Promise<boolean> {
	if (csv) {
		return await print(...toCsv(requests).trimEnd().split('\n'));
	}
	if (process.stdout.isTTY) {
		return await print(...(requests.length === 0 ? [t('There are no such requests.')] : requests.flatMap(inWords)));
	}
	for (const request of requests) {
		if (!(await printJson(lineOf(request)))) {
			return false;
		}
	}
	return true;
}

/** The requests of all jobs in the folder, oldest first. A job that cannot be read is named, and hides no other. */
async function readRequests(path: string): Promise<PastRequest[]> {
	const folders = await listJobs(path);
	const found = await Promise.all(
		folders.map((folder) => requestsOf(folder).catch((error: unknown) => leftAlone(folder, error))),
	);
	return oldestFirst(found);
}

function leftAlone({ path }: JobFolder, error: unknown): [] {
	// Without a task: a window has prepared the folder, and asked nobody yet.
	if (!isCode(error, 'ENOENT')) {
		const reason =
			error instanceof NewerVersionError ? whyUnread(error) : t("its task can't be read ({0})", codeOf(error));
		complain(t('{0} is left alone: {1}', path, reason));
	}
	return [];
}

/** What stands for a request in the output. */
interface RequestLine extends Omit<PastRequest, 'at'> {
	readonly at: string;
	readonly costUsd?: number;
}

function lineOf(request: PastRequest): RequestLine {
	const costUsd = costOf(request);
	return { ...request, at: new Date(request.at).toISOString(), ...(costUsd !== undefined && { costUsd }) };
}

function inWords(request: PastRequest): string[] {
	const { at, ms, service, model, resolution, requestId, failure } = request;
	const cost = costOf(request);
	const outcome = [
		failure ? wordFailure(t, failure, labelOf(service)).message : t('saved'),
		...(cost === undefined ? [] : [dollars(t, cost)]),
		...(requestId === undefined ? [] : [t('request {0}', requestId)]),
	];
	return [
		`${new Date(at).toLocaleString()}: ${labelOf(service)}, ${model}, ${resolution}, ${exactTime(t, ms)}`,
		`  ${outcome.join(' · ')}`,
	];
}
