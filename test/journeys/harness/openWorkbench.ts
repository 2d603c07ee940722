import { cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchChromium } from './chromium';
import { setUpLanguage } from './languages';
import { samples, vsix } from './paths';
import { installExtension, startServer, workbenchUrl } from './server';
import { type Settings, writeSettings } from './settings';
import { type Theme, themeId } from './themes';
import { Workbench } from './workbench';

export interface WorkbenchOptions {
	/** The folder whose copy is opened; null opens a window without one. @default the samples */
	readonly workspace?: string | null;
	/** A file in it that names the folders to open instead. */
	readonly workspaceFile?: string;
	/** VSIX files of further extensions. */
	readonly extensions?: readonly string[];
	/** The person's settings. */
	readonly userSettings?: Settings;
	/** What stands in the settings of the server's machine, where earlier versions kept services. */
	readonly machineSettings?: Settings;
	/** Writes what earlier windows have left into the folder of the jobs. */
	readonly pastJobs?: (jobsPath: string) => Promise<void>;
	/** @default 'Light Modern' */
	readonly theme?: Theme;
	/** Leave the folder untrusted: the window starts in Restricted Mode. @default false */
	readonly workspaceTrust?: boolean;
	/** What the extension speaks. VS Code's own texts stay in English: no pack is needed. @default English */
	readonly language?: string;
	/** How many pixels a screenshot has for each of the page's. @default 1 */
	readonly scale?: number;
	/** More environment for the server, and so for the extension. */
	readonly env?: NodeJS.ProcessEnv;
}

/** Starts VS Code with the packed extension on a fresh copy of a folder, everything else fresh as well. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
	// Closed in reverse order, also when a later step fails.
	const resources = new AsyncDisposableStack();
	try {
		const home = await mkdtemp(path.join(tmpdir(), 'imagegen-journey-'));
		resources.defer(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));
		resources.defer(() => endProcessesNaming(home));
		const workspace = path.join(home, 'workspace');
		const dataDir = path.join(home, 'data');
		const extensionsDir = path.join(home, 'extensions');

		const { workspace: source = samples } = options;
		await (source === null ? mkdir(workspace) : cp(source, workspace, { recursive: true }));
		await writeSettings(dataDir, 'Machine', options.machineSettings ?? {});
		await writeSettings(dataDir, 'User', {
			'workbench.colorTheme': themeId(options.theme ?? 'Light Modern'),
			'workbench.secondarySideBar.defaultVisibility': 'hidden',
			// A screenshot shows how things end up, not how they fade in.
			'workbench.reduceMotion': 'on',
			// As on the desktop. In the browser a save of its own may fall between what a test types and the text it reads.
			'files.autoSave': 'off',
			// The tests' own servers are nobody's application.
			'remote.autoForwardPorts': false,
			// Older VS Codes ask in a dialog over everything whether the folder is trusted.
			'security.workspace.trust.startupPrompt': 'never',
			...options.userSettings,
		});
		await options.pastJobs?.(path.join(dataDir, 'data/User/globalStorage/imagegen.imagegen/jobs'));
		for (const one of [vsix, ...(options.extensions ?? [])]) {
			await installExtension(one, extensionsDir, dataDir);
		}
		const { language } = options;
		if (language !== undefined) {
			await setUpLanguage(language, dataDir, extensionsDir);
		}
		const server = await startServer({
			dataDir,
			args: [
				...['--extensions-dir', extensionsDir],
				...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
				...(language === undefined ? [] : ['--locale', language]),
			],
			env: options.env ?? {},
		});
		resources.defer(() => server.close());

		const { browser, context } = await launchChromium(options.scale);
		resources.defer(() => browser.close());
		const page = await context.newPage();
		const { workspaceFile = '' } = options;
		await page.goto(workbenchUrl(server, source === null ? null : path.join(workspace, workspaceFile)));
		const workbench = new Workbench(page, workspace, dataDir, () => resources.disposeAsync());
		await workbench.waitUntilReady();
		return workbench;
	} catch (error) {
		await resources.disposeAsync();
		throw error;
	}
}

/** A job is a process of its own and outlives the editor, as it should; its command line names its journey's folder. */
async function endProcessesNaming(folder: string): Promise<void> {
	const processIds = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
	for (const id of processIds) {
		try {
			if ((await readFile(`/proc/${id}/cmdline`, 'utf8')).includes(folder)) {
				process.kill(Number(id), 'SIGKILL');
			}
		} catch {
			// It has ended by itself meanwhile.
		}
	}
}
