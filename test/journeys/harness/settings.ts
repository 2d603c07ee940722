import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export type Settings = Readonly<Record<string, unknown>>;

/**
 * Writes settings into the data folder of a server that is about to start: the person's own under `User`, and those of
 * the machine under `Machine`. (code-server keeps the person's own on the server, where VS Code for the web has them
 * in the browser.)
 */
export async function writeSettings(dataDir: string, scope: 'User' | 'Machine', settings: Settings): Promise<void> {
	const folder = path.join(dataDir, 'data', scope);
	await mkdir(folder, { recursive: true });
	await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings, undefined, 2));
}
