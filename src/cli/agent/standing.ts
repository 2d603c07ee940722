import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { measureImage } from '../../engine/decode/imageFile';
import { readDelivered } from '../../engine/jobs/claim';
import type { JobFolder } from '../../engine/jobs/layout';
import { readTaskIfAny } from '../../engine/jobs/layout';
import type { JobState } from '../../engine/jobs/state';
import { nameOf, priceOf } from '../../engine/providers/catalogue';
import type { Latency } from '../../engine/providers/family';
import { inspectLeftJob } from '../../engine/run/inspect';
import type { GenerateTask } from '../../engine/task';
import { wordProgress } from '../../messages/progress';
import { inEnglish } from '../../messages/translate';
import type { MadeImage, Standing } from '../../mcp/desk';
import type { Workspace } from '../../mcp/workspace';
import { describeFailure } from '../advice';
import { destinationOf } from '../destination';
import { insertionIn } from '../link';
import { CommandError } from '../usage';

/** How it stands with a job that runs. */
export function runningStanding(state: JobState, usual: Latency | undefined): Standing {
	const now = Date.now();
	const startedAt = state.startedAt ?? now;
	return {
		...{
			state: 'running',
			said: wordProgress(inEnglish, { state, usual, startedAt }, now),
			elapsedMs: now - startedAt,
		},
		...(usual && { usualMs: usual.p50Ms }),
	};
}

/** How it stands with a job that is over. */
export async function endedStanding(folder: JobFolder, workspace: Workspace): Promise<Standing> {
	const task = await readTaskIfAny(folder);
	const { state, failure, maybePaid, images } = await inspectLeftJob(folder);
	const { deliveredTo, remarks = [] } = await readDelivered(folder);
	if (deliveredTo !== undefined) {
		const path = fileURLToPath(deliveredTo);
		const made = await madeAt(path, { folder, workspace, ...(task?.type === 'generate' && { task }) });
		return made
			? { state: 'saved', images: [made], remarks }
			: {
					state: 'failed',
					said: `${path} was made, and isn't there any more: somebody has moved or removed it. It may have been paid for.`,
					mayBePaid: true,
				};
	}
	const bring = `imagegen recover ${folder.path} --out PATH`;
	if (images.length > 0) {
		const said = `The image was made, and couldn't be put to where it was wanted. It is safe: ${bring} brings it, at no cost.`;
		return { state: 'accepted', said, mayBePaid: true };
	}
	const service = task?.type === 'generate' ? nameOf(task.endpoint) : 'The service';
	const said = failure ? describeFailure(failure, service) : 'The image is not there.';
	return state === 'accepted'
		? {
				state: 'accepted',
				said: `${said} The service has the image, or will: ${bring} asks for it, at no cost.`,
				mayBePaid: true,
			}
		: { state: 'failed', said, mayBePaid: maybePaid };
}

/** An image's job, and the folders that whoever asks works in. */
interface Asked {
	readonly folder: JobFolder;
	readonly workspace: Workspace;
	readonly task?: GenerateTask;
}

/** Undefined where it is not there any more, or a link out of the workspace is. */
async function madeAt(path: string, asked: Asked): Promise<MadeImage | undefined> {
	const { task, workspace } = asked;
	const measured = (await workspace.has(path)) ? await measureImage(path).catch(() => undefined) : undefined;
	if (!measured) {
		return undefined;
	}
	const { width, height } = measured;
	const link = await linkTo(path, asked);
	const cost = task && priceOf(task.endpoint, task.image.resolution);
	return {
		...{ path, width, height, bytes: (await stat(path)).size },
		...(link !== undefined && { link }),
		...(cost !== undefined && { cost }),
	};
}

/** What to insert into the document that the image was asked for; undefined where there is none, or nothing can stand there. */
async function linkTo(path: string, { folder, workspace, task }: Asked): Promise<string | undefined> {
	const { document, line } = (await destinationOf(folder)) ?? {};
	// What was a document may be a link out of the workspace by now.
	if (document === undefined || !(await workspace.has(document))) {
		return undefined;
	}
	const alt = task?.image.prompt;
	const insertion = (at: string | undefined): Promise<{ readonly text: string }> =>
		insertionIn(document, path, { at, alt });
	try {
		// The document may have become shorter meanwhile.
		const at = line === undefined ? undefined : `${line}:1`;
		return (await insertion(at).catch(() => insertion(undefined))).text;
	} catch (error) {
		if (error instanceof CommandError) {
			return undefined;
		}
		throw error;
	}
}
