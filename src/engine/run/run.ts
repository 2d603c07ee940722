import { makeAttempt } from './attempt';
import { withPolicy } from '../policy/withPolicy';
import type { Endpoint, GenerateTask } from '../task';
import { keyOrigin } from '../providers/catalogue';
import type { GenerateOptions } from './options';
import type { Generated } from './result';

/**
 * Makes one image: repeats what is free to repeat, and throws a `GenerationError` for every other failure. What arrived of an image
 * that failed stays in the folder, and so do drafts beside one that did not: the caller removes them once it has said what was saved.
 */
export async function generate(request: GenerateTask, options: GenerateOptions): Promise<Generated> {
	const { timeouts, retry, fallbacks = [] } = request;
	const { clock, random, signal, onStep, mayAskAgain } = options;
	const endpoints = [request.endpoint, ...fallbacks];
	const endpointAt = (number: number): Endpoint => endpoints[number - 1] ?? request.endpoint;
	let attempt = 0;
	return await withPolicy(
		{
			rules: retry,
			runMs: timeouts.runMs,
			endpoints: endpoints.length,
			clock,
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
			attempt++;
			const endpoint = endpointAt(number);
			const { service, model, baseUrl } = endpoint;
			const timeoutMs = Math.min(timeouts.attemptMs, remainingMs);
			onStep({ type: 'attempt', attempt, service, model, host: new URL(baseUrl).host, timeoutMs });
			const limited = { ...request, endpoint, timeouts: { ...timeouts, attemptMs: timeoutMs } };
			return { attempt, service, model, ...(await makeAttempt(limited, attempt, options)) };
		},
	);
}
