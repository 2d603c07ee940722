import type { IncomingMessage } from 'node:http';
import type { FormField } from '../engine/providers/formBody';
import { readForm } from './form';
import type { Uploads } from './uploads';

/** A request with its whole body. */
export interface Call {
	readonly method: string;
	/** As at the service's own host. */
	readonly path: string;
	/** The service that the address names, where it does (`/as/together/v1/…`). */
	readonly service?: string;
	readonly query: URLSearchParams;
	/** In whichever way it was given; empty without one. */
	readonly key: string;
	/** Whether the key was given as Google's clients give it. */
	readonly googleKey: boolean;
	/** By their names in small letters. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** Its fields, where it is a form; absent as well where that is damaged. */
	readonly form?: readonly FormField[];
	/** What was sent before, to be named in a call. */
	readonly uploads?: Uploads;
}

/** What the largest services take. */
const maxBodyBytes = 100 * 1024 * 1024;

/** The body is larger than 100 MiB. */
export class TooLarge extends Error {}

/** A request without its body. */
export function callOf(request: IncomingMessage): Call {
	const target = request.url ?? '/';
	const { pathname, searchParams } = new URL(URL.canParse(target, 'http://sandbox') ? target : '/', 'http://sandbox');
	const headers = Object.fromEntries(
		Object.entries(request.headers).map(([name, value]) => [
			name,
			Array.isArray(value) ? value.join(', ') : (value ?? ''),
		]),
	);
	const googleKey = headers['x-goog-api-key'] ?? searchParams.get('key');
	const bearer = /^(?:Bearer|Key|Token) (.*)$/i.exec(headers['authorization'] ?? '')?.[1];
	const [, service, path] = /^\/as\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
	return {
		method: request.method ?? 'GET',
		path: service === undefined ? pathname : (path ?? '/'),
		...(service !== undefined && { service }),
		query: searchParams,
		key: googleKey ?? headers['x-key'] ?? bearer ?? '',
		googleKey: googleKey !== null,
		headers,
		body: '',
	};
}

/** The call with its body. Rejects with `TooLarge`. */
export async function withBody(call: Call, request: IncomingMessage): Promise<Call> {
	const body = await readBody(request);
	const type = call.headers['content-type'] ?? '';
	if (!/^multipart\/form-data/i.test(type)) {
		return { ...call, body: body.toString() };
	}
	const form = await readForm(body, type);
	return { ...call, ...(form && { form }) };
}

/** Reads the whole body; rejects with `TooLarge` as soon as its length or what has come of it says so. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
	if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) {
		throw new TooLarge();
	}
	const chunks: Buffer[] = [];
	let bytes = 0;
	// The connection is kept for the refusal.
	for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
		bytes += chunk.length;
		if (bytes > maxBodyBytes) {
			throw new TooLarge();
		}
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
