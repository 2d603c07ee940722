// Runs the in-editor tests: in a desktop VS Code where VSCODE_PATH names one, in the npm route's server otherwise.
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { launchChromium } from '../journeys/harness/chromium';
import { root } from '../journeys/harness/paths';
import { remoteUri, startServer, workbenchUrl } from '../journeys/harness/server';
import { outputMark } from './suite';

const suite = path.join(root, 'out/test/editor/suite.js');
const timeoutMs = 15 * 60_000;

async function main(): Promise<number> {
	// A folder of its own under the system's temporary one: short enough for the sockets that VS Code puts there.
	const home = await mkdtemp(path.join(tmpdir(), 'imagegen-editor-'));
	await mkdir(path.join(home, 'workspace'));
	try {
		const { VSCODE_PATH } = process.env;
		return await (VSCODE_PATH ? runOnDesktop(VSCODE_PATH, home) : runInBrowser(home));
	} finally {
		await rm(home, { recursive: true, force: true, maxRetries: 3 });
	}
}

function runOnDesktop(vscodeExecutablePath: string, home: string): Promise<number> {
	return runTests({
		vscodeExecutablePath,
		extensionDevelopmentPath: root,
		extensionTestsPath: suite,
		launchArgs: [
			path.join(home, 'workspace'),
			'--user-data-dir',
			path.join(home, 'data'),
			'--disable-extensions',
			'--disable-workspace-trust',
		],
	});
}

async function runInBrowser(home: string): Promise<number> {
	await using resources = new AsyncDisposableStack();
	const server = await startServer({
		dataDir: path.join(home, 'data'),
		args: ['--enable-smoke-test-driver', '--disable-workspace-trust'],
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
