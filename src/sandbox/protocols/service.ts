import * as v from 'valibot';
import type { Call } from '../call';
import { imagePlace, json, withImages, type Reply } from '../reply';
import { checked, type Fault } from './checked';
import { Refusal, type Answer, type Order, type Protocol } from './protocol';

/** What a service says no with, before it is put into the service's own form. */
export interface Refused {
	readonly status: number;
	readonly message: string;
	readonly code?: string | undefined;
	readonly param?: string | undefined;
}

/** One method at one kind of address. */
interface Route {
	readonly method: 'GET' | 'POST';
	/** Its groups are given to `answer`, decoded. */
	readonly path: RegExp;
	/** Whether it answers without a key. */
	readonly open?: boolean;
	answer(call: Call, ...parts: string[]): Answer;
}

interface ServiceFacts extends Pick<Protocol, 'services'> {
	readonly takes?: Protocol['takes'];
	/** What is wrong with the key of a call, if anything. */
	readonly keyFault?: (call: Call) => Refused | undefined;
	/** An error in the service's own form. */
	readonly error: (refused: Refused) => Reply;
	readonly routes: readonly Route[];
}

/** A service that is a list of routes. */
export function serviceOf({ services, takes, keyFault, error, routes }: ServiceFacts): Protocol {
	return {
		services,
		takes: takes ?? (() => false),
		answer(call) {
			const matching = routes.flatMap((route) => {
				const found = route.path.exec(call.path);
				return found ? [{ route, parts: found.slice(1).map(decoded) }] : [];
			});
			if (!matching[0]) {
				throw new Refusal(error({ status: 404, message: `Not Found: ${call.method} ${call.path}` }));
			}
			const found = matching.find(({ route }) => route.method === call.method);
			if (!found) {
				throw new Refusal(error({ status: 405, message: 'Method Not Allowed' }));
			}
			const fault = found.route.open ? undefined : keyFault?.(call);
			if (fault) {
				throw new Refusal(error(fault));
			}
			return found.route.answer(call, ...found.parts);
		},
		refuse: (status, message) => error({ status, message }),
	};
}

function decoded(part: string | undefined): string {
	try {
		return decodeURIComponent(part ?? '');
	} catch {
		return part ?? '';
	}
}

/** The body as the schema has it; otherwise throws what `error` makes of `words` about its first fault. */
export function bodyOf<T extends v.GenericSchema>(
	call: Call,
	schema: T,
	error: ServiceFacts['error'],
	words: (fault: Fault) => Refused = plainWords,
): v.InferOutput<T> {
	return checked(schema, jsonIn(call, error), (fault) => new Refusal(error(words(fault))));
}

function jsonIn({ body }: Call, error: ServiceFacts['error']): unknown {
	try {
		return JSON.parse(body);
	} catch {
		throw new Refusal(error({ status: 400, message: 'The body is not valid JSON.', code: 'invalid_json' }));
	}
}

/** What is wrong with a field, as most services word it. */
export function plainWords({ kind, path, received, expected }: Fault): Refused {
	const param = path.join('.');
	switch (kind) {
		case 'unknown':
			return { status: 400, message: `Unknown parameter: '${param}'.`, param, code: 'unknown_parameter' };
		case 'missing':
			return { status: 400, message: `Missing required parameter: '${param}'.`, param, code: 'missing_parameter' };
		case 'invalid': {
			const message = `Invalid value for '${param}': expected ${expected}, but got ${received} instead.`;
			return { status: 400, message, param, code: 'invalid_value' };
		}
	}
}

/** An answer that draws first. */
export function drawn(order: Order): Answer {
	return { kind: 'order', order };
}

/** An answer in JSON, at once. */
export function told(value: unknown): Answer {
	return { kind: 'reply', reply: json(200, value) };
}

/** The list of the models with these ids, as OpenAI has it. */
export function modelList(ids: readonly string[]): Answer {
	return told({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) });
}

/** A file as OpenAI's copies give it: base64 in its place, or a link. */
export function base64Or(isBase64: boolean, link: () => string): { b64_json: string } | { url: string } {
	return isBase64 ? { b64_json: imagePlace } : { url: link() };
}

/** A good reply in JSON with the images in their places. */
export function jsonWith(value: unknown, files: readonly Uint8Array[], headers: Reply['headers'] = {}): Reply {
	return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body: withImages(value, files) };
}

/** Whether a call comes without a key, or with one that is no good; every key is good but one with `wrong` in it. */
export function hasNoGoodKey({ key }: Call): boolean {
	return key === '' || key.includes('wrong');
}

/** Now, in seconds since 1970. */
export function nowInSeconds(): number {
	return Math.floor(Date.now() / 1000);
}

/** A count between 1 and `most`. */
export function countUpTo(most: number) {
	return v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
}

/** What a service takes and the sandbox makes nothing of. */
export const anyNumber = v.nullish(v.number());
export const anyText = v.nullish(v.string());

/** An edge in pixels, also as a text: Vercel's SDK sends numbers so. */
export function edgeUpTo(most: number) {
	return v.nullish(
		v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.integer(), v.minValue(64), v.maxValue(most)),
	);
}
