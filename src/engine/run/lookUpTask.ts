import { basename, dirname } from 'node:path';
import { GenerationError } from '../failure';
import { readEvents } from '../jobs/eventLog';
import { type JobFolder, listJobs } from '../jobs/layout';
import { keyOrigin } from '../providers/catalogue';
import type { AcceptedTask, ListedTask, TaskProtocol } from '../providers/protocols/taskProtocol';
import { parsedJson } from '../providers/json';
import { taskHttpRequest } from '../providers/registry';
import { type GenerateTask, promptSent } from '../task';
import { plainBody } from '../transport/contentEncoding';
import { exchange } from '../transport/exchange';
import { readStart } from './ask';
import type { AttemptOptions } from './options';
import type { DownloadOptions } from './download';
import type { Grace } from './grace';
import { answerMs, pollTimeouts } from './taskWire';

/** A task of which the id was lost. */
export interface LostTask {
	readonly request: GenerateTask;
	/** When it was asked for; wall time. */
	readonly sentAt: number;
	readonly protocol: TaskProtocol;
	readonly wire: DownloadOptions;
	readonly grace: Grace;
}

/** The clocks of a service and of this machine may differ by so much. */
const clockSkewMs = 60_000;

/** Lists are a little behind. */
const pausesMs = [2_000, 4_000, 8_000, 15_000];
const fewestLooks = 2;

/** A list of a hundred tasks with all that they were asked for. */
const listBytes = 16 * 1024 * 1024;

/**
 * Looks for the task in the list that its service keeps, until it would be over: a service may list what is over alone. Undefined where the
 * service keeps none, does not show it, or does not have it there.
 */
export async function lookUpTask(lost: LostTask, options: AttemptOptions): Promise<AcceptedTask | undefined> {
	const { protocol, request, sentAt, grace } = lost;
	const { clock } = options;
	const { list } = protocol;
	if (!list) {
		return undefined;
	}
	const usualMs = request.timeouts.firstByteMs;
	const givesUpAt = clock.now() + 2 * usualMs;
	for (let turn = 0, looks = 0; clock.now() < givesUpAt; turn++) {
		await clock.sleep(pausesMs[Math.min(turn, pausesMs.length - 1)] ?? 0, grace.signal).catch(() => undefined);
		if (grace.signal.aborted) {
			return undefined;
		}
		const listed = await read(lost, list, options);
		if (listed === 'refused') {
			return undefined;
		}
		looks += listed ? 1 : 0;
		const found = await firstFree(listed?.filter((task) => isLikely(task, lost)) ?? [], lost, options);
		if (found) {
			const { at: _at, prompt: _prompt, ...task } = found;
			return task;
		}
		if (looks >= fewestLooks && clock.wallTime() >= sentAt + usualMs) {
			return undefined;
		}
	}
	return undefined;
}

function isLikely({ at, prompt }: ListedTask, { sentAt, request }: LostTask): boolean {
	// Whatever was asked for later is another's.
	const isInTime = at >= sentAt - clockSkewMs && at <= sentAt + answerMs + clockSkewMs;
	return isInTime && (prompt === undefined || prompt.trim() === promptSent(request.image));
}

/** The task that is this job's from now on: of those that no other has, the one that came nearest to when it was asked for. */
async function firstFree(
	candidates: readonly ListedTask[],
	{ request: { endpoint }, sentAt }: LostTask,
	{ folder, taskClaims }: AttemptOptions,
): Promise<ListedTask | undefined> {
	const others = candidates.length > 0 ? await takenElsewhere(folder) : new Set();
	const free = candidates.filter(({ id }) => !others.has(id));
	for (const task of free.sort((a, b) => Math.abs(a.at - sentAt) - Math.abs(b.at - sentAt))) {
		// Of those of which only the time is known, one alone is certain.
		const isCertain = task.prompt !== undefined || free.length === 1;
		if (isCertain && (await taskClaims?.take(keyOrigin(endpoint), task.id, folder)) !== false) {
			return task;
		}
	}
	return undefined;
}

/** What the list holds; undefined where it could not be had just now, and `refused` where the key may not see it. */
async function read(
	{ request, sentAt, wire, grace }: LostTask,
	list: NonNullable<TaskProtocol['list']>,
	{ secrets, clock }: AttemptOptions,
): Promise<readonly ListedTask[] | 'refused' | undefined> {
	const { endpoint } = request;
	const url = new URL(list.at(endpoint, sentAt - clockSkewMs));
	const asked = taskHttpRequest({ method: 'GET', url }, endpoint, secrets.keys.get(keyOrigin(endpoint)));
	const timeouts = { ...wire.timeouts, ...pollTimeouts };
	const endsAt = clock.now() + timeouts.attemptMs;
	try {
		return await exchange(asked, { ...wire, timeouts, endsAt, signal: grace.signal }, async (http) => {
			const text = (await readStart(plainBody(http, listBytes), listBytes)).toString('utf8');
			if ([401, 403, 404].includes(http.status)) {
				return 'refused';
			}
			const value = http.status === 200 ? parsedJson(text) : undefined;
			return value === undefined ? undefined : list.tasks(value, endpoint);
		});
	} catch (error) {
		if (!GenerationError.is(error)) {
			throw error;
		}
		return undefined;
	}
}

/** The ids of tasks that other jobs beside this one have. */
async function takenElsewhere({ path }: JobFolder): Promise<ReadonlySet<string>> {
	const ids = new Set<string>();
	for (const job of await listJobs(dirname(path)).catch(() => [])) {
		const { events } = job.id === basename(path) ? { events: [] } : await readEvents(job).catch(() => ({ events: [] }));
		events.forEach((event) => event.type === 'accepted' && ids.add(event.id));
	}
	return ids;
}
