import * as v from 'valibot';

/** Image sizes by the names that every Nano Banana document uses: roughly 1024, 2048 and 4096 pixels on a side. */
export const resolutions = ['1K', '2K', '4K'] as const;

/** The aspect ratios (width:height) that people can ask for; which of them a model draws says `providers/models.ts`. */
export const aspectRatios = [
	'1:1',
	'2:3',
	'3:2',
	'3:4',
	'4:3',
	'4:5',
	'5:4',
	'9:16',
	'16:9',
	'21:9',
	'1:4',
	'4:1',
	'1:8',
	'8:1',
] as const;

/** How carefully a model draws, where it can be told. */
export const qualities = ['low', 'medium', 'high', 'xhigh', 'max'] as const;

/** The file formats that a model can be asked for, where it can be told. */
export const imageFormatsAsked = ['png', 'jpeg', 'webp', 'svg'] as const;

/** Those of them that have pixels: of these, copies can be made, and one becomes another. */
export const rasterFormats = ['png', 'jpeg', 'webp'] as const;

/** What is behind what the image shows, where a model can be told. */
export const backgrounds = ['opaque', 'transparent'] as const;

/** How many images a request may ask for, at most. */
export const maxCount = 10;

/** The longest edge that an exact size may have, in pixels: a WebP's (RFC 9649, 2.4). */
export const maxEdge = 16_383;

/** The most pixels that an exact size may have, in millions. */
export const maxMegapixels = 50;

/** How many images may go along with a prompt, at most. */
export const maxInputs = 16;

/** A larger one takes seconds to copy, and is no use to any service: what is sent has 7 MiB at most. */
export const maxInputBytes = 100_000_000;

/** The wire protocols the engine speaks; one file each in `providers/protocols/`. */
const protocols = ['openaiImages', 'geminiNative', 'chatCompletions', 'fireworks', 'huggingFace', 'sdapi'] as const;

/** The protocols of services that take a task on, answer with its id, and are asked again until it is done. */
export const taskProtocols = ['fal', 'replicate', 'blackForestLabs', 'comfyui'] as const;

/** Those of them by which a service lists what it has taken on, so that a task can be found of which the id was lost. */
export const listingProtocols: ReadonlySet<string> = new Set<(typeof taskProtocols)[number]>(['fal', 'replicate']);

/** An image that goes along with the prompt. */
const inputImageSchema = v.object({
	/** Its copy in the job's folder, as it was when it was asked for. */
	file: v.pipe(v.string(), v.regex(/^input-\d{1,2}\.[a-z]{3,4}$/)),
	/** What people call it. */
	name: v.pipe(v.string(), v.nonEmpty()),
});

const edgeSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxEdge));

/** An exact size in pixels. */
export const exactPixelsSchema = v.pipe(
	v.object({ width: edgeSchema, height: edgeSchema }),
	v.check(isWithinMegapixels),
);

/** Whether it has no more pixels than can be made here. */
export function isWithinMegapixels({ width, height }: { readonly width: number; readonly height: number }): boolean {
	return width * height <= maxMegapixels * 1_000_000;
}

/**
 * What to draw, as it is wished: `providers/fit.ts` finds the nearest that the model takes. Without an aspect ratio the model chooses,
 * which for text alone means a square; what else is absent is left to the model as well.
 */
export const imageRequestSchema = v.object({
	prompt: v.pipe(v.string(), v.trim(), v.nonEmpty()),
	/** What a house style adds to the prompt that is sent. */
	style: v.optional(v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(4000))),
	resolution: v.picklist(resolutions),
	aspectRatio: v.optional(v.picklist(aspectRatios)),
	/** The exact size of what is delivered, in the place of resolution and ratio: a size that covers it is asked for, and the copy cut and scaled. */
	pixels: v.optional(exactPixelsSchema),
	/** Whether a set of icons is to be made of it, beside it. */
	icons: v.optional(v.boolean()),
	quality: v.optional(v.picklist(qualities)),
	background: v.optional(v.picklist(backgrounds)),
	format: v.optional(v.picklist(imageFormatsAsked)),
	/** From 0, smallest, to 100, best; of JPEG and WebP. */
	compression: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100))),
	/** What it is made from: the image that is to be changed, where one is, and those that are to be gone by. */
	inputs: v.optional(v.pipe(v.array(inputImageSchema), v.nonEmpty(), v.maxLength(maxInputs))),
	/** Whether the first of these is to be changed. */
	isEdit: v.optional(v.boolean()),
	/** What chance begins with, where a model can be told: another number makes another image of the same prompt. */
	seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1))),
	/** How many images; 1 where it is absent. */
	count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxCount))),
});

/** Whom to ask. The key is never part of it. */
export const endpointSchema = v.object({
	/** A preset's id in `providers/catalogue.ts`; what people see in messages and logs. */
	service: v.string(),
	protocol: v.picklist([...protocols, ...taskProtocols]),
	/** Without a trailing slash; its query, where it has one, belongs to every request (Azure's `api-version`). */
	baseUrl: v.pipe(v.string(), v.url()),
	model: v.pipe(v.string(), v.nonEmpty()),
	/** The model that this is, where its id does not say so: a deployment has whatever name its owner gave it. */
	knownAs: v.optional(v.pipe(v.string(), v.nonEmpty())),
	/** The header that the key goes in, where it is not the service's usual one. */
	keyHeader: v.optional(v.pipe(v.string(), v.nonEmpty())),
	/** Further headers of every request, as the person has set them. Never secrets. */
	headers: v.optional(v.record(v.string(), v.string())),
	/** What a ComfyUI is to run: a workflow in its API format, with names in double braces where the image's wishes go. */
	workflow: v.optional(v.record(v.string(), v.unknown())),
});

/** No reply to one request is larger: ten 4K PNG images are about 240 MiB of base64. */
export const defaultMaxReplyBytes = 256 * 1024 * 1024;

/** Some tasks have been seen to run for ever. */
export const defaultTaskMs = 30 * 60_000;

/** How long one attempt and the whole run may take, phase by phase, in milliseconds; and how much may come. */
const timeoutsSchema = v.object({
	/** Name resolution, TCP and TLS together. */
	connectMs: v.pipe(v.number(), v.minValue(1)),
	/** The longest time the request body may make no progress. */
	writeMs: v.pipe(v.number(), v.minValue(1)),
	/** From the request's last byte to the reply's first: the silence while the image is made. */
	firstByteMs: v.pipe(v.number(), v.minValue(1)),
	/** The longest pause within the reply. */
	idleMs: v.pipe(v.number(), v.minValue(1)),
	/** From connecting to the reply's last byte. */
	attemptMs: v.pipe(v.number(), v.minValue(1)),
	/** All attempts and the waits between them. */
	runMs: v.pipe(v.number(), v.minValue(1)),
	/** How long a service is asked for a task that it has taken on; `defaultTaskMs` where it is absent. */
	taskMs: v.optional(v.pipe(v.number(), v.minValue(1))),
	/** The largest reply, and the largest image behind a link, in bytes after decompression. */
	maxReplyBytes: v.optional(v.pipe(v.number(), v.minValue(1)), defaultMaxReplyBytes),
});

/** When the engine repeats by itself. */
const retryRulesSchema = v.object({
	/** Attempts at one endpoint, the first included. */
	attempts: v.pipe(v.number(), v.integer(), v.minValue(1)),
	/** The first wait's upper bound; it doubles with every attempt. */
	baseDelayMs: v.pipe(v.number(), v.minValue(0)),
	/** The upper bound of any wait that the server did not name itself. */
	maxDelayMs: v.pipe(v.number(), v.minValue(0)),
	/** Whether a loss that may have been paid for is repeated as well. Only ever the person's own explicit choice. */
	possiblyPaid: v.optional(v.boolean(), false),
});

/** How the network is to be reached, as the person has set it up for their editor or their shell. */
const networkSchema = v.object({
	/** The proxy for http: and for https: addresses, without credentials. */
	httpProxy: v.optional(v.string()),
	httpsProxy: v.optional(v.string()),
	/** Hosts that are reached directly: `host`, `host:port`, `.domain`, `*.domain`, an address, a CIDR range, or `*`. */
	noProxy: v.array(v.string()),
	/** False accepts any certificate. Only ever the person's own explicit choice. */
	strictSsl: v.boolean(),
	/** Whether the operating system's certificates count beside Node's own. */
	systemCertificates: v.boolean(),
});

/**
 * Whether a reply is to come as a stream of events, so that bytes flow while the image is made and intermediaries with an idle timeout do
 * not cut the line: only from services whose streams are known to do that, from every model that can stream, or never.
 */
export const streamChoices = ['auto', 'on', 'off'] as const;

function choiceOf(stream: boolean): StreamChoice {
	return stream ? 'on' : 'off';
}

/** Earlier versions wrote true for `on`. */
export const streamChoiceSchema = v.union([v.picklist(streamChoices), v.pipe(v.boolean(), v.transform(choiceOf))]);

/** Makes an image. */
export const generateTaskSchema = v.object({
	type: v.literal('generate'),
	image: imageRequestSchema,
	/** Jobs whose images are to be chosen among have the same: all is kept until a person has chosen. */
	set: v.optional(v.pipe(v.string(), v.nonEmpty())),
	endpoint: endpointSchema,
	timeouts: timeoutsSchema,
	retry: retryRulesSchema,
	network: v.optional(networkSchema),
	/** Whether replies are to come as streams of events; `auto` where it is absent. */
	stream: v.optional(streamChoiceSchema),
	/** How many requests may be under way at one service at once; any number where it is absent. Others wait for their turn. */
	parallel: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
	/** Whom to ask instead, in this order, once the endpoint above has refused at no cost and will not be asked again. */
	fallbacks: v.optional(v.array(endpointSchema)),
});

/** Looks once more for images in what a service sent before. Nobody is asked for anything. */
const recoverTaskSchema = v.object({
	type: v.literal('recover'),
	/** Absolute: a file with a reply in it, or the folder of an earlier job. */
	source: v.string(),
	/** What had been asked for, and of whom, where that is known. */
	of: v.optional(v.object({ image: imageRequestSchema, endpoint: endpointSchema })),
});

/** Looks at the way to an endpoint. Costs nothing. */
const diagnoseTaskSchema = v.object({
	type: v.literal('diagnose'),
	endpoint: endpointSchema,
	/** Of the images that are to come that way. */
	resolution: v.picklist(resolutions),
	network: v.optional(networkSchema),
});

/** What a process is to do: everything but the secrets. */
export const taskSchema = v.variant('type', [generateTaskSchema, recoverTaskSchema, diagnoseTaskSchema]);

export type Resolution = (typeof resolutions)[number];
export type AspectRatio = (typeof aspectRatios)[number];
export type Quality = (typeof qualities)[number];
export type ImageFormatAsked = (typeof imageFormatsAsked)[number];
export type RasterFormat = (typeof rasterFormats)[number];
export type Background = (typeof backgrounds)[number];
export type StreamChoice = (typeof streamChoices)[number];
export type RequestProtocolId = (typeof protocols)[number];
export type TaskProtocolId = (typeof taskProtocols)[number];
export type ProtocolId = RequestProtocolId | TaskProtocolId;
export type InputImage = Readonly<v.InferOutput<typeof inputImageSchema>>;
export type ExactPixels = Readonly<v.InferOutput<typeof exactPixelsSchema>>;
export type ImageRequest = Readonly<v.InferOutput<typeof imageRequestSchema>>;
export type Endpoint = Readonly<v.InferOutput<typeof endpointSchema>>;
export type Timeouts = Readonly<v.InferOutput<typeof timeoutsSchema>>;
export type RetryRules = Readonly<v.InferOutput<typeof retryRulesSchema>>;
export type Network = Readonly<v.InferOutput<typeof networkSchema>>;
export type GenerateTask = Readonly<v.InferOutput<typeof generateTaskSchema>>;
export type RecoverTask = Readonly<v.InferOutput<typeof recoverTaskSchema>>;
export type DiagnoseTask = Readonly<v.InferOutput<typeof diagnoseTaskSchema>>;
export type Task = Readonly<v.InferOutput<typeof taskSchema>>;

/** The prompt as a service gets it. */
export function promptSent({ prompt, style }: Pick<ImageRequest, 'prompt' | 'style'>): string {
	return style === undefined ? prompt : `${prompt}\n\n${style}`;
}

/** What the task's image was asked for with; undefined for a diagnosis, and where a reply is searched of which nothing is known. */
export function imageOf(task: Task): ImageRequest | undefined {
	switch (task.type) {
		case 'generate':
			return task.image;
		case 'recover':
			return task.of?.image;
		case 'diagnose':
			return undefined;
	}
}
