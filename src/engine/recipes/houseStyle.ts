import { posix } from 'node:path';
import * as v from 'valibot';
import { aspectRatios, rasterFormats, maxInputs, resolutions } from '../task';

/** A path within the folder of the style: it names no other place, and no address. */
function isInside(path: string): boolean {
	return (
		!/^\/|[\\:\0]/.test(path) &&
		!posix
			.normalize(path)
			.split('/')
			.some((step) => step === '..' || step.toLowerCase() === '.git')
	);
}

/** What each member may be: data alone. No service, no address and no command is among them. */
const memberSchemas = {
	/** A sentence that goes behind every prompt. */
	style: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(2000)),
	/** Colours to keep to. */
	palette: v.pipe(v.array(v.pipe(v.string(), v.regex(/^#(?:[\da-f]{3}|[\da-f]{6})$/i))), v.nonEmpty(), v.maxLength(32)),
	/** Images to go by, from the folder of the file. */
	references: v.pipe(
		v.array(v.pipe(v.string(), v.nonEmpty(), v.maxLength(500), v.check(isInside))),
		v.nonEmpty(),
		v.maxLength(maxInputs),
	),
	resolution: v.picklist(resolutions),
	ratio: v.picklist(aspectRatios),
	format: v.picklist(rasterFormats),
	/** The most that a file may weigh, in thousands of bytes. */
	budget: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
};

/** Those that the same file may have, and that say nothing of a style. */
const others: ReadonlySet<string> = new Set(['$schema', 'version', 'images']);

export type StyleMember = keyof typeof memberSchemas;

/** What all images of a repository have in common. */
export type HouseStyle = { readonly [K in StyleMember]?: v.InferOutput<(typeof memberSchemas)[K]> };

/** A member that is left out: one that there is none of, or whose value is none. */
export interface StyleFlaw {
	readonly member: string;
	readonly why: 'unknown' | 'value';
}

/** A style, without what is no part of one; undefined where a value says nothing of a style. */
export function houseStyleIn(
	value: unknown,
): { readonly style: HouseStyle; readonly flaws: readonly StyleFlaw[] } | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return undefined;
	}
	const flaws: StyleFlaw[] = [];
	const found: Record<string, unknown> = {};
	for (const [member, given] of Object.entries(value).filter(([name]) => !others.has(name))) {
		const schema = Object.hasOwn(memberSchemas, member) ? memberSchemas[member as StyleMember] : undefined;
		const checked = schema && v.safeParse(schema, given);
		if (checked?.success) {
			found[member] = checked.output;
		} else {
			flaws.push({ member, why: checked ? 'value' : 'unknown' });
		}
	}
	return Object.keys(found).length + flaws.length === 0 ? undefined : { style: found, flaws };
}

/** What a style adds to each prompt. */
export function styleSent({ style, palette }: HouseStyle): string | undefined {
	const parts = [...(style === undefined ? [] : [style]), ...(palette ? [`Colours: ${palette.join(', ')}.`] : [])];
	return parts.length === 0 ? undefined : parts.join('\n');
}
