import type { DecodedReply } from '../decode/decodedReply';
import { framingOf, readReply } from '../decode/reply';
import { GenerationError } from '../failure';
import type { TakenOn } from '../jobs/events';
import { partPath } from '../jobs/layout';
import { keyOrigin } from '../providers/catalogue';
import { said } from '../providers/said';
import type { TaskProtocol, TaskState } from '../providers/protocols/taskProtocol';
import { parsedJson } from '../providers/json';
import { taskHttpRequest } from '../providers/registry';
import { defaultTaskMs, type GenerateTask } from '../task';
import { plainBody } from '../transport/contentEncoding';
import { exchange, type ReplyHeaders } from '../transport/exchange';
import { readStart } from './ask';
import type { DownloadOptions } from './download';
import { type Grace, graceMs } from './grace';
import type { AttemptOptions } from './options';
import { addressOf, keyRefused, pollTimeouts, waitIn } from './taskWire';

/** A task that is followed to its end. */
export interface Followed {
	readonly request: GenerateTask;
	readonly attempt: number;
	readonly taken: TakenOn;
	/** When it was taken on; wall time. */
	readonly takenAt: number;
	readonly protocol: TaskProtocol;
	readonly grace: Grace;
	readonly wire: DownloadOptions;
}

/** How long a service may know nothing of a task that it has taken on, or not let it be seen: its own machines learn of it one by one. */
const unknownMs = 2 * 60_000;

const intervalsMs = [1_000, 2_000, 3_000, 5_000];
const shortestMs = 1_000;
const longestMs = 5_000;

/** What is said so often in the place of a result is told, and left to another look; but not what passes by itself. */
const manyTimes = 8;
const passingStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** How long a result is asked for after a cancel, once it is there: it is paid for. */
const fetchMs = 5 * 60_000;

/** How much of a refusal's body is read, in bytes. */
const refusalBytes = 64 * 1024;

/** A queue with all that is asked for in it. */
const queueBytes = 16 * 1024 * 1024;

/**
 * Asks for a task until its result is here. Whatever goes wrong on the way is only a reason to ask again: it costs nothing. After the
 * person's cancel the service is asked to stop, and what comes all the same is taken.
 *
 * Throws a `GenerationError` where the service has ended it without a result, wants another key, or has not ended it in time.
 */
export async function followTask(followed: Followed, options: AttemptOptions): Promise<DecodedReply> {
	return await new Following(followed, options).result();
}

/** What a reply says. */
type Answer =
	| { readonly says: 'nothing'; readonly trouble: GenerationError; readonly waitMs?: number | undefined }
	/** The service does not know it, or does not show it. */
	| { readonly says: 'unknown'; readonly failure: GenerationError }
	| { readonly says: 'state'; readonly state: Exclude<TaskState, { is: 'unknown' }>; readonly reply: DecodedReply }
	| { readonly says: 'result'; readonly reply: DecodedReply }
	| { readonly says: 'refusal'; readonly failure: GenerationError }
	/** No result, again and again: the task is over there, and stays to be fetched. */
	| { readonly says: 'noResult'; readonly failure: GenerationError };

class Following {
	private isDone = false;
	/** How often there was none although the task is done. */
	private refusals = 0;
	private stoppedAt: number | undefined;
	private told: string | undefined;
	private unknownSince: number | undefined;

	constructor(
		private readonly followed: Followed,
		private readonly options: AttemptOptions,
	) {}

	async result(): Promise<DecodedReply> {
		const { clock, random } = this.options;
		const { taskMs = defaultTaskMs } = this.followed.request.timeouts;
		const endsAt = clock.now() + taskMs;
		let trouble: GenerationError | undefined;
		for (let turn = 0; ; turn++) {
			await this.stopIfCancelled();
			const answer = await this.ask();
			const reply = this.take(answer);
			if (reply) {
				return reply;
			}
			trouble = answer.says === 'nothing' ? answer.trouble : undefined;
			if (clock.now() >= endsAt) {
				const status = this.told === undefined ? {} : { status: this.told };
				throw new GenerationError('stillRunning', { ms: taskMs, ...status }, true, { cause: trouble });
			}
			const intervalMs = intervalsMs[Math.min(turn, intervalsMs.length - 1)] ?? shortestMs;
			const asked = answer.says === 'nothing' ? answer.waitMs : undefined;
			await this.sleep(Math.max(shortestMs, asked ?? intervalMs * (0.8 + 0.4 * random())));
		}
	}

	/** The result, once it is here; undefined while it is to be asked for again. */
	private take(answer: Answer): DecodedReply | undefined {
		if (answer.says !== 'unknown') {
			this.unknownSince = answer.says === 'nothing' ? this.unknownSince : undefined;
		}
		switch (answer.says) {
			case 'nothing':
				return undefined;
			case 'unknown':
				this.giveUpUnknown(answer.failure);
				return undefined;
			case 'result':
				return answer.reply;
			case 'refusal':
				return this.end('refused', answer.failure);
			case 'noResult':
				throw answer.failure;
			case 'state':
				return this.takeState(answer.state, answer.reply);
		}
	}

	private takeState(state: Exclude<TaskState, { is: 'unknown' }>, reply: DecodedReply): DecodedReply | undefined {
		const { attempt, protocol, grace } = this.followed;
		const { onStep } = this.options;
		const { status } = state;
		switch (state.is) {
			case 'running': {
				const { ahead } = state;
				const told = `${status} ${ahead ?? ''}`.trim();
				if (told !== this.told) {
					this.told = told;
					onStep({ type: 'polled', attempt, status, ...(ahead !== undefined && { ahead }) });
				}
				return undefined;
			}
			case 'done':
				this.isDone = true;
				grace.end();
				onStep({ type: 'done', attempt, status, isFetchable: true });
				return protocol.resultPath ? undefined : reply;
			case 'failed':
				return this.end(status, state.failure);
		}
	}

	/** The service has ended it without a result. */
	private end(status: string, failure: GenerationError): never {
		const { attempt } = this.followed;
		this.options.onStep({ type: 'done', attempt, status, isFetchable: false });
		throw this.stoppedAt !== undefined
			? new GenerationError('cancelled', {}, true, { atNoCost: !failure.maybePaid, cause: failure })
			: failure;
	}

	/** Right after a task was taken on it may not be known everywhere; and one that was kept for its time is gone at once. */
	private giveUpUnknown(failure: GenerationError): void {
		const { clock } = this.options;
		const { takenAt, taken } = this.followed;
		const since = (this.unknownSince ??= clock.now());
		const isOverdue = clock.wallTime() > takenAt + taken.keptMs + defaultTaskMs;
		if (clock.now() - since < unknownMs && !isOverdue) {
			return;
		}
		if (failure.kind === 'expired') {
			this.end('unknown', failure);
		}
		throw failure;
	}

	private async stopIfCancelled(): Promise<void> {
		const { signal, onStep, clock } = this.options;
		const { attempt, protocol, taken, grace } = this.followed;
		if (this.stoppedAt !== undefined || !signal.aborted) {
			return;
		}
		this.stoppedAt = clock.now();
		grace.give();
		onStep({ type: 'stopping', attempt });
		const cancel = protocol.cancel?.(taken, taken.endpoint);
		if (cancel) {
			const url = addressOf(taken.cancelUrl, cancel.path, taken.endpoint);
			// Whatever it answers: the task's own end is what counts.
			await this.exchange({ ...cancel, url }, () => Promise.resolve()).catch(() => undefined);
		}
		await this.interrupt().catch(() => undefined);
	}

	/** Stops what is at work, where the service says that it is this task. */
	private async interrupt(): Promise<void> {
		const { protocol, taken, wire } = this.followed;
		const { interrupt } = protocol;
		if (!interrupt) {
			return;
		}
		const at = (path: string): URL => addressOf(undefined, path, taken.endpoint);
		const limit = wire.timeouts.maxReplyBytes;
		const value = await this.exchange({ method: 'GET', url: at(interrupt.path) }, async (_status, _headers, body) =>
			parsedJson((await readStart(body(limit), queueBytes)).toString('utf8')),
		);
		const stop = interrupt.of(value, taken);
		if (stop) {
			await this.exchange({ ...stop, url: at(stop.path) }, () => Promise.resolve());
		}
	}

	private async sleep(ms: number): Promise<void> {
		const { clock, signal } = this.options;
		const { grace } = this.followed;
		const { stoppedAt } = this;
		// After a cancel there is no time for long waits.
		const waitMs = stoppedAt === undefined ? ms : Math.min(ms, longestMs);
		await clock.sleep(waitMs, stoppedAt === undefined ? signal : grace.signal).catch(() => undefined);
		const heardMs = this.isDone ? fetchMs : graceMs;
		if (grace.signal.aborted || (stoppedAt !== undefined && clock.now() - stoppedAt >= heardMs)) {
			throw new GenerationError('cancelled', {}, true);
		}
	}

	private async ask(): Promise<Answer> {
		const { protocol, taken, wire } = this.followed;
		const { folder } = this.options;
		const { endpoint } = taken;
		const path = this.isDone ? protocol.resultPath?.(taken, endpoint) : undefined;
		const url = path
			? addressOf(taken.resultUrl, path, endpoint)
			: addressOf(taken.statusUrl, protocol.statusPath(taken, endpoint), endpoint);
		try {
			return await this.exchange({ method: 'GET', url }, async (status, headers, body) => {
				if (status < 200 || status >= 300) {
					const text = (await readStart(body(wire.timeouts.maxReplyBytes), refusalBytes)).toString('utf8');
					return this.answerOf(status, headers, parsedJson(text));
				}
				const framing = framingOf(headers['content-type']);
				const reply = await readReply(body(wire.timeouts.maxReplyBytes), (index) => partPath(folder, index), {
					framing,
				});
				const answer = this.read(reply);
				if (answer.says !== 'result' && !(answer.says === 'state' && answer.state.is === 'done')) {
					// A preview, or what it was asked with: no image of a task that runs.
					await reply.discard().catch(() => undefined);
				}
				return answer;
			});
		} catch (error) {
			return { says: 'nothing', trouble: troubleIn(error) };
		}
	}

	private read(reply: DecodedReply): Answer {
		const { protocol, taken } = this.followed;
		if (reply.flaw && !reply.image) {
			return { says: 'nothing', trouble: reply.flaw };
		}
		if (this.isDone && protocol.resultPath) {
			return { says: 'result', reply };
		}
		const state = protocol.state(reply.values[0], taken);
		if (!state) {
			return {
				says: 'nothing',
				trouble: new GenerationError('badReply', { detail: 'it says nothing of the task' }, true),
			};
		}
		return state.is === 'unknown'
			? { says: 'unknown', failure: new GenerationError('expired', {}, true) }
			: { says: 'state', state, reply };
	}

	private answerOf(status: number, headers: ReplyHeaders, value: unknown): Answer {
		const { protocol } = this.followed;
		switch (status) {
			case 401:
				throw keyRefused(status, value);
			case 403:
				return { says: 'unknown', failure: keyRefused(status, value) };
			case 404:
			case 410:
				return { says: 'unknown', failure: new GenerationError('expired', {}, true) };
		}
		const failure = this.isDone ? protocol.refusal?.({ status, headers, value }) : undefined;
		if (failure) {
			return { says: 'refusal', failure };
		}
		this.refusals += this.isDone && !passingStatuses.has(status) ? 1 : 0;
		if (this.refusals >= manyTimes) {
			const { words: reason = '' } = said(value);
			// Of a kind that no rule has repeated: what was taken on is never asked for twice.
			return { says: 'noResult', failure: new GenerationError('badRequest', { status, reason }, true) };
		}
		return {
			says: 'nothing',
			trouble: new GenerationError('serverError', { status }, true),
			waitMs: waitIn(headers['retry-after'], this.options.clock.wallTime()),
		};
	}

	private async exchange<T>(
		asked: Parameters<typeof taskHttpRequest>[0],
		read: (status: number, headers: ReplyHeaders, body: (limit: number) => AsyncIterable<Buffer>) => Promise<T>,
	): Promise<T> {
		const { taken, wire, grace } = this.followed;
		const { secrets, clock } = this.options;
		const { endpoint } = taken;
		return await exchange(
			taskHttpRequest(asked, endpoint, secrets.keys.get(keyOrigin(endpoint))),
			{
				...wire,
				signal: grace.signal,
				timeouts: { ...wire.timeouts, ...pollTimeouts },
				endsAt: clock.now() + pollTimeouts.attemptMs,
			},
			(http) => read(http.status, http.headers, (limit) => plainBody(http, limit)),
		);
	}
}

/** What is no failure of the task. Throws what is one: a key that no request can carry or that is refused, a cancel, a full disk, a bug. */
function troubleIn(error: unknown): GenerationError {
	if (GenerationError.is(error, 'cancelled')) {
		throw new GenerationError('cancelled', {}, true);
	}
	if (!GenerationError.is(error) || error.kind === 'unauthorized') {
		throw error;
	}
	return error;
}
