// npm start: all set-up, then a real VS Code with the extension, open on a fresh copy of the samples.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadedDesktop, installedDesktop } from './desktop.mjs';
import { SetupError, build, installPackages, installServer, interruptions, root, run, runMain } from './setup.mjs';

await runMain(async () => {
	endWithNpm();
	await installPackages();
	await build();
	const desktop = installedDesktop() ?? (await downloadedDesktopCommand());
	if (!desktop) {
		await installServer();
	}
	// A copy, so that trying leaves the checkout as it is.
	const stopped = whenStopped();
	const folder = mkdtempSync(join(tmpdir(), 'imagegen-'));
	try {
		const workspace = join(folder, 'samples');
		cpSync(join(root, 'samples'), workspace, { recursive: true });
		await (desktop ? openDesktop(desktop, workspace, stopped) : serve(workspace, stopped));
	} finally {
		rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
	}
});

async function openDesktop([command, ...args], workspace, stopped) {
	console.log(`Opening VS Code with Image Gen on a copy of the samples, until its window is closed: ${workspace}`);
	const options = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, workspace];
	const ended = run(command, [...args, ...options, join(workspace, 'article.md')]);
	const result = await Promise.race([stopped, ended]);
	if (result !== true && result !== 0) {
		throw new SetupError('VS Code could not be opened.');
	}
}

async function downloadedDesktopCommand() {
	const executable = await downloadedDesktop();
	if (!executable) {
		return undefined;
	}
	const { resolveCliArgsFromVSCodeExecutablePath } = await import('@vscode/test-electron');
	return resolveCliArgsFromVSCodeExecutablePath(executable);
}

/** The npm route: VS Code in the person's own browser, until they stop it. */
async function serve(workspace, stopped) {
	const { tsImport } = await import('tsx/esm/api');
	const { startServer, workbenchUrl, remoteUri } = await tsImport(
		'../test/journeys/harness/server.ts',
		import.meta.url,
	);
	const { writeSettings } = await tsImport('../test/journeys/harness/settings.ts', import.meta.url);

	// Kept from one start to the next: settings, and what the extension remembers.
	const dataDir = join(root, 'out/start');
	if (!existsSync(dataDir)) {
		await writeSettings(dataDir, 'User', { 'workbench.secondarySideBar.defaultVisibility': 'hidden' });
	}
	// --enable-smoke-test-driver is what makes the workbench load an extension from a folder.
	const args = ['--enable-smoke-test-driver', '--disable-workspace-trust'];
	const server = await startServer({ dataDir, port: '4410-4499', args });
	const payload = {
		extensionDevelopmentPath: remoteUri(server, root),
		openFile: remoteUri(server, join(workspace, 'article.md')),
	};
	console.log(`\nVS Code with Image Gen, on a copy of the samples (${workspace}):`);
	console.log(workbenchUrl(server, workspace, payload));
	console.log('\nOpen this address in a browser. Ctrl-C ends it.');

	const asked = await Promise.race([stopped, server.exited]);
	await server.close();
	if (!asked) {
		throw new SetupError('The VS Code server ended by itself.');
	}
}

/** Ending npm is meant for us as well, but its shell passes no signal on. */
function endWithNpm() {
	const parent = process.ppid;
	const watch = setInterval(() => {
		if (process.ppid !== parent) {
			clearInterval(watch);
			process.kill(process.pid, 'SIGTERM');
		}
	}, 500).unref();
}

/** Resolves to true when the person ends us. From then on a signal leaves time to tidy up. */
function whenStopped() {
	return new Promise((resolve) => {
		interruptions.forEach((signal) => process.on(signal, () => resolve(true)));
	});
}
