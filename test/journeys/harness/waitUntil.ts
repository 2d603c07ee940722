import { setTimeout as sleep } from 'node:timers/promises';

const limitMs = 15_000;
const pollMs = 20;

/** Polls what no event tells, such as the state of a file. Rejects after 15 s with what was waited for. */
export async function waitUntil(condition: () => Promise<boolean>, what: string): Promise<void> {
	const deadline = performance.now() + limitMs;
	while (!(await condition())) {
		if (performance.now() > deadline) {
			throw new Error(`Waited ${limitMs} ms for ${what}.`);
		}
		await sleep(pollMs);
	}
}
