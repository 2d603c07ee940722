// The in-editor tests' entry: VS Code calls run() in its extension host, whether a desktop or the npm route started it.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** Begins what mocha prints: the one way to tell it from what the workbench logs, which comes by the same channel. */
export const outputMark = '\u2063';

/** Runs every test file that was bundled beside this one; rejects when a test failed. */
export async function run(): Promise<void> {
	Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
		console.log(outputMark + format(...args));
	};
	const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, forbidOnly: true, forbidPending: true });
	for (const file of readdirSync(__dirname, { encoding: 'utf8', recursive: true })) {
		if (file.endsWith('.test.js')) {
			mocha.addFile(path.join(__dirname, file));
		}
	}
	const { passed, failed } = await runMocha(mocha);
	const { TEST_COUNTS_FILE } = process.env;
	if (TEST_COUNTS_FILE) {
		writeFileSync(TEST_COUNTS_FILE, JSON.stringify({ passed, failed }));
	}
	if (failed > 0) {
		throw new Error(`${failed} failed`);
	}
}

function runMocha(mocha: Mocha): Promise<{ passed: number; failed: number }> {
	return new Promise((resolve) => {
		const runner = mocha.run((failed) => {
			resolve({ passed: runner.stats?.passes ?? 0, failed });
		});
	});
}
