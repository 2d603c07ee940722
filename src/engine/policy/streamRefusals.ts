import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GenerationError } from '../failure';
import { makeFolder } from '../jobs/durable';
import { originKey } from '../jobs/layout';

/** A gateway may learn to stream: what it refused so long ago is asked of it once more, which costs nothing. */
const rememberedMs = 30 * 24 * 60 * 60 * 1000;

/** The statuses by which services and gateways refuse a stream before they draw anything. */
const statuses: ReadonlySet<number> = new Set([400, 404, 405, 415]);

/** Whether the failure of a request for a stream may be about that alone: then the same request without it costs nothing, and may do. */
export function mayRefuseStreams(failure: GenerationError): boolean {
	if (GenerationError.is(failure, 'badRequest') || GenerationError.is(failure, 'notFound')) {
		return statuses.has(failure.facts.status);
	}
	// An error amid a stream is a server error, whatever its number: it may come after the image was drawn.
	return GenerationError.is(failure, 'serverError') && failure.facts.status === 501;
}

/** What all of a person's jobs know of services that refuse streams: a folder with an empty file for each. */
export class StreamRefusals {
	constructor(private readonly folder: string) {}

	/** @param now wall time in milliseconds since 1970. */
	async has(origin: string, now: number): Promise<boolean> {
		const found = await stat(this.pathOf(origin)).catch(() => undefined);
		return found !== undefined && now - found.mtimeMs < rememberedMs;
	}

	async add(origin: string): Promise<void> {
		await makeFolder(this.folder, 0o700);
		await writeFile(this.pathOf(origin), '', { mode: 0o600 });
	}

	private pathOf(origin: string): string {
		return join(this.folder, originKey(origin));
	}
}
