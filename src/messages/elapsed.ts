import type { Translate } from './translate';

/** The symbols of units in English. CLDR's (`10 sec`, `2 hr`, `64 byte`) are longer, and no technical text has them. */
const symbols = { second: 's', minute: 'min', hour: 'h', byte: 'B', kilobyte: 'KB', megabyte: 'MB' } as const;

type Unit = keyof typeof symbols;

/** A duration as clocks show it, in every language: `0:47`, `1:05`, `12:00`. Counts whole seconds that have passed. */
export function clockTime(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A duration in round figures: `10 s`, `90 s`, `5 min`; below ten seconds to a tenth: `0.3 s`. */
export function roundTime(t: Translate, ms: number): string {
	if (ms < 10_000) {
		return exactTime(t, ms);
	}
	const seconds = Math.round(ms / 1000);
	return seconds > 120 && seconds % 60 === 0 ? measure(t, seconds / 60, 'minute') : measure(t, seconds, 'second');
}

/** How long to wait, never too short: `30 s`, `5 min`, `2 h 24 min`. */
export function waitTime(t: Translate, ms: number): string {
	const seconds = Math.ceil(ms / 1000);
	const minutes = Math.ceil(seconds / 60);
	const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
	if (minutes < 120) {
		return seconds <= 120 ? measure(t, seconds, 'second') : measure(t, minutes, 'minute');
	}
	const parts = [measure(t, hours, 'hour'), ...(rest === 0 ? [] : [measure(t, rest, 'minute')])];
	return new Intl.ListFormat(t.language, { type: 'unit', style: 'narrow' }).format(parts);
}

/** A range of durations in round figures: `45–90 s`; one figure where both round to the same. */
export function roundRange(t: Translate, fromMs: number, toMs: number): string {
	const [from, to] = [fromMs, toMs].map((ms) => Math.max(1, Math.round(ms / 1000))) as [number, number];
	return from === to ? measure(t, to, 'second') : inUnit(t, 'second', (format) => format.formatRange(from, to));
}

/** A duration to a tenth of a second: `60.1 s`, `60 s`. */
export function exactTime(t: Translate, ms: number): string {
	return measure(t, Math.round(ms / 100) / 10, 'second');
}

/** An amount of data: `64 B`, `820 KB`, `3.1 MB`. */
export function dataSize(t: Translate, bytes: number): string {
	if (bytes < 1000) {
		return measure(t, bytes, 'byte');
	}
	return bytes < 1e6
		? measure(t, Math.round(bytes / 1000), 'kilobyte')
		: inUnit(t, 'megabyte', (format) => format.format(bytes / 1e6), 1);
}

function measure(t: Translate, amount: number, unit: Unit): string {
	return inUnit(t, unit, (format) => format.format(amount));
}

/** A number, or a range of them, with its unit as the language has it. */
function inUnit(
	{ language }: Translate,
	unit: Unit,
	format: (numbers: Intl.NumberFormat) => string,
	digits?: number,
): string {
	const fraction = { minimumFractionDigits: digits ?? 0, maximumFractionDigits: digits ?? 1 };
	return language === 'en'
		? `${format(new Intl.NumberFormat(language, fraction))} ${symbols[unit]}`
		: format(new Intl.NumberFormat(language, { ...fraction, style: 'unit', unit, unitDisplay: 'short' }));
}
