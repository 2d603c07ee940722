import type { AspectRatio, Background, ImageFormatAsked, Quality, Resolution } from '../task';

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
interface Price {
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
	/**
	 * Whether it draws SVG: where it is asked for that, where nothing else can be, or perhaps, of which nobody knows; never where it is absent.
	 */
	readonly svg?: 'asked' | 'only' | 'perhaps';
	/** Whether it can be asked how much to compress JPEG and WebP. */
	readonly compresses?: boolean;
	/** What it can be asked to draw behind what the image shows; absent where that is not known. */
	readonly backgrounds?: readonly Background[];
	readonly qualities?: readonly Quality[];
	/** How many images one request may ask for; 1 where it is absent. */
	readonly maxCount?: number;
	/** How many images it takes along with a prompt; absent where that is not known. */
	readonly references?: number;
	/** Whether it can send its reply as a stream of events; absent where that is not known. */
	readonly streams?: boolean;
	/** What is asked of every such model beside prompt and size. */
	readonly extra?: Readonly<Record<string, string | boolean>>;
}
