import { build } from 'esbuild';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { launchChromium } from '../../test/journeys/harness/chromium';
import { root } from '../../test/journeys/harness/paths';
import { remoteUri, startServer, workbenchUrl } from '../../test/journeys/harness/server';
import { writeSettings } from '../../test/journeys/harness/settings';
import { Workbench } from '../../test/journeys/harness/workbench';
import { temporaryFolder } from '../../test/support/folders';
import type { Form } from '../group';
import type { HostFigures, RecordsFigures, WindowFigures } from './figures';
import { type Renames, startElsewhere, stepsOf, watchRenames } from './jobs';
import { writeRecords } from './records';
import { startHeldService } from './service';

export interface EditorData {
	/** Of dist/extension.js, which every window loads, and of dist/window.js. */
	readonly extensionBytes: number;
	readonly windowBytes: number;
	readonly imageBytes: number;
	readonly windows: readonly WindowFigures[];
	/** With many images on record. */
	readonly records: readonly RecordsFigures[];
}

/** What the other groups take for a 4K image as well. */
const imageBytes = 24 * 1024 * 1024;

/** How long one window may take. */
const timeoutMs = 120_000;

/** The extension in a real VS Code, used by keyboard: in one new server, window and extension host after the other. */
export async function measureEditor({ quick }: Form): Promise<EditorData> {
	const script = join(root, 'out/bench/editor.js');
	await build({
		...{ entryPoints: [join(__dirname, 'host.ts')], outfile: script, external: ['vscode'] },
		...{ bundle: true, platform: 'node', format: 'cjs', target: 'node22', logLevel: 'warning' },
	});
	const [entry, rest] = await Promise.all(['extension', 'window'].map((name) => stat(join(root, `dist/${name}.js`))));
	const { browser, context } = await launchChromium();
	const windows: WindowFigures[] = [];
	const records: RecordsFigures[] = [];
	const count = quick ? 1 : 9;
	const recordsCount = quick ? 1 : 3;
	try {
		while (windows.length < count) {
			windows.push(await measureImages(context, script));
			console.log(`  ${JSON.stringify(windows.at(-1))}`);
		}
		while (records.length < recordsCount) {
			records.push(await measureRecords(context, script));
			console.log(`  ${JSON.stringify(records.at(-1))}`);
		}
	} finally {
		await browser.close();
	}
	return { extensionBytes: entry?.size ?? 0, windowBytes: rest?.size ?? 0, imageBytes, windows, records };
}

async function measureImages(context: BrowserContext, script: string): Promise<WindowFigures> {
	return await measureWindow(
		context,
		script,
		{ isForRecords: false },
		async (figures: HostFigures, jobsPath, renames) => {
			return { ...figures, images: await stepsOf(figures.images, jobsPath, renames) };
		},
	);
}

async function measureRecords(context: BrowserContext, script: string): Promise<RecordsFigures> {
	return await measureWindow(context, script, { isForRecords: true }, (figures: RecordsFigures) =>
		Promise.resolve(figures),
	);
}

/** Has the script run in a new extension host, and does for it what only a person or another process can. */
async function measureWindow<R>(
	context: BrowserContext,
	script: string,
	purpose: { readonly isForRecords: boolean },
	/** Makes of what the script says, which it alone knows the type of, what is wanted. */
	complete: (figures: never, jobsPath: string, renames: Renames) => Promise<R>,
): Promise<R> {
	await using home = await temporaryFolder();
	const workspace = join(home.path, 'workspace');
	const dataDir = join(home.path, 'data');
	const jobsPath = join(dataDir, 'data/User/globalStorage/imagegen.imagegen/jobs');
	await Promise.all([workspace, jobsPath].map((path) => mkdir(path, { recursive: true })));
	if (purpose.isForRecords) {
		await writeRecords(jobsPath);
	}
	using renames = watchRenames(jobsPath);

	const page = await context.newPage();
	const workbench = new Workbench(page, workspace, dataDir, () => page.close());
	const result = Promise.withResolvers<never>();
	// Awaited only once the page is open.
	result.promise.catch(() => undefined);
	await using service = await startHeldService(imageBytes, {
		async answer({ prompt }: { prompt: string }) {
			await workbench.waitForQuestion('What should the image show?');
			await workbench.answer(prompt);
			await workbench.waitForQuestion('Choose a resolution');
			await workbench.type('4K');
			await workbench.acceptItem('4K');
			return { enterAt: await page.evaluate<number>('enterAt') };
		},
		waiting: ({ count }: { count: number }) => service.waiting(count),
		release: ({ afterMs, overMs }: { afterMs: number; overMs: number }) => {
			setTimeout(() => service.release(overMs), afterMs);
			return Promise.resolve();
		},
		async startElsewhere() {
			await startElsewhere(join(home.path, 'elsewhere'), `${service.url}/v1`, 3);
			await service.waiting(3);
		},
		purpose: () => Promise.resolve(purpose),
		// Somewhere else, so that it is loaded once more.
		async copyOfEntry() {
			const path = join(home.path, 'entry.js');
			await copyFile(join(root, 'dist/extension.js'), path);
			return { path };
		},
		async typeFilter() {
			await workbench.waitForQuestion('Shows the images whose prompt');
			await workbench.type('number 99');
			await workbench.press('Enter');
			return {};
		},
		result: (figures: never) => {
			result.resolve(figures);
			return Promise.resolve();
		},
	});
	await writeSettings(dataDir, 'User', {
		'imagegen.service': 'openaiCompatible',
		'imagegen.baseUrl': `${service.url}/v1`,
		'imagegen.model': 'm',
		// Its search for ports to forward blocks the extension host for tens of milliseconds every few seconds.
		'remote.autoForwardPortsSource': 'output',
	});
	const server = await startServer({ dataDir, args: ['--enable-smoke-test-driver', '--disable-workspace-trust'] });
	const limit = setTimeout(() => result.reject(new Error(`no end after ${timeoutMs / 1000} s`)), timeoutMs);
	try {
		await page.addInitScript({
			content: "addEventListener('keydown', ({ key }) => { if (key === 'Enter') { enterAt = Date.now(); } }, true);",
		});
		// The workbench calls these two: with what the extension host logs, and when the script is over.
		await page.exposeFunction('codeAutomationLog', () => undefined);
		await page.exposeFunction('codeAutomationExit', () =>
			result.reject(new Error('the script ended without a result')),
		);
		await page.goto(
			workbenchUrl(server, workspace, {
				extensionDevelopmentPath: remoteUri(server, root),
				extensionTestsPath: remoteUri(server, script),
			}),
		);
		return await complete(await result.promise, jobsPath, renames);
	} finally {
		clearTimeout(limit);
		await workbench.close();
		await server.close();
	}
}
