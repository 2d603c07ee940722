import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { writeDurably } from '../../engine/jobs/durable';
import type { JobFolder } from '../../engine/jobs/layout';

/** `names.json`: the URI that each image of the job was about to get when a delivery began. */
const namesSchema = v.object({ version: v.literal(1), names: v.record(v.string(), v.string()) });

const fileName = 'names.json';

/**
 * The names that deliveries of this job have begun to give, by the file name of the image in the job's folder; empty before
 * the first. Each was free then, so that a file there which is the image has come from a delivery that was cut short.
 */
export async function readNames(folder: JobFolder): Promise<ReadonlyMap<string, vscode.Uri>> {
	try {
		const { names } = v.parse(namesSchema, JSON.parse(await readFile(join(folder.path, fileName), 'utf8')));
		return new Map(Object.entries(names).map(([image, uri]) => [image, vscode.Uri.parse(uri, true)]));
	} catch {
		return new Map();
	}
}

/** Resolves when the names are safe from a power cut. */
export async function writeNames(folder: JobFolder, names: ReadonlyMap<string, vscode.Uri>): Promise<void> {
	const entries = [...names].map(([image, uri]) => [image, uri.toString()]);
	const text = JSON.stringify({ version: 1, names: Object.fromEntries(entries) as unknown });
	await writeDurably(join(folder.path, fileName), text);
}
