import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { knownIntermediaries } from '../../src/engine/diagnose/intermediaries';
import { timeoutsFor } from '../../src/engine/policy/timeouts';
import { articleLatency } from '../../src/engine/providers/models';
import { resolutions } from '../../src/engine/task';

function seconds(ms: number): string {
	return `${ms / 1000} s`;
}

describe('docs/why-requests-die.md', () => {
	const page = readFileSync('docs/why-requests-die.md', 'utf8').replaceAll('`', '');

	for (const [resolution, { p50Ms, p95Ms, p99Ms }] of Object.entries(articleLatency)) {
		it(`has the waits that the engine goes by: ${resolution}`, () => {
			const times = [p50Ms, p95Ms, p99Ms].map(seconds).join(' \\| ');
			assert.match(page, new RegExp(`^\\| ${resolution} \\| .* \\| ${times} \\|$`, 'm'));
		});
	}

	for (const { name, idleMs } of knownIntermediaries) {
		it(`says when ${name} closes a silent connection`, () => {
			assert.match(page, new RegExp(`^\\| ${name}\\b[^|]* \\| ${seconds(idleMs)} \\|`, 'm'));
		});
	}

	it('has the timeouts of each phase', () => {
		const [, table = ''] = /timeout of Image Gen \|\n(.*?)\n\n/s.exec(page) ?? [];
		const phases = ['connectMs', 'writeMs', 'firstByteMs', 'idleMs'] as const;
		const limits = phases.flatMap((phase) => resolutions.map((resolution) => seconds(timeoutsFor(resolution)[phase])));
		assert.deepEqual(
			limits.filter((limit) => !table.includes(limit)),
			[],
		);
	});
});
