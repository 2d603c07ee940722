import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a process cost from the moment it was told to begin until it ended. */
export interface Cost {
	/** Resident memory at its peak, over what it was while it did nothing yet. */
	readonly peakBytes: number;
	/** The longest time the event loop did nothing else. */
	readonly blockMs: number;
	/** Of user and kernel time together. */
	readonly cpuMs: number;
}

/** Milliseconds of the machine's monotonic clock: the same in all of its processes. */
export function monotonicMs(): number {
	return Number(process.hrtime.bigint()) / 1e6;
}

/** How often the event loop is looked at; a loop that is free looks as late as that. */
const resolutionMs = 1;

/**
 * Waits until the parent says `begin`, answers, and measures from there until the process ends; then writes a `Cost` into
 * `file`. Does not keep the process alive.
 */
export function measureFromBegin(file: string): void {
	process.once('message', () => {
		const idleBytes = process.memoryUsage.rss();
		const { user, system } = process.cpuUsage();
		const delays = monitorEventLoopDelay({ resolution: resolutionMs });
		delays.enable();
		process.once('exit', () => {
			const used = process.cpuUsage({ user, system });
			const cost: Cost = {
				peakBytes: Math.max(0, process.resourceUsage().maxRSS * 1024 - idleBytes),
				blockMs: Math.max(0, delays.max / 1e6 - resolutionMs),
				cpuMs: (used.user + used.system) / 1000,
			};
			writeFileSync(file, JSON.stringify(cost));
		});
		process.send?.('begun');
	});
	process.channel?.unref();
}
