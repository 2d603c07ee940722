import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { markDelivered, markSeen } from '../../../src/engine/jobs/claim';
import { EventLog } from '../../../src/engine/jobs/eventLog';
import type { JobStep } from '../../../src/engine/jobs/events';
import { createJob, type JobFolder } from '../../../src/engine/jobs/layout';
import { noteClosed, noteOpen } from '../../../src/engine/jobs/openJobs';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { AcceptedTask } from '../../../src/engine/providers/protocols/taskProtocol';
import type { Endpoint } from '../../../src/engine/task';
import { thumbnailOf } from '../../../src/pixels/thumbnail';
import { testCodecs } from '../../support/codecs';
import { noisePng } from '../../support/images';

const endpoint = {
	service: 'gemini',
	protocol: 'geminiNative',
	baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
	model: 'gemini-3-pro-image',
} as const;

/** Writes jobs as earlier windows have left them: images that were delivered, one that was not, and a failure that may have been billed. */
export async function writePastJobs(jobsPath: string, images: readonly Buffer[] = []): Promise<void> {
	const [png = noisePng(640, 400), ...others] = images;
	const prompts = ['A lighthouse at dusk, in watercolour', 'The lens of the lamp, as a cutaway drawing'];
	for (const [at, prompt] of prompts.entries()) {
		const delivered = await arrived(jobsPath, prompt, others[at] ?? png);
		const thumbnail = await thumbnailOf(path.join(delivered.path, 'image-1.png'), testCodecs());
		await writeFile(path.join(delivered.path, 'thumbnail.jpg'), thumbnail ?? '');
		await markDelivered(delivered, `file:///docs/${encodeURIComponent(prompt)}.png`);
		await noteClosed(delivered);
	}
	await arrived(jobsPath, 'Geese over the gallery at night', png);
	const lost = { kind: 'interrupted', facts: { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: 61_000 } } as const;
	await markSeen(
		await begun(jobsPath, 'Nineteen crates from Paris', () => {
			return { type: 'failed', ...lost, sent: true, maybePaid: true };
		}),
	);
}

/** Writes a job whose image a service has taken on, and had not finished when its window gave up. */
export async function writeTakenOn(jobsPath: string, prompt: string, task: AcceptedTask, at: Endpoint): Promise<void> {
	const folder = await createJob(jobsPath, {
		type: 'generate',
		image: { prompt, resolution: '1K' },
		endpoint: at,
		timeouts: timeoutsFor('1K'),
		retry: defaultRetryRules,
	});
	await noteOpen(folder);
	const { service, model, baseUrl } = at;
	const hourMs = 60 * 60_000;
	const begun = Date.now() - hourMs;
	const log = await EventLog.open(folder);
	await log.append({ at: begun, type: 'started', pid: 1 });
	const { host } = new URL(baseUrl);
	await log.append({ at: begun + 10, type: 'attempt', attempt: 1, service, model, host, timeoutMs: 400_000 });
	await log.append({ at: begun + 60, type: 'sending', attempt: 1 });
	await log.append({ at: begun + 90, type: 'accepted', attempt: 1, ...task, endpoint: at, keptMs: 24 * hourMs });
	const facts = { ms: hourMs / 2 };
	await log.append({ at: begun + facts.ms, type: 'failed', kind: 'stillRunning', facts, sent: true, maybePaid: true });
	await log.close();
	await markSeen(folder);
}

async function arrived(jobsPath: string, prompt: string, png: Buffer): Promise<JobFolder> {
	const { width, height } = await sharp(png).metadata();
	const image = { width, height, format: 'png', bytes: png.length } as const;
	const { service, model } = endpoint;
	const folder = await begun(jobsPath, prompt, ({ path: job }) => {
		return { type: 'saved', attempt: 1, service, model, ...image, path: path.join(job, 'image-1.png') };
	});
	await writeFile(path.join(folder.path, 'image-1.png'), png);
	return folder;
}

/** A job of a few minutes ago, with the last step given. */
async function begun(jobsPath: string, prompt: string, last: (folder: JobFolder) => JobStep): Promise<JobFolder> {
	const folder = await createJob(jobsPath, {
		type: 'generate',
		image: { prompt, resolution: '2K' },
		endpoint,
		timeouts: timeoutsFor('2K'),
		retry: defaultRetryRules,
	});
	await noteOpen(folder);
	const { service, model } = endpoint;
	const host = new URL(endpoint.baseUrl).host;
	const now = new Date();
	// Of this month, also in its first minutes.
	const at = Math.max(new Date(now.getFullYear(), now.getMonth()).getTime(), now.getTime() - 5 * 60_000);
	const log = await EventLog.open(folder);
	await log.append({ at, type: 'started', pid: 1 });
	await log.append({ at: at + 10, type: 'attempt', attempt: 1, service, model, host, timeoutMs: 400_000 });
	await log.append({ at: at + 60, type: 'sending', attempt: 1 });
	await log.append({ at: at + 64_000, ...last(folder) });
	await log.close();
	return folder;
}
