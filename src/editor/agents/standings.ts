import * as vscode from 'vscode';
import { shorten } from '../../documents/shorten';
import { measureImage } from '../../engine/decode/imageFile';
import { measureSvg } from '../../engine/decode/svgFile';
import { readDelivered } from '../../engine/jobs/claim';
import { fetchableUntil } from '../../engine/jobs/state';
import { priceOf } from '../../engine/providers/catalogue';
import { imageOf } from '../../engine/task';
import { wordFailure } from '../../messages/failures';
import { wordProgress } from '../../messages/progress';
import type { MadeImage, Standing } from '../../mcp/desk';
import type { Anchors } from '../anchors/anchors';
import { statOf } from '../anchors/documents';
import { linkedImage } from '../delivery/deliverer';
import type { Links } from '../delivery/links';
import { remarksOnMade } from '../delivery/savedWords';
import { endpointOf, serviceOf } from '../jobs/asked';
import { readDelivery } from '../jobs/delivery';
import type { Job } from '../jobs/jobs';
import type { Latencies } from '../jobs/latencies';
import { t } from '../ui/translate';

/** Tells agents how it stands with jobs. */
export class Standings {
	constructor(
		private readonly latencies: Latencies,
		private readonly anchors: Anchors,
		private readonly links: Pick<Links, 'textAt'>,
	) {}

	/** Of a job that runs. */
	running(job: Job): Standing {
		const now = Date.now();
		const { state, startedAt } = job;
		const resolution = imageOf(job.task)?.resolution;
		const usual = resolution && this.latencies.of(endpointOf(job), resolution);
		return {
			...{ state: 'running', said: wordProgress(t, { state, usual, startedAt }, now) },
			elapsedMs: now - startedAt,
			...(usual && { usualMs: usual.p50Ms }),
		};
	}

	/** Of one that is over. */
	async ended(job: Job): Promise<Standing> {
		const { failure, maybePaid } = job.state;
		if (failure?.kind === 'cancelled') {
			const cost = maybePaid ? ' It may have been paid for.' : '';
			const said = `It was cancelled, so there is no image.${cost} Don't ask for it again unless the person says so.`;
			return { state: 'failed', said, mayBePaid: maybePaid };
		}
		if (failure) {
			const { message: said } = wordFailure(t, failure, serviceOf(job));
			return fetchableUntil(job.state) === undefined
				? { state: 'failed', said, mayBePaid: maybePaid }
				: {
						state: 'accepted',
						said: `${said} The service has it, or will: "Look Again" in the Image Gen view fetches it, at no cost.`,
						mayBePaid: true,
					};
		}
		const { deliveredTo } = await readDelivered(job.folder);
		if (deliveredTo === undefined) {
			const said =
				"The image was made, and couldn't be put where it was wanted. It is safe, and waits in the Image Gen view: the person can save it there. Don't ask for it again.";
			return { state: 'accepted', said, mayBePaid: true };
		}
		const uri = vscode.Uri.parse(deliveredTo);
		const made = await this.madeAt(uri, job);
		return made
			? { state: 'saved', images: [made], remarks: remarksOn(job) }
			: {
					state: 'failed',
					said: `${uri.fsPath} was made, and isn't there any more: somebody has moved or removed it. It may have been paid for.`,
					mayBePaid: true,
				};
	}

	private async madeAt(uri: vscode.Uri, job: Job): Promise<MadeImage | undefined> {
		const stat = await statOf(uri);
		const measured = await measureImage(uri.fsPath)
			.then(async (size) => size ?? (await measureSvg(uri.fsPath)))
			.catch(() => undefined);
		if (typeof stat !== 'object' || !measured) {
			return undefined;
		}
		const { width, height } = measured;
		const link = await this.linkTo(uri, job, { width, height });
		const endpoint = endpointOf(job);
		const resolution = imageOf(job.task)?.resolution;
		const cost = endpoint && resolution && priceOf(endpoint, resolution);
		return {
			...{ path: uri.fsPath, width, height, bytes: stat.size },
			...(link !== undefined && { link }),
			...(cost !== undefined && { cost }),
		};
	}

	/** What to insert at the place that the image was asked for; undefined where none was named, or nothing can stand there. */
	private async linkTo(
		uri: vscode.Uri,
		job: Job,
		size: Pick<MadeImage, 'width' | 'height'>,
	): Promise<string | undefined> {
		// The window has let the place go by now, if the image is where it belongs.
		const record = (await readDelivery(job.folder))?.anchor;
		const anchor = record && this.anchors.restore(record);
		try {
			return anchor && (await this.links.textAt(anchor, linkedImage(job, uri, size)));
		} finally {
			anchor?.dispose();
		}
	}
}

/** What an agent is to know of an image before it asks for the next one. */
function remarksOn(job: Job): readonly string[] {
	const style = imageOf(job.task)?.style;
	const applied = style === undefined ? [] : [`The house style went along with the prompt: ${shorten(style, 300)}`];
	return [...applied, ...remarksOnMade(job)];
}
