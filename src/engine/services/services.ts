import type { Connection, JobRequest, ProtocolId } from '../request';
import type { HttpRequest } from '../transport/exchange';
import { presetOf } from './catalogue';
import { geminiNative } from './geminiNative';
import { openaiImages } from './openaiImages';
import type { Protocol } from './protocol';

export const protocols: Record<ProtocolId, Protocol> = { geminiNative, openaiImages };

export function protocolOf({ protocol }: Connection): Protocol {
	return protocols[protocol];
}

/** The HTTP request that asks for the image, the key in the header that the service wants it in. */
export function imageHttpRequest(
	{ image, connection, limits, stream }: Pick<JobRequest, 'image' | 'connection' | 'limits' | 'stream'>,
	key: string | undefined,
): HttpRequest {
	const { path, body } = protocolOf(connection).ask(image, connection, stream);
	const bytes = Buffer.from(JSON.stringify(body), 'utf8');
	return {
		method: 'POST',
		url: new URL(connection.baseUrl + path),
		headers: {
			'content-type': 'application/json',
			'content-length': String(bytes.length),
			accept: stream ? 'text/event-stream, application/json' : 'application/json',
			'user-agent': 'imagegen',
			// Without it Google's front end has been seen to give up at 60 s. https://discuss.ai.google.dev/t/174261
			...(connection.protocol === 'geminiNative' && {
				'x-server-timeout': String(Math.ceil(limits.firstByteMs / 1000)),
			}),
			...keyHeader(connection, key),
		},
		body: bytes,
	};
}

/** A free request that only a good key gets through: the list of models. */
export function keyCheckRequest(connection: Connection, key: string | undefined): HttpRequest {
	return {
		method: 'GET',
		url: new URL(`${connection.baseUrl}/models`),
		headers: { accept: 'application/json', 'user-agent': 'imagegen', ...keyHeader(connection, key) },
	};
}

function keyHeader({ service }: Connection, key: string | undefined): Record<string, string> {
	if (!key) {
		return {};
	}
	return presetOf(service)?.keyHeader === 'x-goog-api-key'
		? { 'x-goog-api-key': key }
		: { authorization: `Bearer ${key}` };
}
