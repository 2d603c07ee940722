import type { AspectRatio, ImageFormatAsked, Quality, Resolution } from '../task';

/** How long images of one resolution take, in milliseconds: half of them, 95 and 99 of 100. */
export interface Latency {
	readonly p50Ms: number;
	readonly p95Ms: number;
	readonly p99Ms: number;
}

/** A size by its name. */
export interface Tier {
	/** What it is the answer to. */
	readonly resolution: Resolution;
	/** As the model's vendor calls it: Seedream answers 4K with its 3K. */
	readonly name: string;
	/** Of a square, in pixels. */
	readonly edge: number;
}

/** A size in pixels. */
export type Pixels = readonly [width: number, height: number];

/** What a model draws. */
export type Sizes =
	/** Sizes that have names, in these ratios; which pixels come of that is the model's own. */
	| {
			readonly by: 'name';
			readonly tiers: readonly Tier[];
			readonly ratios: readonly AspectRatio[];
			/** The pixels at 1K, where they are known; at other sizes so many times as many. */
			readonly pixelsAt1K?: Readonly<Partial<Record<AspectRatio, Pixels>>>;
	  }
	/** One size, in these ratios: asking for any size is rejected. */
	| {
			readonly by: 'ratio';
			readonly ratios: readonly AspectRatio[];
			readonly pixelsAt1K?: Readonly<Partial<Record<AspectRatio, Pixels>>>;
	  }
	/** Any size within these rules. */
	| {
			readonly by: 'pixels';
			/** What both edges must be divisible by. */
			readonly multipleOf: number;
			readonly minPixels?: number;
			readonly maxPixels?: number;
			readonly maxEdge?: number;
			/** The longer edge by the shorter one, at most. */
			readonly maxRatio?: number;
			/** The names that squares have, where there are any; without them only the resolutions' own edges count. */
			readonly tiers?: readonly Tier[];
	  }
	/** These few and no others. */
	| { readonly by: 'list'; readonly pixels: readonly Pixels[] };

/**
 * How `POST /images/generations` is told the size of such a model, by its vendor and by whoever passes the request on:
 * `size` in pixels, `size` by name where it is a square, `aspect_ratio` beside `resolution`, or not at all.
 */
export type SizeField = 'pixels' | 'nameOrPixels' | 'ratioAndResolution' | 'none';

/** US dollars for one image at the vendor's own service. */
export interface Price {
	readonly dollars: Readonly<Partial<Record<Resolution, number>>>;
	/** The month in which that was looked up, such as `2026-11`. */
	readonly asOf: string;
}

/** Models that are asked in one way. */
export interface ModelFamily {
	/** A part of the ids that belong to it, as `plain` spells them: services put prefixes before ids, and dates behind them. */
	readonly ids: RegExp;
	/** The vendor's marketing name; none where the ids are the names. */
	readonly label?: string;
	readonly price?: Price;
	/** How long its images have been measured to take, where somebody has; a person's own history says more. */
	readonly latency?: Readonly<Record<Resolution, Latency>>;
	readonly sizes: Sizes;
	/** In pixels where it is absent. */
	readonly sizeField?: SizeField;
	/** The formats that it can be asked for, the one first that it sends unasked; absent where it can't be asked. */
	readonly formats?: readonly ImageFormatAsked[];
	/** Whether it draws on a transparent background when asked to. */
	readonly transparent?: boolean;
	readonly qualities?: readonly Quality[];
	/** How many images one request may ask for; 1 where it is absent. */
	readonly maxCount?: number;
	/** How many reference images it takes; absent where that is not known. */
	readonly references?: number;
	/** Whether it can send its reply as a stream of events. */
	readonly streams: boolean;
	/** What is asked of every such model beside prompt and size. */
	readonly extra?: Readonly<Record<string, string | boolean>>;
}

/** The source article's measurements of Nano Banana Pro, and of nothing else; the sandbox takes after it. */
export const articleLatency: Readonly<Record<Resolution, Latency>> = {
	'1K': { p50Ms: 45_000, p95Ms: 90_000, p99Ms: 150_000 },
	'2K': { p50Ms: 65_000, p95Ms: 120_000, p99Ms: 180_000 },
	'4K': { p50Ms: 120_000, p95Ms: 170_000, p99Ms: 250_000 },
};

const tier = (resolution: Resolution, name: string, edge: number): Tier => ({ resolution, name, edge });
const oneK = tier('1K', '1K', 1024);
const twoK = tier('2K', '2K', 2048);
const fourK = tier('4K', '4K', 4096);

/** Google's table for the third generation of Gemini, https://ai.google.dev/gemini-api/docs/image-generation. */
const tenRatios = {
	'1:1': [1024, 1024],
	'2:3': [848, 1264],
	'3:2': [1264, 848],
	'3:4': [896, 1200],
	'4:3': [1200, 896],
	'4:5': [928, 1152],
	'5:4': [1152, 928],
	'9:16': [768, 1376],
	'16:9': [1376, 768],
	'21:9': [1584, 672],
} as const;
const fourteenRatios = {
	...tenRatios,
	'1:4': [512, 2048],
	'4:1': [2048, 512],
	'1:8': [384, 3072],
	'8:1': [3072, 384],
} as const;
/** The same of the second generation. */
const olderRatios = {
	'1:1': [1024, 1024],
	'2:3': [832, 1248],
	'3:2': [1248, 832],
	'3:4': [864, 1184],
	'4:3': [1184, 864],
	'4:5': [896, 1152],
	'5:4': [1152, 896],
	'9:16': [768, 1344],
	'16:9': [1344, 768],
	'21:9': [1536, 672],
} as const;

const ratiosOf = (table: Readonly<Partial<Record<AspectRatio, Pixels>>>): readonly AspectRatio[] =>
	Object.keys(table) as AspectRatio[];

function gemini(table: Readonly<Partial<Record<AspectRatio, Pixels>>>, ...tiers: readonly Tier[]): Sizes {
	return { by: 'name', tiers, ratios: ratiosOf(table), pixelsAt1K: table };
}

/** The three sizes that GPT image models before the second know. */
const threeShapes: Sizes = {
	by: 'list',
	pixels: [
		[1024, 1024],
		[1536, 1024],
		[1024, 1536],
	],
};

/** What all of OpenAI's own models have in common; they always answer in base64, and reject `response_format`. */
const gptImage = {
	formats: ['png', 'jpeg', 'webp'],
	transparent: true,
	maxCount: 10,
	references: 16,
	streams: true,
} as const;
const gptSizes: Sizes = {
	by: 'pixels',
	multipleOf: 16,
	minPixels: 655_360,
	maxPixels: 8_294_400,
	maxEdge: 3840,
	maxRatio: 3,
};

/** Links are Seedream's default and expire; the watermark is on unless refused. */
const seedream = {
	sizeField: 'nameOrPixels',
	references: 14,
	streams: false,
	extra: { response_format: 'b64_json', watermark: false },
} as const;
const seedreamSizes = (minPixels: number, maxPixels: number, ...tiers: readonly Tier[]): Sizes => ({
	by: 'pixels',
	multipleOf: 16,
	minPixels,
	maxPixels,
	maxRatio: 16,
	tiers,
});

/**
 * What image models take. The first family whose ids match counts. Facts: Google's, OpenAI's, BytePlus's, xAI's and Black Forest Labs' own
 * pages and packages, November 2026.
 */
export const modelFamilies: readonly ModelFamily[] = [
	{
		ids: /gemini-3-pro-image|nano-banana-pro/,
		label: 'Nano Banana Pro',
		price: { dollars: { '1K': 0.134, '2K': 0.134, '4K': 0.24 }, asOf: '2026-11' },
		latency: articleLatency,
		sizes: gemini(tenRatios, oneK, twoK, fourK),
		references: 14,
		streams: true,
	},
	{
		ids: /nano-banana-2-1/,
		label: 'Nano Banana 2.1',
		price: { dollars: { '1K': 0.0336 }, asOf: '2026-10' },
		sizes: gemini(fourteenRatios, oneK, twoK, fourK),
		references: 14,
		streams: true,
	},
	{
		ids: /gemini-3-1-flash-lite-image|nano-banana-2-lite/,
		label: 'Nano Banana 2 Lite',
		sizes: gemini(tenRatios, oneK),
		streams: true,
	},
	{
		ids: /gemini-3-1-flash-image|nano-banana-2/,
		label: 'Nano Banana 2',
		price: { dollars: { '1K': 0.067, '2K': 0.101, '4K': 0.151 }, asOf: '2026-11' },
		sizes: gemini(fourteenRatios, oneK, twoK, fourK),
		references: 14,
		streams: true,
	},
	{
		ids: /gemini-2-5-|nano-banana/,
		label: 'Nano Banana',
		price: { dollars: { '1K': 0.039 }, asOf: '2026-11' },
		sizes: { by: 'ratio', ratios: ratiosOf(olderRatios), pixelsAt1K: olderRatios },
		references: 3,
		streams: true,
	},
	{ ids: /gemini-/, sizes: gemini(tenRatios, oneK, twoK, fourK), streams: true },
	{
		ids: /gpt-image-1(?!\d)|chatgpt-image/,
		...gptImage,
		sizes: threeShapes,
		qualities: ['low', 'medium', 'high'],
	},
	{ ids: /gpt-image-2(?!\d|-[56])/, ...gptImage, sizes: gptSizes, qualities: ['low', 'medium', 'high'] },
	{ ids: /gpt-image-/, ...gptImage, sizes: gptSizes, qualities: ['low', 'medium', 'high', 'xhigh', 'max'] },
	{
		ids: /seedream-5-0-pro/,
		label: 'Seedream 5.0 Pro',
		...seedream,
		sizes: seedreamSizes(921_600, 4_624_220, oneK, twoK),
		formats: ['jpeg', 'png'],
	},
	{
		ids: /seedream-5-5/,
		label: 'Seedream 5.5',
		...seedream,
		sizes: seedreamSizes(921_600, 4_624_220, oneK, twoK),
		formats: ['jpeg', 'png'],
	},
	{
		ids: /seedream-5-0/,
		label: 'Seedream 5.0',
		...seedream,
		// Nothing below 3.7 megapixels, and no 4K.
		sizes: seedreamSizes(3_686_400, 10_404_496, twoK, tier('4K', '3K', 3072)),
		formats: ['jpeg', 'png'],
	},
	{
		ids: /seedream-4-5/,
		label: 'Seedream 4.5',
		...seedream,
		sizes: seedreamSizes(3_686_400, 16_777_216, twoK, fourK),
	},
	{
		ids: /seedream-4/,
		label: 'Seedream 4.0',
		...seedream,
		sizes: seedreamSizes(921_600, 16_777_216, oneK, twoK, fourK),
	},
	{ ids: /seedream-/, ...seedream, sizes: seedreamSizes(921_600, 16_777_216, oneK, twoK, fourK) },
	{
		ids: /grok-.*imag/,
		label: 'Grok Imagine',
		sizes: {
			by: 'name',
			tiers: [oneK, twoK],
			ratios: ['1:1', '2:3', '3:2', '3:4', '4:3', '9:16', '16:9'],
		},
		sizeField: 'ratioAndResolution',
		maxCount: 10,
		streams: false,
		extra: { response_format: 'b64_json' },
	},
];

/** What any other model is taken for. */
export const unknownFamily: ModelFamily = {
	ids: /^/,
	sizes: { by: 'pixels', multipleOf: 16 },
	streams: false,
	extra: { response_format: 'b64_json' },
};

/** An id in the spelling that the table has: services write `openai/gpt-image-2.5`, `FLUX.1-schnell`, `seedream-4.5`. */
function plain(id: string): string {
	return id.toLowerCase().replace(/[._\s]/g, '-');
}

/** The family of the model with that id, with whatever prefix and suffix. */
export function familyOf(model: string): ModelFamily {
	const id = plain(model);
	return modelFamilies.find(({ ids }) => ids.test(id)) ?? unknownFamily;
}
