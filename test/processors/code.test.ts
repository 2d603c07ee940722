import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { codeIn } from '../../src/documents/formats/code';
import { applied } from '../../src/documents/edits';
import { insertionAt } from '../../src/documents/insertion';
import { nastyNames } from '../unit/documents/nasty';

/** By language: its interpreter, a program that prints the text where the path goes, and the quotes that it may stand between. */
const interpreters: readonly (readonly [string, readonly string[], string, readonly string[]])[] = [
	['shellscript', ['bash', '-c'], 'x=TEXT; printf %s "$x"', ['"§"', "'§'", "$'§'"]],
	['perl', ['perl', '-e'], 'my $x = TEXT; print $x', ['"§"', "'§'"]],
	['ruby', ['ruby', '-e'], 'x = TEXT; STDOUT.write(x)', ['"§"', "'§'"]],
];

describe('A path in code', () => {
	for (const [language, [program = '', ...options], code, texts] of interpreters) {
		it(`is the text that ${program} reads`, () => {
			let count = 0;
			for (const text of texts) {
				for (const path of nastyNames) {
					const [before = '', after = ''] = code.replace('TEXT', () => text).split('§');
					const place = { text: before + after, offset: before.length, isBlock: false };
					const insertion = insertionAt(codeIn(language), place, { target: { path }, alt: '' });
					assert.ok(typeof insertion !== 'string');
					const { stdout, stderr } = spawnSync(program, [...options, applied(place.text, insertion)], {
						encoding: 'utf8',
					});
					assert.equal(stdout, path, `${text} ${stderr}`);
					count++;
				}
			}
			assert.ok(count > nastyNames.length);
		}).timeout(300_000);
	}
});
