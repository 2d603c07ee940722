import { rm } from 'node:fs/promises';
import * as v from 'valibot';
import { inputFlaws } from '../../engine/failure';
import { rasterFormats } from '../../engine/task';
import type { CopyWish, MadeCopy } from '../../pixels/output';
import { run } from '../../engine/jobs/launch';

/** Makes a copy of an image, at that path as a rule. */
export type Convert = (image: string, to: string, wish: CopyWish) => Promise<Conversion>;

/** What became of it. */
export type Conversion = MadeCopy | Unmade;

/** Makes a set of icons of an image, in that folder; resolves with their paths. */
export type MakeIcons = (image: string, folder: string) => Promise<readonly string[] | Unmade>;

/** What is wrong with the image, or why else nothing could be made of it. */
type Unmade = v.InferOutput<typeof flawSchema> | { readonly reason: string };

const flawSchema = v.object({
	flaw: v.picklist(inputFlaws),
	format: v.optional(v.string()),
	megapixels: v.optional(v.number()),
	most: v.optional(v.number()),
});

/** As `imagegen convert --json` tells of it. */
const copySchema = v.object({
	...{ path: v.string(), format: v.picklist(rasterFormats), quality: v.optional(v.number()) },
	...{ width: v.number(), height: v.number(), bytes: v.number() },
	...{ isWithinBudget: v.boolean(), isOnWhite: v.boolean(), isEnlarged: v.boolean(), lostCredentials: v.boolean() },
});

/** A file of a set of icons, told in the same way. */
const iconSchema = v.object({ path: v.string() });

/** Large images take seconds, and budgets several times as many. */
const maxMs = 240_000;

/** Has images converted by a process of their own: the window touches no image's bytes. */
export function converterAt(cliPath: string, maximumMs = maxMs): Convert {
	return async (image, to, wish) => {
		try {
			// What an earlier try left there.
			await rm(to, { force: true });
			const [told] = await tell(cliPath, [image, '--out', to, ...optionsOf(wish)], maximumMs);
			return v.parse(v.union([copySchema, flawSchema]), told) as Conversion;
		} catch (error) {
			return { reason: error instanceof Error ? error.message : String(error) };
		}
	};
}

/** The same for sets of icons. */
export function iconMakerAt(cliPath: string): MakeIcons {
	return async (image, folder) => {
		try {
			const told = await tell(cliPath, [image, '--icons', '--out', folder], maxMs);
			const flaw = v.safeParse(flawSchema, told[0]);
			return flaw.success ? flaw.output : v.parse(v.array(iconSchema), told).map(({ path }) => path);
		} catch (error) {
			return { reason: error instanceof Error ? error.message : String(error) };
		}
	};
}

/** What `imagegen convert` tells, line by line. */
async function tell(cliPath: string, args: readonly string[], ms: number): Promise<unknown[]> {
	const told = await run(cliPath, ['convert', ...args, '--json'], { keys: new Map() }, AbortSignal.timeout(ms));
	return told
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as unknown);
}

function optionsOf({ format, quality, budget, edge, size, focus }: CopyWish): string[] {
	return [
		...['--format', format],
		...(quality === undefined ? [] : ['--quality', String(quality)]),
		...(budget === undefined ? [] : ['--max-kb', String(Math.max(1, Math.floor(budget / 1000)))]),
		...(edge === undefined ? [] : ['--edge', String(edge)]),
		...(size === undefined ? [] : ['--pixels', `${size.width}x${size.height}`]),
		...(focus === undefined ? [] : ['--focus', `${focus.x},${focus.y}`]),
	];
}
