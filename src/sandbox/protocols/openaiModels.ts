/** An image model behind `/v1/images/generations`, and what it takes. */
export type OpenaiModel = GptImageModel | SeedreamModel | LocalModel;

/** OpenAI's own. https://platform.openai.com/docs/api-reference/images, openai-node 7.57.0. */
export interface GptImageModel {
	readonly family: 'gptImage';
	readonly id: string;
	readonly qualities: readonly string[];
	/** The only sizes; without them any within the rules of `sizeFault`. */
	readonly fixedSizes?: readonly string[];
}

/** BytePlus ModelArk's and Volcengine Ark's: `size` is a tier or pixels, links are the default. */
export interface SeedreamModel {
	readonly family: 'seedream';
	readonly id: string;
	readonly tiers: readonly SeedreamTier[];
	readonly minPixels: number;
}

/** As local servers have it: any size, any field, links by default. */
export interface LocalModel {
	readonly family: 'local';
	readonly id: string;
}

/** The edge of a square of each tier, in pixels. */
export const tierEdges = { '1K': 1024, '2K': 2048, '3K': 3072, '4K': 4096 } as const;
type SeedreamTier = keyof typeof tierEdges;

const fixedSizes = ['1024x1024', '1536x1024', '1024x1536'];
const qualities = ['low', 'medium', 'high', 'auto'];
const newerQualities = [...qualities, 'xhigh', 'max'];

const gptImage = (id: string, rules: Omit<GptImageModel, 'family' | 'id'>): GptImageModel => ({
	family: 'gptImage',
	id,
	...rules,
});

const seedream = (id: string, minPixels: number, ...tiers: SeedreamTier[]): SeedreamModel[] =>
	[id, `doubao-${id}`].map((name) => ({ family: 'seedream', id: name, tiers, minPixels }));

/** Those alive; `dall-e-2`, `dall-e-3` and `gpt-image-1` are gone. */
export const openaiModels: readonly OpenaiModel[] = [
	gptImage('gpt-image-1-mini', { qualities, fixedSizes }),
	gptImage('gpt-image-1.5', { qualities, fixedSizes }),
	gptImage('chatgpt-image-latest', { qualities, fixedSizes }),
	gptImage('gpt-image-2', { qualities }),
	gptImage('gpt-image-2-2026-04-21', { qualities }),
	gptImage('gpt-image-2.5-sunburst', { qualities: newerQualities }),
	gptImage('gpt-image-2.5-sunburst-2026-09-08', { qualities: newerQualities }),
	gptImage('gpt-image-2.5-flare', { qualities: newerQualities }),
	gptImage('gpt-image-2.5-flare-2026-09-08', { qualities: newerQualities }),
	gptImage('gpt-image-2.6-sunburst', { qualities: newerQualities }),
	gptImage('gpt-image-2.6-flare', { qualities: newerQualities }),
	...seedream('seedream-4-0-250828', 921_600, '1K', '2K', '4K'),
	...seedream('seedream-4-5-251128', 3_686_400, '2K', '4K'),
	...seedream('seedream-5-0-260128', 921_600, '1K', '2K', '3K', '4K'),
	{ family: 'local', id: 'stablediffusion' },
];

/** What gpt-image-2 and later ask of width and height (in pixels); undefined when they are fine. */
export function sizeFault(width: number, height: number): string | undefined {
	const area = width * height;
	const ratio = width / height;
	if (width % 16 !== 0 || height % 16 !== 0) {
		return 'width and height must both be divisible by 16';
	}
	if (ratio < 1 / 3 || ratio > 3) {
		return 'the aspect ratio must be between 1:3 and 3:1';
	}
	if (Math.max(width, height) > 3840) {
		return 'no edge may be longer than 3840 pixels';
	}
	if (area < 655_360 || area > 8_294_400) {
		return 'the image must have between 655360 and 8294400 pixels';
	}
	return undefined;
}
