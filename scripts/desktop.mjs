import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './setup.mjs';

/** Can a window be opened on this machine? */
function hasDisplay() {
	const { DISPLAY, WAYLAND_DISPLAY } = process.env;
	return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

/**
 * The person's own VS Code, by its command line.
 * @returns {readonly string[] | undefined} the command
 */
export function installedDesktop() {
	if (!hasDisplay()) {
		return undefined;
	}
	const { status } = spawnSync('code', ['--version'], { shell: process.platform === 'win32' });
	return status === 0 ? ['code'] : undefined;
}

/**
 * A desktop VS Code in .vscode-test/, downloaded the first time: the newest, or the one that VSCODE_VERSION names.
 * @returns {Promise<string | undefined>} its executable; nothing without a display or without a way to download it
 */
export async function downloadedDesktop() {
	if (!hasDisplay()) {
		return undefined;
	}
	const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
	try {
		return await downloadAndUnzipVSCode({
			cachePath: join(root, '.vscode-test'),
			version: process.env.VSCODE_VERSION ?? 'stable',
		});
	} catch (error) {
		console.log(`A desktop VS Code could not be downloaded (${error.message}).`);
		return undefined;
	}
}
