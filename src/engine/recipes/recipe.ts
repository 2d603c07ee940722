import * as v from 'valibot';
import { imageRequestSchema, maxInputs } from '../task';

/** A name, an id: no more of it is ever shown. */
const nameSchema = v.pipe(v.string(), v.nonEmpty(), v.maxLength(500));

const amount = v.pipe(v.number(), v.integer(), v.minValue(1));

const hashSchema = v.pipe(v.string(), v.regex(/^[\da-f]{64}$/));

/** The file that went into the workspace, where it is no longer what the service sent. */
const copySchema = v.object({
	format: nameSchema,
	width: amount,
	height: amount,
	bytes: amount,
	/** The SHA-256 of its bytes, in hexadecimal. */
	hash: v.optional(hashSchema),
});

const { inputs: _inputs, isEdit: _isEdit, count: _count, ...wishes } = imageRequestSchema.entries;

/**
 * How an image was made: what was wished, who made it, and what it came from. It comes with a clone, so that it is only ever shown, and
 * offered as the beginning of another request. What it does not say nobody knows.
 */
export const recipeSchema = v.object({
	...v.partial(v.object(wishes)).entries,
	/** In the person's own words: what a house style adds is in `style`. */
	prompt: v.pipe(v.string(), v.nonEmpty(), v.maxLength(100_000)),
	/** A preset's id. */
	service: v.optional(nameSchema),
	model: v.optional(nameSchema),
	/** When it arrived. */
	date: v.optional(v.pipe(v.string(), v.isoTimestamp())),
	/** What the service calls the request. */
	requestId: v.optional(nameSchema),
	/** The name of the image that this is another version of. */
	parent: v.optional(nameSchema),
	/** The names of the images that it was to go by. */
	references: v.optional(v.pipe(v.array(nameSchema), v.maxLength(maxInputs))),
	/** The SHA-256 of the bytes that the service sent, in hexadecimal. */
	originalHash: v.optional(hashSchema),
	copy: v.optional(copySchema),
});

export type Recipe = Readonly<v.InferOutput<typeof recipeSchema>>;
