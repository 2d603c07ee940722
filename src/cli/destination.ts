import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import * as v from 'valibot';
import { fileNameFor, versionedName } from '../documents/destination/fileName';
import { fileNames, type JobFolder } from '../engine/jobs/layout';
import { GenerationError } from '../engine/failure';
import { defaultKeeping } from '../engine/jobs/retention';
import type { GenerateTask } from '../engine/task';
import { plural } from '../messages/translate';
import { Workspace } from '../mcp/workspace';
import { outputSchema } from '../pixels/output';
import { fitting, wishedOf } from './copies';
import { copyToOut } from './copyToOut';
import { iconsBeside } from './icons';
import type { PlaceImages } from './ownJob';
import { t } from './translate';

/** Whether a name is a step of a path, and leads nowhere else. */
function isOneStep(name: string): boolean {
	return basename(name) === name && !['', '.', '..'].includes(name);
}

const schema = v.object({
	/** As `--out` takes it; absolute. */
	out: v.string(),
	/** What the file is called in a folder, without an extension. */
	name: v.pipe(v.string(), v.check(isOneStep)),
	/** Whether it gets a number also where that name is free: it goes beside a file that is called so but for its extension. */
	isNumbered: v.optional(v.boolean()),
	output: outputSchema,
	/** Whether it is written beside the images how they were made. */
	keepsRecipe: v.boolean(),
	/** The folders that it must be in, absolute: those that an agent works in. */
	roots: v.optional(v.array(v.string())),
	/** The document that it is for, absolute, and the line there, from 1. */
	document: v.optional(v.string()),
	line: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});

/** Where the images of a job go, and as what. */
export type Destination = Readonly<v.InferOutput<typeof schema>>;

/** Keeps it with the job, so that whatever process goes on with it can put its images there. */
export async function keepDestination({ path }: JobFolder, destination: Destination): Promise<void> {
	await writeFile(join(path, fileNames.destination), JSON.stringify(destination), { mode: 0o600 });
}

/** Undefined where a job has none, or none that can be read. */
export async function destinationOf({ path }: JobFolder): Promise<Destination | undefined> {
	try {
		return v.parse(schema, JSON.parse(await readFile(join(path, fileNames.destination), 'utf8')));
	} catch {
		return undefined;
	}
}

/** What the file is called in a folder. Beside the image that it is made of it is another version of that. */
export async function nameIn(
	prompt: string,
	edited: string | undefined,
	isBeside: boolean,
): Promise<Pick<Destination, 'name' | 'isNumbered'>> {
	if (edited === undefined) {
		return { name: fileNameFor(prompt) };
	}
	const others = isBeside ? await readdir(dirname(edited)).catch(() => []) : [];
	return { name: versionedName(basename(edited, extname(edited)), others), isNumbered: isBeside };
}

/** Puts the images of a job there, never over other files. */
export function placing({ out, name, isNumbered, output, roots }: Destination, task: GenerateTask): PlaceImages {
	return async (saved, { id, path }) => {
		const placed = [];
		const remarks: string[] = [];
		for (const original of [saved, ...(saved.others ?? [])]) {
			const { image, made, sentences } = await fitting(original, wishedOf(saved, task, output));
			// A folder there may be a link by now.
			await (roots && checkInside(out, new Workspace(roots)));
			const there = await copyToOut(image.path, { out, name, isNumbered, id });
			placed.push({ ...image, path: there });
			remarks.push(...(made === undefined ? [] : [made, keptInWords(path)]), ...sentences);
			remarks.push(...(task.image.icons === true ? [await iconsBeside(original, there)] : []));
		}
		const [first, ...others] = placed;
		return { saved: { ...saved, ...first, ...(others.length > 0 && { others }) }, remarks };
	};
}

/** Throws `notSaved` where a place leads out of the workspace. */
async function checkInside(out: string, workspace: Workspace): Promise<void> {
	try {
		await workspace.check(out);
	} catch (error) {
		const code = error instanceof Error ? error.message : String(error);
		throw new GenerationError('notSaved', { code, path: out }, true, { cause: error });
	}
}

/** How the original of a copy is had. */
function keptInWords(folder: string): string {
	return plural(
		t,
		defaultKeeping.originalDays,
		'The original is kept for {0} day: imagegen recover {1} --out PATH brings it.',
		'The original is kept for {0} days: imagegen recover {1} --out PATH brings it.',
		folder,
	);
}
