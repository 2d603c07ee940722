import type { Inspected } from '../engine/run/inspect';
import type { GenerateTask } from '../engine/task';
import { type MakeImageOptions, resumeImage } from './makeImage';
import type { LastStep } from './recordJob';
import { settleJob } from './settle';

/**
 * Asks a service on for what is not in a job's folder yet. Where that fails, the images count that an earlier process had fetched, and the
 * failure is told beside them.
 */
export async function bringLeft(
	task: GenerateTask,
	{ events, images }: Pick<Inspected, 'events' | 'images'>,
	options: Omit<MakeImageOptions, 'timeScale'>,
): Promise<LastStep> {
	const last = await resumeImage(task, events, options);
	return last.type === 'failed' && images.length > 0 ? await settleJob(options, task) : last;
}
