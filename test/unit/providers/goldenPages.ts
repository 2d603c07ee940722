import assert from 'node:assert/strict';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import { inability } from '../../../src/engine/providers/ability';
import { endpointFor, modelsAt } from '../../../src/engine/providers/catalogue';
import { fit } from '../../../src/engine/providers/fit';
import { createHttpRequest, imageHttpRequest, taskProtocolOf } from '../../../src/engine/providers/registry';
import type { SentImage } from '../../../src/engine/providers/sentImage';
import type { ServicePreset } from '../../../src/engine/providers/services/service';
import type { HttpRequest } from '../../../src/engine/transport/exchange';
import { aspectRatios, type Endpoint, type ImageRequest, resolutions } from '../../../src/engine/task';

/** Models of services that people name models for. */
const named: Readonly<Record<string, readonly string[]>> = {
	azure: ['my-deployment'],
	openrouter: ['somebody/some-model'],
	portkey: ['@openai/gpt-image-2.5-flare'],
	liteLLM: ['gemini/gemini-3-pro-image', 'gpt-image-2'],
	newApi: ['gpt-image-2', 'doubao-seedream-4-5-251128'],
	localAI: ['flux.1-dev'],
	openaiCompatible: ['gpt-image-2', 'gpt-image-1.5', 'doubao-seedream-5.0-lite', 'my-model'],
	geminiCompatible: ['gemini-3-pro-image', 'my-model'],
	chatCompatible: ['nano-banana-pro'],
};

const workflow = {
	'5': { class_type: 'EmptyLatentImage', inputs: { width: '{{width}}', height: '{{height}}', batch_size: 1 } },
	'6': { class_type: 'CLIPTextEncode', inputs: { text: '{{prompt}}', clip: ['4', 1] } },
};

/** The service's endpoints: one for each of its models, and of its addresses. */
export function endpointsOf(preset: ServicePreset): readonly Endpoint[] {
	const own = preset.baseUrl ?? preset.example ?? 'http://127.0.0.1:7860';
	const addresses = [...new Set([own, ...(preset.addresses ?? []).map(({ baseUrl }) => baseUrl)])];
	return addresses.flatMap((baseUrl) =>
		[...modelsAt(preset, baseUrl).map(({ id }) => id), ...(named[preset.id] ?? [])].map((model) => {
			const endpoint = endpointFor({ service: preset.id, baseUrl, model });
			assert.ok(typeof endpoint === 'object', `${preset.id} ${baseUrl}: ${JSON.stringify(endpoint)}`);
			return preset.id === 'comfyui' ? { ...endpoint, workflow } : endpoint;
		}),
	);
}

/** Every size that can be wished, a ratio's in one row. */
export const wishes: readonly (readonly ImageRequest[])[] = [undefined, ...aspectRatios].map((aspectRatio) =>
	resolutions.map((resolution) => ({ prompt: 'a fox', resolution, ...(aspectRatio && { aspectRatio }) })),
);

/** The request for a wish. */
export function requestFor(
	image: ImageRequest,
	endpoint: Endpoint,
	key = 'KEY',
	inputs: readonly SentImage[] = [],
): HttpRequest {
	const tasks = taskProtocolOf(endpoint);
	return tasks
		? createHttpRequest({ image, endpoint }, tasks, 'receipt', key, inputs)
		: imageHttpRequest({ image, endpoint, timeouts: timeoutsFor('1K') }, key, inputs);
}

/** Its body. */
export function bodyFor(image: ImageRequest, endpoint: Endpoint): object {
	const { body } = requestFor(image, endpoint);
	return JSON.parse(body?.toString('utf8') ?? '{}') as object;
}

/** All that a service is asked for, as people can review it: a page with a table for each of its models. */
export function goldenPage(preset: ServicePreset): string {
	return `${preset.label}\n${endpointsOf(preset).map(goldenTable).join('')}`;
}

function goldenTable(endpoint: Endpoint): string {
	const { url, method, headers } = requestFor({ prompt: 'a fox', resolution: '1K' }, endpoint);
	const { 'content-length': length, ...others } = headers;
	assert.ok(length);
	const bodies = wishes.map((row) => row.map((wish) => leaves(bodyFor(wish, endpoint))));
	const [first = new Map<string, string>()] = bodies.flat();
	const fixed = [...first].filter(([path, value]) => bodies.flat().every((body) => body.get(path) === value));
	const varying = (body: ReadonlyMap<string, string>): string =>
		[...body].flatMap(([path, value]) => (fixed.some(([name]) => name === path) ? [] : [`${path}=${value}`])).join(' ');
	const rows = wishes.map((row, at) => {
		const cells = row.map((wish, column) => {
			const said = fit(wish, endpoint).changes.map(({ wanted, instead = 'nothing' }) => `${wanted} → ${instead}`);
			const asked = varying(bodies[at]?.[column] ?? new Map());
			return `${asked}${said.length > 0 ? ` (${said.join(', ')})` : ''}`.trim();
		});
		return `  ${(row[0]?.aspectRatio ?? 'any').padEnd(4)} | ${cells.join(' | ')}`;
	});
	return [
		'',
		`${endpoint.model} (${endpoint.protocol})`,
		`  ${method} ${url.href}`,
		...Object.entries(others).map(([name, value]) => `  ${name}: ${value}`),
		...fixed.map(([path, value]) => `  ${path} = ${value}`),
		...rows,
		`  seed | ${wordAdded(endpoint, { seed: 7 })}`,
		...[1, 2].map((count) => `  ${count} along | ${wordAlong(endpoint, count)}`),
		'',
	].join('\n');
}

const plain = { prompt: 'a fox', resolution: '1K' } as const;

/** What a wish adds to the plain request. */
function wordAdded(endpoint: Endpoint, wish: Partial<ImageRequest>, inputs: readonly SentImage[] = []): string {
	const { url, headers, body } = requestFor({ ...plain, ...wish }, endpoint, 'KEY', inputs);
	const before = leaves(bodyFor(plain, endpoint));
	const [type = ''] = headers['content-type']?.split(';') ?? [];
	const asked = type === 'application/json' ? [...leaves(JSON.parse(body?.toString('utf8') ?? '{}'))] : [];
	const added = asked.filter(([path, value]) => before.get(path) !== value).map(([path, value]) => `${path}=${value}`);
	const isElsewhere = url.href !== requestFor(plain, endpoint).url.href;
	return [...(isElsewhere ? [url.pathname] : []), ...(asked.length > 0 ? added : [type])].join(' ') || 'nothing';
}

const sent: readonly SentImage[] = [1, 2].map((number) => ({
	...{ fileName: `image-${number}.png`, type: 'image/png', width: 8, height: 6 },
	bytes: Buffer.from(`PNG ${number}`),
}));

function wordAlong(endpoint: Endpoint, count: number): string {
	const inputs = sent.slice(0, count);
	return inability({ inputs }, endpoint) ? 'refused' : wordAdded(endpoint, {}, inputs);
}

/** What is at the ends of a JSON value, by its path. */
function leaves(value: unknown, path = ''): ReadonlyMap<string, string> {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? new Map(
				Object.entries(value).flatMap(([name, member]) => [...leaves(member, path === '' ? name : `${path}.${name}`)]),
			)
		: new Map([[path, JSON.stringify(value)]]);
}
