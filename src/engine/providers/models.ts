import type { Resolution } from '../task';

/** How long images of one resolution take, in milliseconds: half of them, 95 and 99 of 100. */
export interface Latency {
	readonly p50Ms: number;
	readonly p95Ms: number;
	readonly p99Ms: number;
}

/** How a model is told the size of an image. */
type Sizing =
	/** By name; other ratios than a square may have to be told in pixels. */
	| { readonly by: 'resolution'; readonly offers: readonly Resolution[] }
	/** Freely, in pixels: divisible by 16, and at most so long and so many. */
	| { readonly by: 'pixels'; readonly maxEdge?: number; readonly maxPixels?: number }
	/** By one of a few sizes in pixels. */
	| { readonly by: 'shape'; readonly square: string; readonly landscape: string; readonly portrait: string }
	/** Not at all: it knows one size, and rejects the question. */
	| { readonly by: 'nothing' };

/** Models that are asked in one way. */
export interface ModelFamily {
	/** Which ids belong to it. */
	readonly ids: RegExp;
	/** The vendor's marketing name; none where the ids are the names. */
	readonly label?: string;
	/** US dollars for one image at the vendor's own service. */
	readonly price?: Readonly<Partial<Record<Resolution, number>>>;
	/** How long its images have been measured to take, where somebody has; a person's own history says more. */
	readonly latency?: Readonly<Record<Resolution, Latency>>;
	readonly sizing: Sizing;
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

const allResolutions: Sizing = { by: 'resolution', offers: ['1K', '2K', '4K'] };

/** The three sizes that GPT image models before the second know. */
const threeShapes: Sizing = { by: 'shape', square: '1024x1024', landscape: '1536x1024', portrait: '1024x1536' };

/** Links are Seedream's default and expire; the watermark is on unless refused. */
const seedreamExtra = { response_format: 'b64_json', watermark: false };

/**
 * Every family of models that is known; the first whose ids match counts. Facts and prices:
 * Google's, OpenAI's and BytePlus's own pages, November 2026.
 */
const modelFamilies: readonly ModelFamily[] = [
	{
		ids: /^gemini-3-pro-image/,
		label: 'Nano Banana Pro',
		price: { '1K': 0.134, '2K': 0.134, '4K': 0.24 },
		latency: articleLatency,
		sizing: allResolutions,
		streams: true,
	},
	{ ids: /^gemini-nano-banana-2\.1/, label: 'Nano Banana 2.1', sizing: allResolutions, streams: true },
	{ ids: /^gemini-3\.1-flash-lite-image/, label: 'Nano Banana 2 Lite', sizing: allResolutions, streams: true },
	{ ids: /^gemini-2\.5-/, sizing: { by: 'nothing' }, streams: true },
	{ ids: /^gemini-/, sizing: allResolutions, streams: true },
	// They always answer in base64, and reject `response_format`.
	{ ids: /^(gpt-image-1(?!\d)|chatgpt-image)/, sizing: threeShapes, streams: true },
	{ ids: /^gpt-image-/, sizing: { by: 'pixels', maxEdge: 3840, maxPixels: 8_294_400 }, streams: true },
	{
		ids: /^(doubao-)?seedream-5-0/,
		label: 'Seedream 5.0',
		sizing: allResolutions,
		streams: false,
		extra: seedreamExtra,
	},
	{
		ids: /^(doubao-)?seedream-4-5/,
		label: 'Seedream 4.5',
		// Nothing below 3.7 megapixels.
		sizing: { by: 'resolution', offers: ['2K', '4K'] },
		streams: false,
		extra: seedreamExtra,
	},
	{ ids: /^(doubao-)?seedream-/, sizing: allResolutions, streams: false, extra: seedreamExtra },
];

/** What any other model is taken for. */
const unknownFamily: ModelFamily = {
	ids: /^/,
	sizing: { by: 'pixels' },
	streams: false,
	extra: { response_format: 'b64_json' },
};

/** The family of the model with that id. */
export function familyOf(model: string): ModelFamily {
	return modelFamilies.find(({ ids }) => ids.test(model)) ?? unknownFamily;
}
