import { systemClock } from '../../src/engine/clock';
import { generate } from '../../src/engine/run/run';
import { jobFolder } from '../../src/engine/jobs/layout';
import { defaultRetryRules, timeoutsFor } from '../../src/engine/policy/timeouts';
import type { GenerateTask } from '../../src/engine/task';
import type { Task } from './task';

/** The job that asks for a task's reply. */
export function generateTask({ address, reply }: Pick<Task, 'address' | 'reply'>): GenerateTask {
	const { protocol, framing } = reply;
	const endpoint =
		protocol === 'geminiNative'
			? ({ service: 'geminiCompatible', baseUrl: `${address}/v1beta`, model: 'gemini-3-pro-image' } as const)
			: ({ service: 'openaiCompatible', baseUrl: `${address}/v1`, model: 'gpt-image-2' } as const);
	return {
		type: 'generate',
		image: { prompt: 'a fox', resolution: '4K' },
		endpoint: { ...endpoint, protocol },
		// A reply of 200 MiB is larger than what is allowed by default once it is base64.
		timeouts: { ...timeoutsFor('4K'), maxReplyBytes: 2 ** 30 },
		retry: defaultRetryRules,
		stream: framing === 'events' ? 'on' : 'off',
	};
}

/** The engine as a library, in the process that asks. */
export async function saveWithEngine(task: Task): Promise<string[]> {
	const { images } = await generate(generateTask(task), {
		folder: jobFolder(task.folder),
		secrets: { keys: new Map() },
		clock: systemClock,
		random: Math.random,
		signal: new AbortController().signal,
		mayAskAgain: () => Promise.resolve(false),
		onStep: () => undefined,
		onSending: () => Promise.resolve(),
	});
	return images.map(({ path }) => path);
}
