import { readFileSync } from 'node:fs';

/** What each row of the bench says, by its id. */
export function benchRows(): Map<string, string> {
	const rows = readFileSync('bench/RESULTS.md', 'utf8').matchAll(/^\| ([SEPGBW]\d+) \| (.*)$/gm);
	return new Map([...rows].map(([, id = '', row = '']) => [id, row]));
}
