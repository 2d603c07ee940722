// npm test: all set-up, then the stages asked for (all light ones by default), then one line with the sum of their counts.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadedDesktop } from './desktop.mjs';
import { packVsix } from './package.mjs';
import {
	SetupError,
	build,
	installBrowserRoute,
	installCompiler,
	installHosts,
	installKeyring,
	installMiddleboxes,
	installPackages,
	installProcessors,
	node,
	root,
	run,
	runMain,
} from './setup.mjs';

/** A file for each stage that has run: scripts/sum.mjs adds up those of several commands. */
const countsFolder = join(root, 'test/out/counts');

/** Each sets up what it needs and runs its tests, which leave their counts in the environment's TEST_COUNTS_FILE. */
const stages = {
	async unit(env) {
		await build();
		await installKeyring();
		return mocha('test/unit/**/*.test.ts', env);
	},
	async faults(env) {
		await build();
		await installMiddleboxes();
		return mocha('test/faults/**/*.test.ts', env);
	},
	async kill(env) {
		await build();
		await installCompiler();
		return mocha('test/kill/**/*.test.ts', env);
	},
	async editor(env) {
		await build('--tests');
		const desktop = await downloadedDesktop();
		const editor = desktop ? { VSCODE_PATH: desktop } : { CHROMIUM_PATH: await installBrowserRoute() };
		return run(node, ['--import', 'tsx', 'test/editor/run.ts'], { env: { ...env, ...editor } });
	},
	async journeys(env) {
		await packVsix();
		return mocha('test/journeys/**/*.test.ts', { ...env, CHROMIUM_PATH: await installBrowserRoute() });
	},
	async processors(env) {
		await build();
		await installProcessors();
		return mocha('test/processors/**/*.test.ts', env, '--timeout', '300000');
	},
	async hosts(env) {
		await build();
		await installHosts();
		return mocha('test/hosts/*.test.ts', env);
	},
};

/** Half a gigabyte of programs, for who changes a format; a gigabyte, for who changes what agents are told. */
const heavy = ['processors', 'hosts'];

// In English, and in an encoding that has every letter, whatever the person speaks who runs them.
function mocha(files, env, ...options) {
	const reporter = join(root, 'scripts/countingReporter.mjs');
	return run(node, ['node_modules/mocha/bin/mocha.js', '--reporter', reporter, ...options, files], {
		env: { ...env, LC_ALL: 'C.UTF-8' },
	});
}

/** Runs a stage to its end whatever happens; one that breaks before it could count is one failure. */
async function runStage(name) {
	console.log(`\n— ${name} —`);
	const countsFile = join(countsFolder, `${name}.json`);
	rmSync(countsFile, { force: true });
	try {
		const code = await stages[name]({ TEST_COUNTS_FILE: countsFile });
		if (!existsSync(countsFile)) {
			throw new SetupError('The tests broke off before they were counted.');
		}
		const { passed, failed } = JSON.parse(readFileSync(countsFile, 'utf8'));
		return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
	} catch (error) {
		console.error(error instanceof SetupError ? error.message : error);
		return { passed: 0, failed: 1 };
	}
}

await runMain(async () => {
	const asked = process.argv.slice(2);
	const names = asked.length > 0 ? asked : Object.keys(stages).filter((name) => !heavy.includes(name));
	await installPackages();
	mkdirSync(countsFolder, { recursive: true });
	let passed = 0;
	let failed = 0;
	for (const name of names) {
		const counts = await runStage(name);
		writeFileSync(join(countsFolder, `${name}.json`), JSON.stringify(counts));
		passed += counts.passed;
		failed += counts.failed;
	}
	console.log(`\n${passed} passed, ${failed} failed`);
	process.exitCode = failed === 0 ? 0 : 1;
});
