import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { type ImageOrder, type Plan, Refused } from '../desk';
import type { Call } from '../host';
import { refusal, toldOf } from '../results';
import type { Workshop } from '../workshop';
import { waitFor } from '../waiting';

/** What the two tools that make images take alike. */
export const wishes = {
	out: z
		.string()
		.min(1)
		.optional()
		.describe(
			'Where the image goes: a file, or a folder ending in a slash, relative to the first workspace folder or absolute within one. Never over another file: then a number is added. Without it: beside the document, in images/.',
		),
	document: z
		.string()
		.min(1)
		.optional()
		.describe('The document that the image is for. The result then has the text to insert there, in its format.'),
	line: z
		.number()
		.int()
		.positive()
		.optional()
		.describe(
			'The line of that document, from 1, where the text is to be inserted: formats differ from place to place.',
		),
	resolution: z
		.enum(['1K', '2K', '4K'])
		.optional()
		.describe('How large it is drawn: 1K is the default and costs least.'),
	pixels: z
		.string()
		.regex(/^\d{1,5}x\d{1,5}$/, 'expected WIDTHxHEIGHT, such as 1200x630')
		.optional()
		.describe('Exactly so many pixels, such as 1200x630, in the place of resolution and aspect_ratio.'),
	aspect_ratio: z.string().optional().describe('Width to height, such as 16:9.'),
	service: z.string().optional().describe("The id of a service. Leave it out: the person's own choice is used."),
	model: z.string().optional().describe("The id of a model. Leave it out: the person's own choice is used."),
	references: z
		.array(z.string().min(1))
		.max(16)
		.optional()
		.describe('Image files in the workspace that the image is to go by: a style, a thing, a person.'),
	preview: z.boolean().optional().describe('Whether the result is to hold a small version of the image to look at.'),
};

/** Makes an image, as far as the person agrees, and tells of it what there is to tell within the call's time. */
export async function make(
	order: ImageOrder,
	withPreview: boolean | undefined,
	call: Call,
	{ host, desk, limitMs, inTurn }: Workshop,
): Promise<CallToolResult> {
	const endsAt = performance.now() + limitMs;
	try {
		const roots = await host.roots();
		const id = await inTurn(async () => {
			call.signal.throwIfAborted();
			const plan = await desk.plan(order, roots);
			await agreed(plan, call, host);
			call.signal.throwIfAborted();
			return await plan.begin();
		});
		const standing = await waitFor(desk, { id, roots }, Math.max(0, endsAt - performance.now()), call);
		return await toldOf(id, standing, { desk, withPreview: withPreview === true });
	} catch (error) {
		return refusal(error);
	}
}

async function agreed(plan: Plan, call: Call, host: Workshop['host']): Promise<void> {
	const { asking, prompt, service, model, resolution, price, place, style } = plan;
	if (asking.is === 'given') {
		return;
	}
	const cost = price === undefined ? 'no price known' : price === 0 ? 'free' : `about $${price}`;
	const why = asking.is === 'needed' ? `\n\nAsked since ${asking.why}.` : '';
	const styled = style === undefined ? '' : `\n\nHouse style: ${code(style)}`;
	// What an agent has written stands last, where it can't take the place of a fact.
	const question = `Make an image with ${service}, ${code(model)}, ${resolution} (${cost})? It goes to ${code(place)}.${why}${styled}\n\n${code(prompt)}`;
	const answer = await host.asks(question, call);
	if (answer === false) {
		const since = asking.is === 'needed' ? `, since ${asking.why},` : ',';
		throw new Refused(
			`The person was asked${since} and did not agree, or nobody is there to answer. Nothing was made, and nothing was paid for. Where nobody can answer, the person can ${asking.instead}.`,
		);
	}
	if (answer === undefined && asking.is === 'needed') {
		throw new Refused(
			`Nothing was made: ${asking.why}, and this host can't ask the person whether to go on. Tell the person, who can ${asking.instead}.`,
		);
	}
}

/** Hosts show questions as Markdown, or as they are: there nothing acts, here nothing disturbs. */
function code(text: string): string {
	return `\`${text.replaceAll('`', "'")}\``;
}
