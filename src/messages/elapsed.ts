/** A duration as clocks show it: `0:47`, `1:05`, `12:00`. Counts whole seconds that have passed. */
export function clockTime(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A duration in round figures: `10 s`, `90 s`, `5 min`; below ten seconds to a tenth: `0.3 s`. */
export function roundTime(ms: number): string {
	if (ms < 10_000) {
		return exactTime(ms);
	}
	const seconds = Math.round(ms / 1000);
	return seconds > 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** How long to wait, never too short: `30 s`, `5 min`, `2 h 24 min`. */
export function waitTime(ms: number): string {
	const seconds = Math.ceil(ms / 1000);
	const minutes = Math.ceil(seconds / 60);
	const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
	if (minutes < 120) {
		return seconds <= 120 ? `${seconds} s` : `${minutes} min`;
	}
	return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** A range of durations in round figures: `45–90 s`; one figure where both round to the same. */
export function roundRange(fromMs: number, toMs: number): string {
	const [from, to] = [fromMs, toMs].map((ms) => Math.max(1, Math.round(ms / 1000)));
	return from === to ? `${to} s` : `${from}–${to} s`;
}

/** A duration to a tenth of a second: `60.1 s`, `60 s`. */
export function exactTime(ms: number): string {
	return `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`;
}

/** An amount of data: `64 B`, `820 KB`, `3.1 MB`. */
export function dataSize(bytes: number): string {
	if (bytes < 1000) {
		return `${bytes} B`;
	}
	return bytes < 1e6 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
