import { rm } from 'node:fs/promises';
import { wakefulClock } from '../clock';
import { GenerationError } from '../failure';
import type { JobFolder } from '../jobs/layout';
import { removePreviews } from '../jobs/retention';
import { withPolicy } from '../policy/withPolicy';
import type { Endpoint, GenerateTask } from '../task';
import { mayRefuseStreams } from '../policy/streamRefusals';
import { inability } from '../providers/ability';
import { billsNobody, keyOrigin } from '../providers/catalogue';
import { fit } from '../providers/fit';
import { streams } from '../providers/streams';
import { taskProtocolOf } from '../providers/registry';
import { makeAttempt } from './attempt';
import type { AttemptOptions, GenerateOptions } from './options';
import { partsIn } from './parts';
import type { Generated } from './result';
import { makeTaskAttempt } from './taskAttempt';

/**
 * Makes one image: repeats what is free to repeat, and throws a `GenerationError` for every other failure. What arrived
 * beside the images, or of an image that failed, stays in the folder: the caller may remove it (`removeLeftovers`) once it is
 * on disk that the images are saved. After a cancel nothing stays that is no whole image.
 */
export async function generate(request: GenerateTask, options: GenerateOptions): Promise<Generated> {
	return await awake(options, (awakeOptions) => attempts(request, awakeOptions));
}

/** Does it by a clock that notices sleep. After a cancel nothing stays that is no whole image. */
export async function awake<T>(options: GenerateOptions, work: (options: AttemptOptions) => Promise<T>): Promise<T> {
	const clock = wakefulClock(options.clock);
	try {
		return await work({ ...options, clock });
	} catch (error) {
		if (GenerationError.is(error, 'cancelled')) {
			await removeBroken(options.folder).catch(() => undefined);
		}
		throw error;
	} finally {
		await removePreviews(options.folder).catch(() => undefined);
		clock.end();
	}
}

/** Removes beginnings of images and damaged ones. */
async function removeBroken({ path }: JobFolder): Promise<void> {
	const broken = (await partsIn(path)).filter(({ flaw }) => flaw !== undefined);
	await Promise.all(broken.map((part) => rm(part.path, { force: true })));
}

async function attempts(request: GenerateTask, options: AttemptOptions): Promise<Generated> {
	const { timeouts, retry, fallbacks = [] } = request;
	const { clock, random, signal, onStep, mayAskAgain, onTurn } = options;
	const endpoints = [request.endpoint, ...fallbacks];
	const endpointAt = (number: number): Endpoint => endpoints[number - 1] ?? request.endpoint;
	let attempt = 0;
	let waitedMs = 0;
	/** The wait for a turn is none of the run's time. */
	const waitForTurn = async (endpoint: Endpoint): Promise<void> => {
		const begunAt = clock.now();
		await onTurn?.(keyOrigin(endpoint));
		waitedMs += clock.now() - begunAt;
	};
	if (!inability(request.image, request.endpoint)) {
		await waitForTurn(request.endpoint);
	}
	return await withPolicy(
		{
			rules: retry,
			runMs: timeouts.runMs,
			endpoints: endpoints.length,
			shareAddress: (one, other) => endpointAt(one).baseUrl === endpointAt(other).baseUrl,
			clock: { ...clock, now: () => clock.now() - waitedMs },
			random,
			signal,
			mayAskAgain: (number) => mayAskAgain(keyOrigin(endpointAt(number))),
			onStep: (step, failure) =>
				onStep({
					type: 'retrying',
					attempt,
					delayMs: step.delayMs,
					failure: failure.toFailure(),
					fallback: step.do === 'fallback',
				}),
		},
		async ({ endpoint: number }, remainingMs) => {
			const endpoint = endpointAt(number);
			const unable = inability(request.image, endpoint);
			await (unable ? undefined : waitForTurn(endpoint));
			const { service, model } = endpoint;
			const timeoutMs = Math.min(timeouts.attemptMs, remainingMs);
			const asked = { ...request, endpoint, timeouts: { ...timeouts, attemptMs: timeoutMs } };
			const made = await withoutStreamIfRefused(asked, options, async (stream) => {
				attempt++;
				const { changes } = fit(request.image, endpoint);
				onStep({
					...{ type: 'attempt', attempt, service, model, host: new URL(endpoint.baseUrl).host, timeoutMs },
					...(billsNobody(endpoint) && { free: true }),
				});
				if (unable) {
					throw unable;
				}
				if (changes.length > 0) {
					onStep({ type: 'fitted', attempt, changes });
				}
				const { images, prepared } = (await options.inputsFor?.(endpoint)) ?? { images: [], prepared: [] };
				if (prepared.length > 0) {
					onStep({ type: 'prepared', attempt, inputs: prepared });
				}
				const protocol = taskProtocolOf(endpoint);
				const withInputs = { ...options, inputs: images };
				return await (protocol
					? makeTaskAttempt({ request: asked, attempt, protocol }, withInputs)
					: makeAttempt({ ...asked, stream: stream ? 'on' : 'off' }, attempt, withInputs));
			}).catch((error: unknown) => {
				throw timeoutMs < timeouts.attemptMs ? asRunTimeout(error, timeouts.runMs, endpoint) : error;
			});
			return { attempt, service, model, ...made };
		},
	);
}

/**
 * Asks for a stream where one is wanted; where that may be what is refused, once more without, which costs nothing, and notes who refuses
 * streams once the same request without is not refused in the same way.
 */
async function withoutStreamIfRefused<T>(
	{ endpoint, image, stream: choice }: GenerateTask,
	{ streamRefusals, clock, onStep }: AttemptOptions,
	ask: (stream: boolean) => Promise<T>,
): Promise<T> {
	const origin = keyOrigin(endpoint);
	// An SVG is never streamed: openai-node 7.57.0 `resources/images`, `svg`.
	const isWanted = streams(endpoint, choice) && fit(image, endpoint).format !== 'svg';
	if (!isWanted || (await streamRefusals?.has(origin, clock.wallTime()))) {
		return await ask(false);
	}
	let refusal: GenerationError;
	try {
		return await ask(true);
	} catch (error) {
		if (!GenerationError.is(error) || !mayRefuseStreams(error)) {
			throw error;
		}
		refusal = error;
	}
	// Who can't do it has not done it, whatever the status.
	onStep({ type: 'withoutStream', failure: { ...refusal.toFailure(), maybePaid: false } });
	const isSameRefusal = (error: unknown): boolean => GenerationError.is(error) && mayRefuseStreams(error);
	const note = async (): Promise<void> => streamRefusals?.add(origin).catch(() => undefined);
	try {
		const made = await ask(false);
		await note();
		return made;
	} catch (error) {
		await (isSameRefusal(error) ? undefined : note());
		throw error;
	}
}

/** Names what ran out when an attempt had only the rest of the run. */
function asRunTimeout(error: unknown, timeoutMs: number, endpoint: Endpoint): unknown {
	if (!GenerationError.is(error, 'timeout') || error.facts.phase !== 'attempt') {
		return error;
	}
	const { sent, cause } = error;
	return new GenerationError('timeout', { phase: 'run', timeoutMs }, sent, { cause, atNoCost: billsNobody(endpoint) });
}
