import { build } from 'esbuild';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { launchChromium } from '../../test/journeys/harness/chromium';
import { root } from '../../test/journeys/harness/paths';
import { remoteUri, startServer, workbenchUrl } from '../../test/journeys/harness/server';
import { writeSettings } from '../../test/journeys/harness/settings';
import { Workbench } from '../../test/journeys/harness/workbench';
import { temporaryFolder } from '../../test/support/folders';
import type { Form } from '../group';
import type { HostFigures, WindowFigures } from './figures';
import { startElsewhere, stepsOf, watchRenames } from './jobs';
import { startHeldService } from './service';

export interface EditorData {
	/** Of dist/extension.js. */
	readonly extensionBytes: number;
	readonly imageBytes: number;
	readonly windows: readonly WindowFigures[];
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
	const { size } = await stat(join(root, 'dist/extension.js'));
	const { browser, context } = await launchChromium();
	const windows: WindowFigures[] = [];
	const count = quick ? 1 : 9;
	try {
		while (windows.length < count) {
			windows.push(await measureWindow(context, script));
			console.log(`  ${JSON.stringify(windows.at(-1))}`);
		}
	} finally {
		await browser.close();
	}
	return { extensionBytes: size, imageBytes, windows };
}

/** Has the script run in a new extension host, and does for it what only a person or another process can. */
async function measureWindow(context: BrowserContext, script: string): Promise<WindowFigures> {
	await using home = await temporaryFolder();
	const workspace = join(home.path, 'workspace');
	const dataDir = join(home.path, 'data');
	const jobsPath = join(dataDir, 'data/User/globalStorage/imagegen.imagegen/jobs');
	await Promise.all([workspace, jobsPath].map((path) => mkdir(path, { recursive: true })));
	using renames = watchRenames(jobsPath);

	const page = await context.newPage();
	const workbench = new Workbench(page, workspace, dataDir, () => page.close());
	const result = Promise.withResolvers<HostFigures>();
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
		result: (figures: HostFigures) => {
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
		const figures = await result.promise;
		return { ...figures, images: await stepsOf(figures.images, jobsPath, renames) };
	} finally {
		clearTimeout(limit);
		await workbench.close();
		await server.close();
	}
}
