// The in-editor tests' entry: VS Code calls run() in its extension host, whether a desktop or the npm route started it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { outputMark } from './outputMark';

/** The tests of a window that doesn't trust its workspace. */
const restricted = 'restricted';

/** Runs every test file that was bundled beside this one and is for such a window; rejects when a test failed. */
export async function run(): Promise<void> {
	Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
		console.log(outputMark + format(...args));
	};
	const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, forbidOnly: true, forbidPending: true });
	for (const file of readdirSync(__dirname, { encoding: 'utf8', recursive: true })) {
		const isForTrusted = path.dirname(file) !== restricted;
		if (file.endsWith('.test.js') && isForTrusted === vscode.workspace.isTrusted) {
			mocha.addFile(path.join(__dirname, file));
		}
	}
	const { passed, failed } = await runMocha(mocha);
	const { TEST_COUNTS_FILE } = process.env;
	if (TEST_COUNTS_FILE) {
		// Of the window before as well.
		const before = existsSync(TEST_COUNTS_FILE) ? (JSON.parse(readFileSync(TEST_COUNTS_FILE, 'utf8')) as Counts) : none;
		const counts: Counts = { passed: before.passed + passed, failed: before.failed + failed };
		writeFileSync(TEST_COUNTS_FILE, JSON.stringify(counts));
	}
	if (failed > 0) {
		throw new Error(`${failed} failed`);
	}
}

interface Counts {
	readonly passed: number;
	readonly failed: number;
}

const none: Counts = { passed: 0, failed: 0 };

function runMocha(mocha: Mocha): Promise<Counts> {
	return new Promise((resolve) => {
		const runner = mocha.run((failed) => {
			resolve({ passed: runner.stats?.passes ?? 0, failed });
		});
	});
}
