import { setTimeout as sleep } from 'node:timers/promises';

const timeoutMs = 15_000;
const pollMs = 20;

/** Polls what no event tells, such as the state of a file. Rejects after 15 s with what was waited for. */
export async function waitUntil(condition: () => Promise<boolean>, what: string): Promise<void> {
	const timeout = performance.now() + timeoutMs;
	while (!(await condition())) {
		if (performance.now() > timeout) {
			throw new Error(`Waited ${timeoutMs} ms for ${what}.`);
		}
		await sleep(pollMs);
	}
}
