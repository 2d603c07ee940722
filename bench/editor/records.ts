import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobStep } from '../../src/engine/jobs/events';
import { fileNames } from '../../src/engine/jobs/layout';
import { openJobsPath } from '../../src/engine/jobs/openJobsPath';
import { seal } from '../../src/engine/jobs/sealed';
import { defaultRetryRules, timeoutsFor } from '../../src/engine/policy/timeouts';

/** How many images a person who has them all kept may have in years. */
export const recordCount = 10_000;

const dayMs = 24 * 60 * 60 * 1000;

/** Writes the folders of so many jobs that are dealt with, as they are once they were put away, and no copy of their records. */
export async function writeRecords(jobsPath: string): Promise<void> {
	await mkdir(openJobsPath(jobsPath), { recursive: true });
	for (let index = 0; index < recordCount; index++) {
		const at = Date.now() - (recordCount - index) * (dayMs / 20);
		const stamp = new Date(at).toISOString().replace(/\D/g, '').slice(0, 14);
		await writeRecord(join(jobsPath, `${stamp}-${index.toString(16).padStart(8, '0')}`), index, at);
	}
}

async function writeRecord(path: string, index: number, at: number): Promise<void> {
	await mkdir(path);
	const [service, model] = ['gemini', 'gemini-3-pro-image'];
	const task = {
		type: 'generate',
		image: {
			prompt: `A watercolour of a lighthouse at dusk, number ${index}, with a tern above the gallery`,
			resolution: '2K',
		},
		endpoint: { service, protocol: 'geminiNative', baseUrl: 'https://generativelanguage.googleapis.com/v1beta', model },
		timeouts: timeoutsFor('2K'),
		retry: defaultRetryRules,
	};
	const image = {
		path: join(path, 'image-1.png'),
		width: 2048,
		height: 2048,
		format: 'png',
		bytes: 7_000_000,
	} as const;
	const host = 'generativelanguage.googleapis.com';
	const steps: readonly (JobStep & { at: number })[] = [
		{ at, type: 'started', pid: 1 },
		{ at: at + 10, type: 'attempt', attempt: 1, service, model, host, timeoutMs: 400_000 },
		{ at: at + 50, type: 'sending', attempt: 1 },
		{ at: at + 60_000, type: 'replied', attempt: 1, status: 200, requestId: `request-${index}` },
		...Array.from({ length: 12 }, (_, step) => {
			return { at: at + 60_250 * step, type: 'received', attempt: 1, bytes: step * 800_000 } as const;
		}),
		{ at: at + 66_000, type: 'saved', attempt: 1, service, model, ...image },
	];
	await Promise.all([
		writeFile(join(path, fileNames.task), seal({ version: 2, task })),
		writeFile(join(path, fileNames.events), steps.map((step) => `${seal(step)}\n`).join('')),
		writeFile(join(path, 'sending-1'), ''),
		writeFile(join(path, fileNames.delivered), JSON.stringify({ uri: `file:///docs/images/lighthouse-${index}.png` })),
	]);
}
