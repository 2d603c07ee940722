import type { AspectRatio, Resolution } from '../task';
import type { Latency, ModelFamily, Pixels, Sizes, Tier } from './family';

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

/** Google's models have no alpha, whatever they are told: https://github.com/nikships/ultimate-image-gen-mcp/issues/21 */
const google = { backgrounds: [], references: 14, streams: true } as const;

/** What all of OpenAI's own models have in common; they always answer in base64, and reject `response_format`. */
const gptImage = {
	formats: ['png', 'jpeg', 'webp'],
	compresses: true,
	backgrounds: ['opaque', 'transparent'],
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
	backgrounds: [],
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

/** Black Forest Labs' own pages: up to four megapixels with the second generation, and one and a half with the first. */
const flux = {
	formats: ['jpeg', 'png'],
	backgrounds: [],
	streams: false,
	extra: { response_format: 'b64_json' },
} as const;
const flux2 = {
	...flux,
	sizes: { by: 'pixels', multipleOf: 16, minPixels: 4096, maxPixels: 4_194_304 },
	references: 8,
} as const;

const fluxRatios: Sizes = { by: 'ratio', ratios: ['1:1', '2:3', '3:2', '3:4', '4:3', '9:16', '16:9', '21:9'] };

/** Recraft's models whose ids say so draw nothing but SVG: https://www.recraft.ai/docs/api-reference/models/overview, November 2026. */
const recraftVector = { svg: 'only', formats: ['svg'], backgrounds: [], references: 0, streams: false } as const;
/** https://www.recraft.ai/docs/api-reference/appendix, times two for those that are called Pro. */
const recraft4Sizes = (times: 1 | 2): Sizes => ({
	by: 'list',
	pixels: recraft4Pixels.map(([width, height]) => [width * times, height * times] as const),
});
const recraft4Pixels: readonly Pixels[] = [
	[1024, 1024],
	[1536, 768],
	[768, 1536],
	[1280, 832],
	[832, 1280],
	[1216, 896],
	[896, 1216],
	[1152, 896],
	[896, 1152],
	[1344, 768],
	[768, 1344],
];

/** What others run who publish their models' weights: servers answer with links unless asked for base64. */
const open = { backgrounds: [], streams: false, extra: { response_format: 'b64_json' } } as const;
const small = { by: 'pixels', minPixels: 262_144 } as const;

/**
 * What image models take. The first family whose ids match counts. Facts: Google's, OpenAI's, BytePlus's, xAI's and Black Forest Labs' own
 * pages and packages, November 2026.
 */
const modelFamilies: readonly ModelFamily[] = [
	{
		ids: /gemini-3-pro-image|nano-banana-pro/,
		label: 'Nano Banana Pro',
		price: { dollars: { '1K': 0.134, '2K': 0.134, '4K': 0.24 }, asOf: '2026-11' },
		latency: articleLatency,
		sizes: gemini(tenRatios, oneK, twoK, fourK),
		...google,
	},
	{
		ids: /nano-banana-2-1/,
		label: 'Nano Banana 2.1',
		price: { dollars: { '1K': 0.0336 }, asOf: '2026-10' },
		sizes: gemini(fourteenRatios, oneK, twoK, fourK),
		...google,
	},
	{
		ids: /gemini-3-1-flash-lite-image|nano-banana-2-lite/,
		label: 'Nano Banana 2 Lite',
		sizes: gemini(tenRatios, oneK),
		...google,
	},
	{
		ids: /gemini-3-1-flash-image|nano-banana-2/,
		label: 'Nano Banana 2',
		price: { dollars: { '1K': 0.067, '2K': 0.101, '4K': 0.151 }, asOf: '2026-11' },
		sizes: gemini(fourteenRatios, oneK, twoK, fourK),
		...google,
	},
	{
		ids: /gemini-2-5-|nano-banana/,
		label: 'Nano Banana',
		price: { dollars: { '1K': 0.039 }, asOf: '2026-11' },
		sizes: { by: 'ratio', ratios: ratiosOf(olderRatios), pixelsAt1K: olderRatios },
		...google,
		references: 3,
	},
	{ ids: /gemini-/, sizes: gemini(tenRatios, oneK, twoK, fourK), backgrounds: [], streams: true },
	{
		ids: /imagen-/,
		sizes: { by: 'ratio', ratios: ['1:1', '3:4', '4:3', '9:16', '16:9'] },
		backgrounds: [],
		references: 0,
		streams: false,
	},
	{
		ids: /gpt-image-1(?!\d)|chatgpt-image/,
		...gptImage,
		sizes: threeShapes,
		qualities: ['low', 'medium', 'high'],
	},
	{
		ids: /dall-e-3/,
		sizes: {
			by: 'list',
			pixels: [
				[1024, 1024],
				[1792, 1024],
				[1024, 1792],
			],
		},
		backgrounds: [],
		references: 0,
		streams: false,
		extra: { response_format: 'b64_json' },
	},
	{
		ids: /dall-e/,
		sizes: { by: 'list', pixels: [[1024, 1024]] },
		backgrounds: [],
		maxCount: 10,
		references: 1,
		streams: false,
		extra: { response_format: 'b64_json' },
	},
	{
		ids: /gpt-image-2(?!\d|-[56])/,
		...gptImage,
		sizes: gptSizes,
		// It was a preview until 30 September 2026: https://docs.apiyi.com/en/live/2026-10/gpt-image-2-transparent-shutdown.md
		backgrounds: ['opaque'],
		qualities: ['low', 'medium', 'high'],
	},
	{
		ids: /gpt-image-2-6/,
		...gptImage,
		sizes: gptSizes,
		// In preview; a second model writes it after what the first has drawn: openai-node 7.57.0 `resources/images`.
		formats: [...gptImage.formats, 'svg'],
		svg: 'asked',
		qualities: ['low', 'medium', 'high', 'xhigh', 'max'],
	},
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
		ids: /seedream(-|\/v)4-5/,
		label: 'Seedream 4.5',
		...seedream,
		sizes: seedreamSizes(3_686_400, 16_777_216, twoK, fourK),
	},
	{
		ids: /seedream(-|\/v)4/,
		label: 'Seedream 4.0',
		...seedream,
		sizes: seedreamSizes(921_600, 16_777_216, oneK, twoK, fourK),
	},
	{
		ids: /seedream-3/,
		label: 'Seedream 3.0',
		...seedream,
		sizeField: 'pixels',
		sizes: { by: 'pixels', multipleOf: 16, minPixels: 262_144, maxPixels: 4_194_304 },
		references: 0,
	},
	{ ids: /seedream/, ...seedream, sizes: seedreamSizes(921_600, 16_777_216, oneK, twoK, fourK) },
	// Whatever a ComfyUI runs.
	{ ids: /^workflow$/, sizes: { by: 'pixels', multipleOf: 8 }, streams: false },
	{
		ids: /grok-.*imag/,
		label: 'Grok Imagine',
		sizes: {
			by: 'name',
			tiers: [oneK, twoK],
			ratios: ['1:1', '2:3', '3:2', '3:4', '4:3', '9:16', '16:9'],
		},
		sizeField: 'ratioAndResolution',
		backgrounds: [],
		qualities: ['low', 'medium', 'high'],
		maxCount: 10,
		references: 3,
		streams: false,
		extra: { response_format: 'b64_json' },
	},
	{
		ids: /flux-?(1-)?.*kontext/,
		...flux,
		sizes: fluxRatios,
		references: 1,
	},
	{ ids: /flux-?(1-)?.*ultra/, ...flux, sizes: fluxRatios, references: 0 },
	{ ids: /flux-2-max/, label: 'FLUX.2 max', ...flux2, price: { dollars: { '1K': 0.07 }, asOf: '2026-11' } },
	{ ids: /flux-2-flex/, label: 'FLUX.2 flex', ...flux2, price: { dollars: { '1K': 0.05 }, asOf: '2026-11' } },
	{ ids: /flux-2-klein-9b/, label: 'FLUX.2 klein 9B', ...flux2, price: { dollars: { '1K': 0.015 }, asOf: '2026-11' } },
	{ ids: /flux-2-klein/, label: 'FLUX.2 klein', ...flux2, price: { dollars: { '1K': 0.014 }, asOf: '2026-11' } },
	{ ids: /flux-2-pro/, label: 'FLUX.2 pro', ...flux2, price: { dollars: { '1K': 0.03 }, asOf: '2026-11' } },
	{ ids: /flux-[23]/, ...flux2 },
	{ ids: /flux/, ...flux, sizes: { by: 'pixels', multipleOf: 32, minPixels: 65_536, maxEdge: 1440 }, references: 0 },
	{ ids: /recraft.*v4.*pro.*(vector|svg)/, ...recraftVector, sizes: recraft4Sizes(2) },
	{ ids: /recraft.*v4.*(vector|svg)/, ...recraftVector, sizes: recraft4Sizes(1) },
	{ ids: /recraft.*(vector|svg)/, ...recraftVector, sizes: { by: 'ratio', ratios: ['1:1'] } },
	{
		ids: /qwen-image/,
		label: 'Qwen-Image',
		...open,
		sizes: {
			by: 'list',
			pixels: [
				[1328, 1328],
				[1664, 928],
				[928, 1664],
				[1472, 1140],
				[1140, 1472],
				[1584, 1056],
				[1056, 1584],
			],
		},
	},
	{
		ids: /kolors/,
		label: 'Kolors',
		...open,
		sizes: {
			by: 'list',
			pixels: [
				[1024, 1024],
				[960, 1280],
				[768, 1024],
				[720, 1440],
				[720, 1280],
			],
		},
		maxCount: 4,
	},
	{ ids: /z-?image/, label: 'Z-Image', ...open, sizes: { ...small, multipleOf: 16, maxPixels: 4_194_304 } },
	{ ids: /sana/, label: 'Sana', ...open, sizes: { ...small, multipleOf: 32, maxPixels: 1_048_576 }, references: 0 },
	{
		ids: /stable-diffusion|sdxl|sd3|sd-cpp/,
		...open,
		sizes: { ...small, multipleOf: 64, maxPixels: 1_048_576, maxRatio: 2.4 },
	},
];

/** What any other model is taken for. */
export const unknownFamily: ModelFamily = {
	ids: /^/,
	sizes: { by: 'pixels', multipleOf: 16 },
	svg: 'perhaps',
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
