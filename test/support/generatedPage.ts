import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

/** Holds a file to what is generated. `UPDATE_GOLDEN=1` writes it anew: what changes in it is for a person to review. */
export function assertGenerated(path: string, generated: string): void {
	if (process.env['UPDATE_GOLDEN'] !== undefined) {
		writeFileSync(path, generated);
	}
	assert.equal(readFileSync(path, 'utf8'), generated);
}

/** The page with these lines where it says that its text is generated. */
export function withGenerated(page: string, lines: readonly string[]): string {
	const [before = '', , after = ''] = page.split(/(?<=<!-- generated -->)|(?=<!-- end -->)/);
	return [before, '', ...lines, after].join('\n');
}
