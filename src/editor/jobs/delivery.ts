import { renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { fileNames, type JobFolder } from '../../engine/jobs/layout';
import { outputSchema } from '../../pixels/output';
import { anchorRecordSchema } from '../anchors/anchor';

/** An address, as it is written down. */
export const uriSchema = v.pipe(
	v.string(),
	v.transform((text) => vscode.Uri.parse(text, true)),
);

/** Where a link leads to which there is no file. */
const linkTargetSchema = v.object({
	/** Where the image may be, the likeliest first: they differ in their extension. */
	uris: v.tupleWithRest([uriSchema], uriSchema),
	/** The folder that it must not leave. */
	root: uriSchema,
});

export type LinkTarget = Readonly<v.InferOutput<typeof linkTargetSchema>>;

/** Where an image belongs. */
export const errandSchema = v.object({
	/** Whether a link to the image is to be inserted, at `anchor`. */
	command: v.picklist(['generate', 'insert']),
	/** The document the image was asked for in, and where. */
	anchor: v.optional(anchorRecordSchema),
	/** Where a link waits for the image. Without it a setting says where it goes. */
	target: v.optional(linkTargetSchema),
	/** The image that it is another version of: it goes beside that, and to where a link leads to that. */
	versionOf: v.optional(uriSchema),
});

type ErrandRecord = Readonly<v.InferOutput<typeof errandSchema>>;

/** The same as plain data. */
export function plainErrand({ target, versionOf, ...errand }: ErrandRecord): v.InferInput<typeof errandSchema> {
	const [first, ...others] = target?.uris ?? [];
	return {
		...errand,
		...(target && first && { target: { uris: [String(first), ...others.map(String)], root: target.root.toString() } }),
		...(versionOf && { versionOf: versionOf.toString() }),
	};
}

/**
 * `delivery.json`: what a window needs to deliver the image of a job, beside what the job itself knows. Files of the first
 * version have no number; those of later versions are not read.
 */
const deliverySchema = v.object({
	version: v.optional(v.literal(1)),
	/** The workspace whose windows deliver it: `workspaceIdentity`. Without it a person is to say where it goes. */
	workspace: v.optional(v.string()),
	...errandSchema.entries,
	/** The alternative text of its link, where somebody has written one; empty for an image that only decorates. */
	alt: v.optional(v.string()),
	/** What the file is to be there; as it came where it is absent. */
	output: v.optional(outputSchema),
});

export type Delivery = Readonly<Omit<v.InferOutput<typeof deliverySchema>, 'version'>>;

/** Synchronous, so that a window that closes can still do it. Whole or not at all; throws where the disk refuses. */
export function writeDelivery(folder: JobFolder, delivery: Delivery): void {
	const path = join(folder.path, fileNames.delivery);
	const { workspace, alt, output, ...errand } = delivery;
	const content = { version: 1, workspace, ...plainErrand(errand), alt, output };
	writeFileSync(`${path}.new`, JSON.stringify(content), { mode: 0o600 });
	renameSync(`${path}.new`, path);
}

/** Undefined where there is none that can be read: such a job's image is offered, and not delivered by itself. */
export async function readDelivery(folder: JobFolder): Promise<Delivery | undefined> {
	try {
		return v.parse(deliverySchema, JSON.parse(await readFile(join(folder.path, fileNames.delivery), 'utf8')));
	} catch {
		return undefined;
	}
}

/** The same in every window of a workspace, and after a reload. */
export function workspaceIdentity(): string {
	const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
	return workspaceFile?.toString() ?? workspaceFolders.map(({ uri }) => uri.toString()).join(' ');
}
