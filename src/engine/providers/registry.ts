import type { Endpoint, GenerateTask, ProtocolId } from '../task';
import type { HttpRequest } from '../transport/exchange';
import { presetOf } from './catalogue';
import { geminiNative } from './protocols/geminiNative';
import { openaiImages } from './protocols/openaiImages';
import type { Protocol } from './protocols/protocol';

export const protocols: Record<ProtocolId, Protocol> = { geminiNative, openaiImages };

export function protocolOf({ protocol }: Endpoint): Protocol {
	return protocols[protocol];
}

/** The HTTP request that asks for the image, the key in the header that the service wants it in. */
export function imageHttpRequest(
	{ image, endpoint, timeouts, stream }: Pick<GenerateTask, 'image' | 'endpoint' | 'timeouts' | 'stream'>,
	key: string | undefined,
): HttpRequest {
	const protocol = protocolOf(endpoint);
	const { path, body } = protocol.ask(image, endpoint, stream);
	const bytes = Buffer.from(JSON.stringify(body), 'utf8');
	return {
		method: 'POST',
		url: new URL(endpoint.baseUrl + path),
		headers: {
			'content-type': 'application/json',
			'content-length': String(bytes.length),
			accept: stream ? 'text/event-stream, application/json' : 'application/json',
			'user-agent': 'imagegen',
			...protocol.headers(timeouts),
			...keyHeader(endpoint, key),
		},
		body: bytes,
	};
}

/** A free request that only a good key gets through: the list of models. */
export function keyCheckRequest(endpoint: Endpoint, key: string | undefined): HttpRequest {
	return {
		method: 'GET',
		url: new URL(`${endpoint.baseUrl}/models`),
		headers: { accept: 'application/json', 'user-agent': 'imagegen', ...keyHeader(endpoint, key) },
	};
}

function keyHeader({ service }: Endpoint, key: string | undefined): Record<string, string> {
	if (!key) {
		return {};
	}
	return presetOf(service)?.keyHeader === 'x-goog-api-key'
		? { 'x-goog-api-key': key }
		: { authorization: `Bearer ${key}` };
}
