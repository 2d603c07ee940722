import { renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { JobFolder } from '../../engine/jobs/layout';
import { anchorRecordSchema } from '../anchors/anchor';

/** What a window needs to deliver the image of a job, beside what the job itself knows. */
const deliverySchema = v.object({
	/** The workspace whose windows may deliver it. */
	workspace: v.string(),
	command: v.picklist(['generate', 'insert']),
	/** The kept reply that the image is looked for in: a file or an earlier job's folder. Absent where a service is asked. */
	source: v.optional(v.string()),
	/** The document the image was asked for in. */
	anchor: v.optional(anchorRecordSchema),
});

export type Delivery = Readonly<v.InferOutput<typeof deliverySchema>>;

const fileName = 'delivery.json';

/** Synchronous, so that a window that closes can still do it. Whole or not at all. */
export function writeDelivery(folder: JobFolder, delivery: Delivery): void {
	const path = join(folder.path, fileName);
	writeFileSync(`${path}.new`, JSON.stringify(delivery), { mode: 0o600 });
	renameSync(`${path}.new`, path);
}

/** Throws where the job was not started by a window. */
export async function readDelivery(folder: JobFolder): Promise<Delivery> {
	return v.parse(deliverySchema, JSON.parse(await readFile(join(folder.path, fileName), 'utf8')));
}

/** The same in every window of a workspace, and after a reload. */
export function workspaceIdentity(): string {
	const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
	return workspaceFile?.toString() ?? workspaceFolders.map(({ uri }) => uri.toString()).join(' ');
}
