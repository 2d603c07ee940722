import { rm } from 'node:fs/promises';
import * as v from 'valibot';
import { inputFlaws } from '../../engine/failure';
import { imageFormatsAsked } from '../../engine/task';
import type { CopyWish, MadeCopy } from '../../pixels/output';
import { run } from '../jobs/process';

/** Makes a copy of an image, at that path as a rule. */
export type Convert = (image: string, to: string, wish: CopyWish) => Promise<Conversion>;

/** What became of it: a copy, what is wrong with the image, or why no copy could be made. */
export type Conversion = MadeCopy | v.InferOutput<typeof flawSchema> | { readonly reason: string };

const flawSchema = v.object({
	flaw: v.picklist(inputFlaws),
	format: v.optional(v.string()),
	megapixels: v.optional(v.number()),
	most: v.optional(v.number()),
});

/** As `imagegen convert --json` tells of it. */
const copySchema = v.object({
	...{ path: v.string(), format: v.picklist(imageFormatsAsked), quality: v.optional(v.number()) },
	...{ width: v.number(), height: v.number(), bytes: v.number() },
	...{ isWithinBudget: v.boolean(), isOnWhite: v.boolean(), isEnlarged: v.boolean(), lostCredentials: v.boolean() },
});

/** Large images take seconds, and budgets several times as many. */
const maxMs = 240_000;

/** Has images converted by a process of their own: the window touches no image's bytes. */
export function converterAt(cliPath: string, maximumMs = maxMs): Convert {
	return async (image, to, wish) => {
		try {
			// What an earlier try left there.
			await rm(to, { force: true });
			const args = ['convert', image, '--out', to, '--json', ...optionsOf(wish)];
			const told = await run(cliPath, args, { keys: new Map() }, AbortSignal.timeout(maximumMs));
			return v.parse(v.union([copySchema, flawSchema]), JSON.parse(told)) as Conversion;
		} catch (error) {
			return { reason: error instanceof Error ? error.message : String(error) };
		}
	};
}

function optionsOf({ format, quality, budget, edge, size }: CopyWish): string[] {
	return [
		...['--format', format],
		...(quality === undefined ? [] : ['--quality', String(quality)]),
		...(budget === undefined ? [] : ['--max-kb', String(Math.max(1, Math.floor(budget / 1000)))]),
		...(edge === undefined ? [] : ['--edge', String(edge)]),
		...(size === undefined ? [] : ['--pixels', `${size.width}x${size.height}`]),
	];
}
