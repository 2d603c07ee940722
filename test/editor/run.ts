// Runs the in-editor tests: in a desktop VS Code where VSCODE_PATH names one, in the npm route's server otherwise.
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { launchChromium } from '../journeys/harness/chromium';
import { root } from '../journeys/harness/paths';
import { writeSettings } from '../journeys/harness/settings';
import { remoteUri, startServer, workbenchUrl } from '../journeys/harness/server';
import { outputMark } from './outputMark';

const suite = path.join(root, 'out/test/editor/suite.js');
const timeoutMs = 15 * 60_000;

/** In a window that trusts its workspace, and then in one that doesn't. */
async function main(): Promise<number> {
	const trusted = await runIn(['--disable-workspace-trust']);
	const restricted = await runIn([]);
	return Math.max(trusted, restricted);
}

async function runIn(trust: readonly string[]): Promise<number> {
	// A folder of its own under the system's temporary one: short enough for the sockets that VS Code puts there.
	const home = await mkdtemp(path.join(tmpdir(), 'imagegen-editor-'));
	await mkdir(path.join(home, 'workspace'));
	// A desktop keeps the person's settings in its data folder, a server in a folder of that.
	await writeSettings(process.env.VSCODE_PATH ? home : path.join(home, 'data'), 'User', {
		// There is nobody to answer.
		'security.workspace.trust.startupPrompt': 'never',
		// In a browser VS Code would save what a test has just undone, a second later.
		'files.autoSave': 'off',
	});
	try {
		const { VSCODE_PATH } = process.env;
		return await (VSCODE_PATH ? runOnDesktop(VSCODE_PATH, home, trust) : runInBrowser(home, trust));
	} finally {
		await rm(home, { recursive: true, force: true, maxRetries: 3 });
	}
}

function runOnDesktop(vscodeExecutablePath: string, home: string, trust: readonly string[]): Promise<number> {
	return runTests({
		vscodeExecutablePath,
		extensionDevelopmentPath: root,
		extensionTestsPath: suite,
		launchArgs: [
			path.join(home, 'workspace'),
			'--user-data-dir',
			path.join(home, 'data'),
			'--disable-extensions',
			...trust,
		],
	});
}

async function runInBrowser(home: string, trust: readonly string[]): Promise<number> {
	await using resources = new AsyncDisposableStack();
	const server = await startServer({
		dataDir: path.join(home, 'data'),
		args: ['--enable-smoke-test-driver', ...trust],
	});
	resources.defer(() => server.close());
	const { browser, context } = await launchChromium();
	resources.defer(() => browser.close());
	const page = await context.newPage();

	const exit = Promise.withResolvers<number>();
	// The workbench calls these two: with all that it and its extension host log, and at the end of the test run.
	const log = createWriteStream(path.join(root, 'test/out/editor.log'));
	await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
		const text = format(...args);
		log.write(`${text}\n`);
		if (text.startsWith(outputMark)) {
			console.log(text.slice(outputMark.length));
		}
	});
	await page.exposeFunction('codeAutomationExit', exit.resolve);
	page.on('crash', () => exit.reject(new Error('The page crashed.')));
	const limit = setTimeout(
		() => exit.reject(new Error(`The tests did not end within ${timeoutMs / 60_000} minutes.`)),
		timeoutMs,
	);
	resources.defer(() => clearTimeout(limit));

	await page.goto(
		workbenchUrl(server, path.join(home, 'workspace'), {
			extensionDevelopmentPath: remoteUri(server, root),
			extensionTestsPath: remoteUri(server, suite),
		}),
	);
	return await exit.promise;
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	},
);
