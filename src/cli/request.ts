import { readHistory } from '../engine/jobs/history';
import { latencyOf, sandboxLatency } from '../engine/jobs/latency';
import { networkSetup } from '../engine/network/choices';
import { defaultRetryRules, type TimeoutChoices, timeoutsFor } from '../engine/policy/timeouts';
import { inability } from '../engine/providers/ability';
import { isSandbox, keyOrigin } from '../engine/providers/catalogue';
import type { Latency } from '../engine/providers/family';
import { type HouseStyle, styleSent } from '../engine/recipes/houseStyle';
import type { Secrets } from '../engine/secrets';
import {
	aspectRatios,
	type Background,
	backgrounds,
	type Endpoint,
	type GenerateTask,
	type ImageFormatAsked,
	imageFormatsAsked,
	type ImageRequest,
	maxCount,
	qualities,
	type Resolution,
	resolutions,
	streamChoices,
} from '../engine/task';
import { wordInability } from '../messages/inability';
import { type Output, outputEdges, wishing } from '../pixels/output';
import { type Chosen, endpointFrom, endpointOptions, fallbacksFrom } from './endpoint';
import { jobsPath } from './jobsPath';
import { fallbackKeys, keyFrom, requireKey } from './keys';
import {
	budgetFrom,
	oneOf,
	type Option,
	type Parsed,
	pixelsFrom,
	positiveNumber,
	resolutionFrom,
	wholeNumber,
} from './options';
import { complain } from './output';
import { styleFrom } from './styleFile';
import { t } from './translate';
import { UsageError } from './usage';

const wish = { group: 'The image' } as const;
const file = { group: 'The file' } as const;
const asking = { group: 'The request' } as const;

/** The options that say whom to ask, and for what kind of image. */
export const requestOptions = {
	...endpointOptions,
	fallback: {
		type: 'string',
		multiple: true,
		value: 'ID',
		group: endpointOptions.service.group,
		help: 'a model, or service/model, to ask instead when the one before refuses at no cost; may be repeated. Another service takes its key from IMAGEGEN_API_KEY_ARK and so on, after its id',
	},
	resolution: {
		type: 'string',
		value: 'R',
		...wish,
		choices: resolutions,
		help: '1K (default), 2K or 4K',
	},
	size: { type: 'string', value: 'R', ...wish, choices: resolutions, ...sameAs('--resolution') },
	ratio: {
		type: 'string',
		value: 'W:H',
		...wish,
		choices: aspectRatios,
		help: '{0} or {1}; without it the model decides',
		values: [aspectRatios.slice(0, -1).join(', '), aspectRatios.at(-1) ?? ''],
	},
	pixels: {
		type: 'string',
		value: 'WxH',
		...wish,
		help: 'exactly that size, in the place of --resolution and --ratio: the nearest that the model draws is asked for, then cut around the middle and scaled',
	},
	icons: {
		type: 'boolean',
		...wish,
		help: 'a square, and of it a set of icons, 16 to 512 pixels and .ico, in a new folder beside it',
	},
	quality: {
		type: 'string',
		value: 'Q',
		...wish,
		choices: qualities,
		help: 'low, medium, high, xhigh or max: how carefully it is drawn. A number from 0, the smallest, to 100, the best: how much a JPEG or a WebP keeps',
	},
	background: {
		type: 'string',
		value: 'B',
		...wish,
		choices: backgrounds,
		help: 'opaque or transparent',
	},
	transparent: { type: 'boolean', ...wish, ...sameAs('--background transparent') },
	count: {
		type: 'string',
		value: 'N',
		...wish,
		help: "how many images, 1 to {0}. Before anything is sent, you are told what the model doesn't take",
		values: [maxCount],
	},
	style: {
		type: 'string',
		value: 'FILE',
		...wish,
		help: 'a house style: JSON with style, palette, references, resolution, ratio and format. Only this file is read. Other options come first; members that no house style has are left out, and named',
	},
	format: {
		type: 'string',
		value: 'F',
		...file,
		choices: imageFormatsAsked,
		help: 'png, jpeg or webp; svg where the model writes it',
	},
	'max-kb': {
		type: 'string',
		value: 'N',
		...file,
		help: "the most kilobytes, by a lower quality and, without --pixels, by fewer pixels. A budget that can't be met is told, and ends with 0: the image is saved",
	},
	edge: {
		type: 'string',
		value: 'N',
		...file,
		help: "the longer edge's most pixels. What the model itself can't be told of all these is made here, and the original kept for 30 days",
	},
	compression: {
		type: 'string',
		value: 'N',
		...file,
		help: 'what the service is told of JPEG and WebP, from 0, the smallest, to 100, the best',
	},
	'no-recipe': {
		type: 'boolean',
		...file,
		help: "don't write beside the image how it was made: .imagegen.json, in its folder",
	},
	timeout: {
		type: 'string',
		value: 'SECONDS',
		...asking,
		help: 'the timeout of one attempt, from connecting to the last byte',
	},
	stream: {
		type: 'string',
		value: 'S',
		...asking,
		choices: streamChoices,
		alone: 'on',
		help: "auto (default), on or off; on where it stands alone. A stream's bytes flow while the image is made, which keeps intermediaries from closing an idle connection. auto asks for one where the service is known to send signs of life, on where it can send one at all. OpenAI charges a little for the preview it takes",
	},
	'time-scale': {
		type: 'string',
		value: 'N',
		...asking,
		help: 'sandbox only: how much of the real waiting time it takes (0.05)',
	},
} as const;

function sameAs(option: string): Pick<Option, 'help' | 'values'> {
	return { help: 'the same as {0}', values: [option] };
}

export type RequestValues = Parsed<typeof requestOptions>['values'];

/** Everything about requests but what the images show. */
export interface Request extends Chosen {
	readonly resolution: Resolution;
	/** What the files are to be; empty for as they come. */
	readonly output: Output;
	readonly taskFor: (prompt: string) => GenerateTask;
	/** How much of the article's waiting time the sandbox takes. */
	readonly timeScale: number;
	/** The files of the images that the house style has them go by. */
	readonly references: readonly string[];
	/** Whether it is written beside the images how they were made. */
	readonly keepsRecipe: boolean;
	/** How long such an image takes; undefined where no times are known yet. */
	readonly usual: Latency | undefined;
}

/** The time scale at which the sandbox answers in a few seconds. */
export const quick = 0.05;

/** The requests that the options describe. Throws a `UsageError` where they describe none. */
export async function requestFrom(values: RequestValues): Promise<Request> {
	const { style, references } = await styleFrom(values.style);
	const output = outputFrom(values, style);
	const wish = wishFrom(values, style);
	const { resolution } = wish;
	const stream = oneOf(values.stream, streamChoices, '--stream');
	const chosen = endpointFrom(values);
	const { endpoint } = chosen;
	const unable = inability({ inputs: references }, endpoint);
	if (unable) {
		complain(t("The images of the house style don't go along. {0}", wordInability(t, unable.facts)));
	}
	const fallbacks = fallbacksFrom(values.fallback ?? [], endpoint);
	const choices = timeoutFrom(values);
	const timeScale = positiveNumber(values['time-scale'], '--time-scale') ?? quick;
	const usual = await usualFor(endpoint, resolution, timeScale);
	const { network } = networkSetup({}, process.env);
	const timeouts = timeoutsFor(resolution, choices, usual?.p99Ms ?? 0);
	const taskFor = (prompt: string): GenerateTask => ({
		type: 'generate',
		image: wishing({ prompt, ...wish }, output),
		endpoint,
		retry: defaultRetryRules,
		network,
		timeouts,
		...(stream && { stream }),
		...(fallbacks.length > 0 && { fallbacks }),
	});
	return {
		...chosen,
		resolution,
		output,
		taskFor,
		timeScale,
		usual,
		references: unable ? [] : references,
		keepsRecipe: values['no-recipe'] !== true,
	};
}

/** What the images are to be like; of what is said neither here nor by the house style, the model decides. */
function wishFrom(values: RequestValues, house: HouseStyle): Omit<ImageRequest, 'prompt'> {
	const ratio = oneOf(values.ratio, aspectRatios, '--ratio');
	const pixels = pixelsFrom(values.pixels);
	const icons = values.icons === true;
	const aspectRatio = icons ? '1:1' : (ratio ?? (pixels ? undefined : house.ratio));
	if (pixels && ratio) {
		throw new UsageError(t('--pixels says the shape as well: leave --ratio out.'));
	}
	if (icons && (pixels ?? ratio) !== undefined) {
		throw new UsageError(t('--icons asks for a square: leave --pixels and --ratio out.'));
	}
	const quality = isNumber(values.quality) ? undefined : oneOf(values.quality, qualities, '--quality');
	const background = backgroundFrom(values);
	const compression = wholeNumber(values.compression, '--compression', [0, 100]);
	const count = wholeNumber(values.count, '--count', [1, maxCount]);
	const isSaid = values.resolution !== undefined || values.size !== undefined;
	const style = styleSent(house);
	return {
		resolution: (isSaid ? undefined : house.resolution) ?? resolutionFrom(values),
		...(style !== undefined && { style }),
		...(aspectRatio && { aspectRatio }),
		...(pixels && { pixels }),
		...(icons && { icons }),
		...(quality && { quality }),
		...(background && { background }),
		// Nothing here makes one: it is asked for, or not had.
		...(formatFrom(values) === 'svg' && { format: 'svg' }),
		...(compression !== undefined && { compression }),
		...(count !== undefined && { count }),
	};
}

/** What the files are to be. A word after `--quality` says how carefully the model draws, a number how much the file keeps. */
function outputFrom(values: RequestValues, house: HouseStyle): Output {
	const asked = formatFrom(values);
	const format = asked ?? house.format;
	const quality = isNumber(values.quality) ? wholeNumber(values.quality, '--quality', [0, 100]) : undefined;
	const budget = budgetFrom(values['max-kb']) ?? (house.budget && house.budget * 1000);
	const edge = wholeNumber(values.edge, '--edge', outputEdges);
	if (edge !== undefined && values.pixels !== undefined) {
		throw new UsageError(t('--pixels says the exact size, and --edge the longer edge alone: give one of them.'));
	}
	if (asked === 'svg' && [quality, edge, values['max-kb']].some((given) => given !== undefined)) {
		throw new UsageError(
			t('An SVG has no pixels: --format svg goes without --edge, --max-kb and a number for --quality.'),
		);
	}
	return {
		...(format && format !== 'svg' && { format }),
		...(quality !== undefined && { quality }),
		...(budget !== undefined && { budget }),
		...(edge !== undefined && { edge }),
	};
}

function formatFrom({ format }: RequestValues): ImageFormatAsked | undefined {
	return oneOf(format === 'jpg' ? 'jpeg' : format, imageFormatsAsked, '--format');
}

function isNumber(text: string | undefined): boolean {
	return text !== undefined && /^[\d.]+$/.test(text);
}

function backgroundFrom({ background, transparent }: RequestValues): Background | undefined {
	const named = oneOf(background, backgrounds, '--background');
	if (transparent === true && named === 'opaque') {
		throw new UsageError(t('--transparent and --background opaque: give one of them.'));
	}
	return transparent === true ? 'transparent' : named;
}

/**
 * What such requests need that must be in no file. Throws a `UsageError` where it is not given.
 *
 * @param isAsked whether anything is asked of the chosen service.
 */
export async function secretsFor(
	{ endpoint, taskFor }: Request,
	values: RequestValues,
	isAsked = true,
): Promise<Secrets> {
	const keys = await fallbackKeys(taskFor('').fallbacks ?? [], endpoint, process.env);
	const key = await keyFrom(values, endpoint);
	if (isAsked) {
		requireKey(endpoint, key);
	}
	if (key !== undefined) {
		keys.set(keyOrigin(endpoint), key);
	}
	const { proxyAuthorization } = networkSetup({}, process.env);
	return { keys, ...(proxyAuthorization && { proxyAuthorization }) };
}

function timeoutFrom(values: RequestValues): TimeoutChoices {
	const timeout = positiveNumber(values.timeout, '--timeout');
	if (timeout === 0) {
		throw new UsageError(t('--timeout takes at least one second.'));
	}
	return timeout === undefined ? {} : { attemptMs: timeout * 1000 };
}

/** By this command line's own jobs; the sandbox takes the share of the article's times that it is told. */
export async function usualFor(
	{ service, baseUrl, model }: Endpoint,
	resolution: Resolution,
	timeScale: number,
): Promise<Latency | undefined> {
	if (isSandbox(service)) {
		return sandboxLatency(resolution, timeScale);
	}
	// Where jobs cannot be read, none can be begun either, and that says why.
	const history = await readHistory(jobsPath()).catch(() => []);
	return latencyOf({ host: new URL(baseUrl).host, model, resolution }, history);
}
