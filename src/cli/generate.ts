import { basename, dirname } from 'node:path';
import { fileNameFor } from '../documents/destination/fileName';
import { pathToFileURL } from 'node:url';
import { GenerationError } from '../engine/failure';
import { isSettled, markDelivered, markSeen } from '../engine/jobs/claim';
import { codeOf } from '../engine/jobs/fileErrors';
import { createJob, type JobFolder, namesIn, replyPath, runLock } from '../engine/jobs/layout';
import { acquire } from '../engine/jobs/lock';
import { removeOldDrafts } from '../engine/jobs/placeFile';
import { defaultKeeping, hasKeptReply, keepRecord, pruneJobs, removeJob } from '../engine/jobs/retention';
import { inspectLeftJob } from '../engine/run/inspect';
import { apply, type JobState, newJob } from '../engine/jobs/state';
import { readHistory } from '../engine/jobs/history';
import { latencyOf, sandboxLatency } from '../engine/jobs/latency';
import { networkSetup } from '../engine/network/choices';
import { defaultRetryRules, type TimeoutChoices, timeoutsFor } from '../engine/policy/timeouts';
import { aspectRatios, type GenerateTask } from '../engine/task';
import { billsNobody, keyOrigin, nameOf } from '../engine/providers/catalogue';
import type { Latency } from '../engine/providers/models';
import { wordFallback } from '../messages/fallbacks';
import { wordSpoiled } from '../messages/spoiled';
import { inEnglish } from '../messages/translate';
import { describeFailure } from './advice';
import { endpointFrom, endpointOptions, fallbackKeys, fallbacksFrom, keyFrom, requireKey } from './endpoint';
import { checkOut, copyToOut } from './copyToOut';
import { exitCodeOf } from './exitCode';
import { jobsPath } from './jobsPath';
import { makeImage } from './makeImage';
import { oneOf, parseOptions, positiveNumber, resolutionFrom } from './options';
import { complain, complainOfOutput, print, printJson } from './output';
import { ProgressLine } from './progressLine';
import type { LastStep } from './recordJob';
import type { HeldJob } from './settle';
import { CommandError, UsageError } from './usage';

const options = {
	...endpointOptions,
	fallback: { type: 'string', multiple: true },
	resolution: { type: 'string' },
	/** What it was called before. */
	size: { type: 'string' },
	ratio: { type: 'string' },
	out: { type: 'string' },
	timeout: { type: 'string' },
	stream: { type: 'boolean' },
	json: { type: 'boolean' },
	'time-scale': { type: 'string' },
} as const;

/** The time scale at which the sandbox answers in a few seconds. */
const quick = 0.05;

/** `imagegen generate`: one image, from a terminal or a script. */
export async function generateCommand(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseOptions(argv, options);
	const asked = taskFrom(values, positionals);
	const timeouts = timeoutFrom(values);
	const timeScale = positiveNumber(values['time-scale'], '--time-scale') ?? quick;
	const { endpoint, fallbacks = [] } = asked;
	const keys = new Map(fallbackKeys(fallbacks, endpoint, process.env));
	const key = await keyFrom(values);
	requireKey(endpoint, key);
	await checkOut(values.out ?? '.');
	if (key !== undefined) {
		keys.set(keyOrigin(endpoint), key);
	}
	const { network, proxyAuthorization } = networkSetup({}, process.env);
	const usual = await usualFor(asked, timeScale);
	const task = { ...asked, network, timeouts: timeoutsFor(asked.image.resolution, timeouts, usual?.p99Ms ?? 0) };

	const cancel = new AbortController();
	process.once('SIGINT', () => cancel.abort()).once('SIGTERM', () => cancel.abort());
	const { folder, lock } = await beginJob(task).catch(refuseJobs);
	const progress = values.json ? undefined : new ProgressLine(process.stderr, usual);
	let state = newJob;
	const last = await makeImage(task, {
		folder,
		lock,
		secrets: { keys, ...(proxyAuthorization && { proxyAuthorization }) },
		signal: cancel.signal,
		timeScale,
		onEvent: (event) => {
			state = apply(state, event);
			progress?.show(state);
			const isLast = event.type === 'saved' || event.type === 'failed';
			if (values.json && !isLast) {
				void printJson(event);
			}
		},
	});
	progress?.end();
	const placed = await place(last, folder, values.out ?? '.', fileNameFor(task.image.prompt));
	await lock.release();
	await report(placed, folder, values.json === true, state.givenUp, serviceOf(state, task));
	return exitCodeOf(placed);
}

/** A job in a new folder, held by this process. */
async function beginJob(task: GenerateTask): Promise<HeldJob> {
	const folder = await createJob(jobsPath(), task);
	const lock = await acquire(folder.path, runLock);
	if (!lock) {
		throw new CommandError('Another process works on this job.');
	}
	return { folder, lock };
}

/** Throws what to do where the job cannot be kept: then nothing must be sent. */
function refuseJobs(error: unknown): never {
	throw new CommandError(
		`Nothing was sent: couldn't write to ${jobsPath()} (${codeOf(error)}), where images are kept safe. Make that folder writable, or make room there.`,
	);
}

/** Copies the images to where they are wanted. Where that fails they stay with their job, which says so. */
async function place(last: LastStep, folder: JobFolder, out: string, name: string): Promise<LastStep> {
	if (last.type === 'failed') {
		return last;
	}
	try {
		const copying = { out, name, id: folder.id };
		const path = await copyToOut(last.path, copying);
		const others = [];
		for (const other of last.others ?? []) {
			others.push({ ...other, path: await copyToOut(other.path, copying) });
		}
		// A full disk takes no note, and the image is where it was wanted all the same.
		await markDelivered(folder, pathToFileURL(path).href).catch(() => undefined);
		await removeOldDrafts(dirname(path));
		return { ...last, path, ...(others.length > 0 && { others }) };
	} catch (error) {
		if (GenerationError.is(error)) {
			return { type: 'failed', ...error.toFailure() };
		}
		throw error;
	}
}

/** Says how it ended, and then leaves of the job what somebody may still want: its record, and what may be paid for. */
async function report(
	last: LastStep,
	folder: JobFolder,
	json: boolean,
	givenUp: JobState['givenUp'],
	service: string,
): Promise<void> {
	const hasImage = last.type === 'failed' && (await hasImages(folder));
	// What may have been paid for stays on record, and so does what may hold more images than were read from it.
	const kept =
		last.type === 'failed' ? last.maybePaid || hasImage : last.spoiled !== undefined && (await hasData(folder));
	const paths = last.type === 'saved' ? [last, ...(last.others ?? [])].map(({ path }) => path) : [];
	const orComplain = async (isTaken: Promise<boolean>): Promise<void> => {
		if (!(await isTaken)) {
			complainOfOutput(...paths);
		}
	};
	if (json) {
		await orComplain(printJson({ ...last, at: Date.now() }));
	} else if (last.type === 'saved') {
		await orComplain(print(...paths));
		if (givenUp) {
			complain(wordFallback(inEnglish, last, givenUp));
		}
		wordSpoiled(inEnglish, last.spoiled ?? []).forEach((sentence) => complain(sentence));
	} else {
		complain(describeFailure(last, service));
		if (hasImage) {
			complain(`The image is safe: imagegen recover ${folder.path} --out PATH brings it.`);
		} else if (kept && (await hasKeptReply(folder))) {
			complain(`What came of the reply was kept: imagegen recover ${folder.path} --out PATH looks in it once more.`);
		} else if (kept && (await hasData(folder))) {
			complain(`Partial data was kept in ${folder.path}`);
		}
	}
	try {
		if (last.type === 'failed' && !hasImage) {
			await markSeen(folder).catch(() => undefined);
		}
		if (!kept) {
			// A full disk takes no mark, and a job that has none would stay as it is for good.
			await ((await isSettled(folder)) ? keepRecord(folder) : removeJob(folder));
		}
		// Also what earlier ones have left that were killed.
		await pruneJobs(dirname(folder.path), defaultKeeping);
	} catch {
		// Whatever the disk of the jobs says, the image is where it was told to be.
	}
}

/** Whether something whole has come, whatever happened then. */
async function hasImages(folder: JobFolder): Promise<boolean> {
	return (await inspectLeftJob(folder)).images.length > 0;
}

/** Whether anything of a reply is there. */
async function hasData(folder: JobFolder): Promise<boolean> {
	return (await namesIn(folder)).some((name) => name.endsWith('.part') || name === basename(replyPath(folder)));
}

type Values = ReturnType<typeof parseOptions<typeof options>>['values'];

function taskFrom(values: Values, positionals: readonly string[]): Omit<GenerateTask, 'timeouts'> {
	const [prompt = '', ...rest] = positionals;
	if (prompt.trim() === '') {
		throw new UsageError('Describe the image: imagegen generate "a lighthouse at dusk".');
	}
	if (rest.length > 0) {
		throw new UsageError('Put the whole prompt in quotes.');
	}
	const resolution = resolutionFrom(values);
	const aspectRatio = oneOf(values.ratio, aspectRatios, '--ratio');
	const endpoint = endpointFrom(values);
	const fallbacks = fallbacksFrom(values.fallback ?? [], endpoint);
	return {
		type: 'generate',
		image: { prompt: prompt.trim(), resolution, ...(aspectRatio && { aspectRatio }) },
		endpoint,
		retry: defaultRetryRules,
		...(values.stream && { stream: true }),
		...(fallbacks.length > 0 && { fallbacks }),
	};
}

/** The name of the service that was asked last: the chosen one's, or a fallback's. */
function serviceOf({ asked }: JobState, { endpoint, fallbacks = [] }: GenerateTask): string {
	const last = [endpoint, ...fallbacks].find(
		({ service, model }) => service === asked?.service && model === asked.model,
	);
	return nameOf(last ?? endpoint);
}

function timeoutFrom(values: Values): TimeoutChoices {
	const timeout = positiveNumber(values.timeout, '--timeout');
	if (timeout === 0) {
		throw new UsageError('--timeout takes at least one second.');
	}
	return timeout === undefined ? {} : { attemptMs: timeout * 1000 };
}

/**
 * How long such an image takes by this command line's own jobs; the sandbox takes the share of the article's times that it is
 * told. Undefined where no times are known yet.
 */
async function usualFor(
	{ image: { resolution }, endpoint }: Pick<GenerateTask, 'image' | 'endpoint'>,
	timeScale: number,
): Promise<Latency | undefined> {
	if (billsNobody(endpoint.service)) {
		return sandboxLatency(resolution, timeScale);
	}
	// Where jobs cannot be read, none can be begun either, and that says why.
	const history = await readHistory(jobsPath()).catch(() => []);
	return latencyOf({ host: new URL(endpoint.baseUrl).host, model: endpoint.model, resolution }, history);
}
