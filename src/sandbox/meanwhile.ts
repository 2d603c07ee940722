import type { ServerResponse } from 'node:http';
import { systemClock } from '../engine/clock';
import { chunks, type Piece } from './reply';

/** What a stream says from time to time while there is nothing else to say. */
export interface KeepAlive {
	readonly text: string;
	/** How often, at the pace of the real services. */
	readonly everyMs: number;
}

/** What a streamed reply sends while the images are drawn. */
export interface Meanwhile {
	/** With status 200, at once. */
	readonly headers: Readonly<Record<string, string>>;
	/** Says that the connection is alive, where the service does. */
	readonly keepAlive?: KeepAlive;
	/** How many previews there are, evenly spread over the waiting time. */
	readonly previews: number;
	readonly preview: (index: number, file: Uint8Array) => readonly Piece[];
}

/** How fast that goes. */
export interface Pace {
	/** How long the client waits for the images. */
	readonly latencyMs: number;
	/** What the usual times are multiplied by. */
	readonly timeScale: number;
	readonly paintPreview: () => Promise<Uint8Array>;
	readonly signal: AbortSignal;
}

/** More often would be of no use, however fast time goes. */
const minKeepAliveMs = 20;

/** Sends the head of a streamed reply and what comes before its images, until they are `drawn`. */
export async function sendMeanwhile(
	response: ServerResponse,
	{ headers, keepAlive, previews, preview }: Meanwhile,
	drawn: Promise<unknown>,
	{ latencyMs, timeScale, paintPreview, signal }: Pace,
): Promise<void> {
	// One call for one event, so that no other gets in between.
	const write = (pieces: readonly Piece[]): void => {
		for (const chunk of response.destroyed ? [] : chunks(pieces)) {
			response.write(chunk);
		}
	};
	response.writeHead(200, headers).flushHeaders();
	const timer =
		keepAlive && setInterval(() => write([keepAlive.text]), Math.max(minKeepAliveMs, timeScale * keepAlive.everyMs));
	try {
		for (let index = 0; index < previews; index++) {
			await systemClock.sleep(latencyMs / (previews + 1), signal);
			write(preview(index, await paintPreview()));
		}
		await drawn;
	} finally {
		clearInterval(timer);
	}
}
