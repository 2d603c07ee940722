import assert from 'node:assert/strict';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import { servicePresets } from '../../../src/engine/providers/catalogue';
import { imageHttpRequest, protocols } from '../../../src/engine/providers/registry';
import type { ServiceAddress, ServicePreset } from '../../../src/engine/providers/services/service';
import { aspectRatios, resolutions, type GenerateTask } from '../../../src/engine/task';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';

/** Models for those who leave that to people; what the address of the one or the other is for. */
const further: Readonly<Record<string, readonly string[]>> = {
	azure: ['drawings', 'my-gpt-image-2'],
	portkey: ['gpt-image-2'],
	cloudflareGateway: ['gpt-image-2.5-flare', 'grok-imagine-image-2.0'],
	liteLLM: ['gpt-image-2', 'gemini/gemini-3-pro-image'],
	newApi: ['gpt-image-2', 'gemini-3-pro-image'],
	apiyi: ['gpt-image-2'],
	laozhang: ['gpt-image-2'],
	localAI: ['stablediffusion'],
	chatCompatible: ['gemini-3-pro-image'],
	openaiCompatible: ['stablediffusion'],
	geminiCompatible: ['gemini-3-pro-image'],
};

/** The presets that one request serves, and where the sandbox is they: at each of their addresses. */
const served = servicePresets
	.filter(({ protocol }) => Object.hasOwn(protocols, protocol))
	.map((preset) => ({ preset, addresses: addressesOf(preset) }));

function addressesOf({ baseUrl, example, addresses = [] }: ServicePreset): readonly Omit<ServiceAddress, 'label'>[] {
	const given = [baseUrl ?? example].flatMap((url) => (url === undefined ? [] : [{ baseUrl: url }]));
	return addresses.length > 0 ? addresses : given.length > 0 ? given : [{ baseUrl: 'http://localhost/v1' }];
}

/** What the sandbox is asked there: nothing where it draws, and else what it says. */
async function ask(
	sandbox: Sandbox,
	{ preset, address, model }: { preset: ServicePreset; address: Omit<ServiceAddress, 'label'>; model: string },
	image: GenerateTask['image'],
): Promise<string | undefined> {
	const { pathname, search } = new URL(address.baseUrl);
	const auth = address.auth ?? preset.auth;
	const endpoint = {
		service: preset.id,
		protocol: address.protocol ?? preset.protocol,
		baseUrl: `${sandbox.url}/as/${preset.id}${pathname.replace(/\/$/, '')}${search}`,
		model,
		...(address.auth && { keyHeader: auth.header }),
	};
	const key = auth.scheme === 'Basic' ? 'me:secret' : 'any';
	const { url, headers, body } = imageHttpRequest({ image, endpoint, timeouts: timeoutsFor('1K'), stream: 'off' }, key);
	const { 'content-length': _, ...rest } = headers;
	const reply = await fetch(url, { method: 'POST', headers: rest, body: body?.toString() ?? '' });
	const text = await reply.text();
	return reply.status === 200 ? undefined : `${reply.status} ${text.slice(0, 200)}`;
}

/** Those of its models that belong to the protocol there, where it has several. */
function modelsAt(
	preset: ServicePreset,
	{ protocol = preset.protocol, baseUrl }: Omit<ServiceAddress, 'label'>,
): readonly string[] {
	const all = [...preset.models.map(({ id }) => id), ...(further[preset.id] ?? [])];
	const isGoogles = (id: string): boolean => id.includes('gemini') || id.includes('nano-banana');
	const isGroks = baseUrl.includes('/grok/');
	const several = (preset.addresses ?? []).some((address) => address.protocol);
	return several
		? all.filter((id) => isGoogles(id) === (protocol === 'geminiNative') && id.startsWith('grok') === isGroks)
		: all;
}

describe('what the engine asks of each service, and the sandbox as that service', () => {
	let sandbox: Sandbox;
	before(async () => {
		// Whether it is drawn counts here, and not what.
		sandbox = await startSandbox({ timeScale: 0, paint: () => Promise.resolve(Buffer.from('an image')) });
	});
	after(() => sandbox.close());

	for (const { preset, addresses } of served) {
		for (const address of addresses) {
			it(`${preset.id} draws every size of its models at ${address.baseUrl}`, async () => {
				const models = modelsAt(preset, address);
				assert.ok(models.length > 0, 'no model to ask');
				const refused = [];
				for (const model of models) {
					for (const resolution of resolutions) {
						for (const aspectRatio of [undefined, ...aspectRatios]) {
							const image = { prompt: 'a fox', resolution, ...(aspectRatio && { aspectRatio }) };
							const said = await ask(sandbox, { preset, address, model }, image);
							refused.push(...(said ? [`${model} ${resolution} ${aspectRatio ?? ''}: ${said}`] : []));
						}
					}
				}
				assert.deepEqual(refused.slice(0, 5), []);
			});
		}
	}
});
