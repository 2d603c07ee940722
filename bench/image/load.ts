import { articleLatency } from '../../src/engine/providers/models';
import { sampleLatencyMs } from '../../src/sandbox/latency';
import { hash, mulberry32 } from '../../src/sandbox/random';

/** The images that every client is asked for at every hop. */
export interface Load {
	/** How much of the real time everything takes: the service, the hops' limits and the clients' own alike. */
	readonly timeScale: number;
	readonly images: number;
	/** How many are on their way at the same time, of each client. */
	readonly parallel: number;
	/** Small: what it takes to save a large one is another group's figure, and would be in the way of this one's. */
	readonly imageBytes: number;
	/** Whether all clients and hops are tried at once, since they do nothing but wait. */
	readonly allAtOnce: boolean;
	/** How long image `index` (from 0) takes when it is asked for the first, the second … time (from 0); real milliseconds. */
	readonly latencyMs: (index: number, time: number) => number;
}

/** The article's peak load of 17 January 2026, 180 s and more, some at 330 s: spread as we have seen fit, in milliseconds. */
const peakMs = [180, 190, 200, 215, 230, 250, 280, 330].map((seconds) => seconds * 1000);

const seed = 1;

/** Every fourth image is asked for at peak load, and so it stays when it is asked for again. */
function drawLatencyMs(index: number, time: number): number {
	return index % 4 === 3
		? (peakMs[(Math.floor(index / 4) + time) % peakMs.length] ?? 0)
		: sampleLatencyMs(mulberry32(hash(`${seed} ${index} ${time}`)), articleLatency['4K']);
}

/** Many images, in a hundredth of the time. */
export function compressedLoad(images: number): Load {
	return { timeScale: 0.01, images, parallel: 12, imageBytes, allAtOnce: false, latencyMs: drawLatencyMs };
}

/** A handful in real time, one for each latency. */
export function realLoad(latenciesMs: readonly number[]): Load {
	const { length } = latenciesMs;
	const latencyMs = (index: number): number => latenciesMs[index] ?? 0;
	return { timeScale: 1, images: length, parallel: length, imageBytes, allAtOnce: true, latencyMs };
}

const imageBytes = 64 * 1024;

/** What a client asks for: its name and the image's number tell the ledger's lines apart. */
export function promptsOf(client: string, { images }: Load): string[] {
	return Array.from({ length: images }, (_, index) => `${client}: image ${index}`);
}

/** The latencies by prompt, as the sandbox asks for them: once for every request. */
export function latencies(load: Load): (prompt: string) => number {
	const timesAsked = new Map<string, number>();
	return (prompt) => {
		const time = timesAsked.get(prompt) ?? 0;
		timesAsked.set(prompt, time + 1);
		return load.latencyMs(Number(/\d+$/.exec(prompt)?.[0]), time);
	};
}
