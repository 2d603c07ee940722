import type { Endpoint, GenerateTask, ProtocolId, RequestProtocolId, TaskProtocolId } from '../task';
import type { HttpRequest } from '../transport/exchange';
import { urlBelow } from './baseUrl';
import { authOf, presetOf } from './catalogue';
import { fit } from './fit';
import { FormBody } from './formBody';
import { blackForestLabs } from './protocols/blackForestLabs';
import { chatCompletions } from './protocols/chatCompletions';
import { comfyui } from './protocols/comfyui';
import { fal } from './protocols/fal';
import { fireworks } from './protocols/fireworks';
import { geminiNative } from './protocols/geminiNative';
import { huggingFace } from './protocols/huggingFace';
import { openaiImages } from './protocols/openaiImages';
import type { Protocol } from './protocols/protocol';
import { replicate } from './protocols/replicate';
import { sdapi } from './protocols/sdapi';
import type { TaskProtocol } from './protocols/taskProtocol';
import type { SentImage } from './sentImage';
import type { Auth } from './services/service';

export const protocols: Record<RequestProtocolId, Protocol> = {
	openaiImages,
	geminiNative,
	chatCompletions,
	fireworks,
	huggingFace,
	sdapi,
};
const taskProtocols: Record<TaskProtocolId, TaskProtocol> = { fal, replicate, blackForestLabs, comfyui };

export function protocolOf({ protocol }: Endpoint): Protocol {
	if (isOfTasks(protocol)) {
		throw new Error(`${protocol} takes tasks on`);
	}
	return protocols[protocol];
}

/** The protocol of a service that takes tasks on; undefined where one request brings the image. */
export function taskProtocolOf({ protocol }: Pick<Endpoint, 'protocol'>): TaskProtocol | undefined {
	return isOfTasks(protocol) ? taskProtocols[protocol] : undefined;
}

function isOfTasks(protocol: ProtocolId): protocol is TaskProtocolId {
	return Object.hasOwn(taskProtocols, protocol);
}

/** The HTTP request that asks for the image, the key in the header that the service wants it in. */
export function imageHttpRequest(
	{ image, endpoint, timeouts, stream: choice }: Pick<GenerateTask, 'image' | 'endpoint' | 'timeouts' | 'stream'>,
	key: string | undefined,
	inputs: readonly SentImage[] = [],
): HttpRequest {
	const protocol = protocolOf(endpoint);
	const stream = choice === 'on';
	const { path, body } = protocol.ask(fit(image, endpoint, inputs), endpoint, stream);
	const { bytes, type } = encoded(body);
	return {
		method: 'POST',
		url: urlBelow(endpoint.baseUrl, path),
		headers: {
			'content-type': type,
			'content-length': String(bytes.length),
			accept: stream ? 'text/event-stream, application/json' : 'application/json',
			...protocol.headers(timeouts),
			...headersOf(endpoint, key),
		},
		body: bytes,
	};
}

function encoded(body: object): { readonly bytes: Buffer; readonly type: string } {
	return body instanceof FormBody
		? body.encoded()
		: { bytes: Buffer.from(JSON.stringify(body), 'utf8'), type: 'application/json' };
}

/** The HTTP requests that bring the images to a service which is to have them before its task names them. None of them costs anything. */
export function uploadHttpRequests(
	{ image, endpoint }: Pick<GenerateTask, 'image' | 'endpoint'>,
	protocol: TaskProtocol,
	key: string | undefined,
	inputs: readonly SentImage[] = [],
): readonly HttpRequest[] {
	const uploads = protocol.uploads?.(fit(image, endpoint, inputs)) ?? [];
	return uploads.map(({ path, body }) =>
		taskHttpRequest({ method: 'POST', url: urlBelow(endpoint.baseUrl, path), body }, endpoint, key),
	);
}

/** The HTTP request that has a service take an image on as a task. */
export function createHttpRequest(
	{ image, endpoint }: Pick<GenerateTask, 'image' | 'endpoint'>,
	protocol: TaskProtocol,
	receipt: string,
	key: string | undefined,
	inputs: readonly SentImage[] = [],
): HttpRequest {
	const { path, body } = protocol.create(fit(image, endpoint, inputs), endpoint, receipt);
	return taskHttpRequest({ method: 'POST', url: urlBelow(endpoint.baseUrl, path), body }, endpoint, key);
}

/** Any other request about a task: none of them costs anything. */
export function taskHttpRequest(
	{ method, url, body }: { readonly method: HttpRequest['method']; readonly url: URL; readonly body?: object },
	endpoint: Endpoint,
	key: string | undefined,
): HttpRequest {
	const form = body && encoded(body);
	return {
		method,
		url,
		headers: {
			accept: 'application/json',
			...(form && { 'content-type': form.type, 'content-length': String(form.bytes.length) }),
			...headersOf(endpoint, key),
		},
		...(form && { body: form.bytes }),
	};
}

/** A free request that tells whether the key is good: one that only a good key gets through, where the service has such a one. */
export function keyCheckRequest(endpoint: Endpoint, key: string | undefined): HttpRequest {
	const { keyCheckPath, modelsPath } = presetOf(endpoint.service) ?? {};
	return getRequest(keyCheckPath ?? (modelsPath || '/models'), endpoint, key);
}

/** A free request for the list of the service's models; undefined where it has none. */
export function modelsRequest(endpoint: Endpoint, key: string | undefined): HttpRequest | undefined {
	const { modelsPath = '/models' } = presetOf(endpoint.service) ?? {};
	return modelsPath === false ? undefined : getRequest(modelsPath, endpoint, key);
}

function getRequest(path: string, endpoint: Endpoint, key: string | undefined): HttpRequest {
	return {
		method: 'GET',
		url: urlBelow(endpoint.baseUrl, path),
		headers: { accept: 'application/json', ...headersOf(endpoint, key) },
	};
}

/** What every request to the endpoint, and for a file at its origin, carries. What a person has set comes before what the service wants; the key comes last. */
export function headersOf(endpoint: Endpoint, key: string | undefined): Record<string, string> {
	const own = Object.entries(endpoint.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
	return {
		'user-agent': 'imagegen',
		...presetOf(endpoint.service)?.headers,
		...Object.fromEntries(own),
		...(key && keyHeader(authOf(endpoint), key)),
	};
}

function keyHeader({ header, scheme }: Auth, key: string): Record<string, string> {
	const value = scheme === 'Basic' ? Buffer.from(key, 'utf8').toString('base64') : key;
	return { [header.toLowerCase()]: scheme === undefined ? value : `${scheme} ${value}` };
}
