import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentHostOptions, Told } from './agentHost';
import { temporaryFolder } from './folders';

/** A workspace with a document, and a home beside it. */
export async function agentPlaces(): Promise<AsyncDisposable & Pick<AgentHostOptions, 'home' | 'workspace'>> {
	const folder = await temporaryFolder();
	const [home, workspace] = [join(folder.path, 'home'), join(folder.path, 'work')];
	await Promise.all([mkdir(home), mkdir(workspace)]);
	await writeFile(join(workspace, 'README.md'), '# Harbour\n\nAbove.\n\nBelow.\n\n![a crane](images/crane.png)\n');
	return { home, workspace, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** The first image that a tool has told of. */
export function firstImage({ data }: Told): Readonly<Record<string, unknown>> {
	const [image] = (data['images'] ?? []) as Record<string, unknown>[];
	return image ?? assert.fail(`no image in ${JSON.stringify(data)}`);
}
