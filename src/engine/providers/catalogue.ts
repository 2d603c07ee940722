import { isLocal } from '../network/privacy';
import type { Endpoint, ProtocolId, Resolution } from '../task';
import { isBaseUrl } from './baseUrl';
import type { ModelFamily } from './family';
import { familyOf, unknownFamily } from './models';
import { apiyi } from './services/apiyi';
import { ark, volcengine } from './services/ark';
import { azure } from './services/azure';
import { blackForestLabs } from './services/blackForestLabs';
import { comfyui } from './services/comfyui';
import { drawsItself } from './services/comfyuiNodes';
import { chatCompatible, geminiCompatible, openaiCompatible } from './services/custom';
import { deepInfra } from './services/deepInfra';
import { fal } from './services/fal';
import { fireworks } from './services/fireworks';
import { cloudflareGateway, liteLLM, newApi, portkey, vercelGateway } from './services/gateways';
import { gemini } from './services/gemini';
import { huggingFace } from './services/huggingFace';
import { laozhang } from './services/laozhang';
import { localAI, stableDiffusionCpp, stableDiffusionWebUI } from './services/local';
import { nebius } from './services/nebius';
import { openai } from './services/openai';
import { openrouter, openrouterChat } from './services/openrouter';
import { pollinations } from './services/pollinations';
import { replicate } from './services/replicate';
import { sandbox } from './services/sandbox';
import { type Auth, bearer, type ModelPreset, type ServiceAddress, type ServicePreset } from './services/service';
import { siliconFlow } from './services/siliconFlow';
import { together } from './services/together';
import { vertex } from './services/vertex';
import { xai } from './services/xai';
import { imagesNamedIn } from './workflow';

/** Every service that people can choose by name, by what they are to who chooses, in the order in which they are offered. */
export const serviceGroups = {
	sandbox: [sandbox],
	/** Those that make the models that they sell. */
	vendor: [gemini, vertex, openai, azure, xai, ark, volcengine, blackForestLabs],
	/** Those that sell what many others make. */
	aggregator: [
		openrouter,
		openrouterChat,
		fal,
		replicate,
		apiyi,
		laozhang,
		together,
		fireworks,
		siliconFlow,
		deepInfra,
		nebius,
		huggingFace,
		pollinations,
	],
	/** Those that pass requests on, with the person's own keys or accounts. */
	gateway: [cloudflareGateway, portkey, vercelGateway, liteLLM, newApi],
	/** Programs on the person's own machine, or in their network. */
	local: [localAI, stableDiffusionCpp, stableDiffusionWebUI, comfyui],
	/** Any other, at an address that the person gives. */
	custom: [openaiCompatible, geminiCompatible, chatCompatible],
} as const satisfies Readonly<Record<string, readonly ServicePreset[]>>;

export type ServiceGroup = keyof typeof serviceGroups;

/** All of them, in that order. */
export const servicePresets: readonly ServicePreset[] = Object.values(serviceGroups).flat();

/** The preset with that id. */
export function presetOf(id: string): ServicePreset | undefined {
	return servicePresets.find((preset) => preset.id === id);
}

/**
 * What people know a service by: its preset's label, or else the id itself. Where it is at another host than the preset's own, or the preset has
 * none, `host` goes with it, since whoever is there is somebody else: "OpenAI-compatible (localhost:8188)".
 */
export function labelOf(service: string, host?: string): string {
	const preset = presetOf(service);
	if (!preset) {
		return service;
	}
	const ownHost = preset.baseUrl === undefined ? undefined : new URL(preset.baseUrl).host;
	const isItself = host === undefined || host === ownHost || isSandbox(service);
	return isItself ? preset.label : `${preset.label} (${host})`;
}

/** What people know the service of an endpoint by. */
export function nameOf({ service, baseUrl }: Pick<Endpoint, 'service' | 'baseUrl'>): string {
	return labelOf(service, new URL(baseUrl).host);
}

/** Whether it is the sandbox, which is started for a job that names no address of one, and whose times are nobody's. */
export function isSandbox(service: string): boolean {
	return service === sandbox.id;
}

/**
 * Whether nobody pays for what the endpoint makes: then no failure of it can have cost anything. That is so of programs that draw themselves,
 * and only on this machine or in its network: at any other address there may be somebody who takes money for it. Of ComfyUI only for a
 * workflow of nodes that are known to draw themselves.
 */
export function billsNobody({
	service,
	baseUrl,
	workflow,
}: Pick<Endpoint, 'service' | 'baseUrl' | 'workflow'>): boolean {
	const free = presetOf(service)?.free;
	const isFree = free === 'ownNodes' ? workflow !== undefined && drawsItself(workflow) : free === true;
	return isFree && isLocal(new URL(baseUrl));
}

/** US dollars for one image of that resolution at the endpoint, before taxes and discounts; undefined where it is not known. */
export function priceOf(
	endpoint: Pick<Endpoint, 'service' | 'baseUrl' | 'model' | 'workflow'>,
	resolution: Resolution,
): number | undefined {
	const { service, baseUrl, model } = endpoint;
	return billsNobody(endpoint) ? 0 : priceAsked({ service, host: new URL(baseUrl).host, model, resolution });
}

/** The same for a request of the past, of which the host is known, with its port where that is not the usual one. */
export function priceAsked(asked: {
	readonly service: string;
	readonly host: string;
	readonly model: string;
	readonly resolution: Resolution;
	/** Whether nobody was billed. */
	readonly isFree?: true;
}): number | undefined {
	const { service, host, model, resolution, isFree } = asked;
	if (isFree || isSandbox(service)) {
		return 0;
	}
	const preset = presetOf(service);
	// Whoever answers at another address has prices of their own.
	const isOwnAddress = preset?.baseUrl !== undefined && new URL(preset.baseUrl).host === host;
	return isOwnAddress ? preset.models.find(({ id }) => id === model)?.price?.[resolution] : undefined;
}

/** What tells which model an endpoint has, and who passes it on. */
export type ModelAt = Pick<Endpoint, 'service' | 'model' | 'knownAs'> &
	Partial<Pick<Endpoint, 'protocol' | 'workflow'>>;

/** What the endpoint's model takes there: by what it is said to be, by its id, or by what all models of that service are. */
export function familyAt({ service, protocol, model, knownAs, workflow }: ModelAt): ModelFamily {
	const preset = presetOf(service);
	const family = familyOf(knownAs ?? model);
	const others = family === unknownFamily ? preset?.unknownModelsAre : undefined;
	const taken = protocol === undefined || protocol === preset?.protocol ? preset?.takes : undefined;
	return {
		...(others === undefined ? family : familyOf(others)),
		...takenBy[protocol ?? preset?.protocol ?? 'openaiImages'],
		...taken,
		...(workflow && { references: imagesNamedIn(workflow) }),
	};
}

/** Protocols in which a model can be asked for nothing but a ratio and a size, or not even that. */
const wordless = { formats: [], compresses: false, backgrounds: [], qualities: [], maxCount: 1 } as const;
const takenBy: Readonly<Partial<Record<ProtocolId, Partial<ModelFamily>>>> = {
	geminiNative: wordless,
	chatCompletions: { ...wordless, streams: true },
	// What either can do with images is asked for in other ways than ours.
	fireworks: { ...wordless, references: 0, streams: false },
	huggingFace: { ...wordless, references: 0, streams: false },
	// Several would be changed one after the other: https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/API
	sdapi: { ...wordless, references: 1, streams: false },
	// What stands in a workflow is all that it does: how many images it takes is known with it alone.
	comfyui: { backgrounds: [] },
};

/** Whether the endpoint's model can be told what chance begins with. */
export function takesSeed({ service, protocol, model, knownAs }: ModelAt): boolean {
	const preset = presetOf(service);
	const { seeds } = protocol === undefined || protocol === preset?.protocol ? (preset ?? {}) : {};
	return seeds instanceof RegExp ? seeds.test(knownAs ?? model) : seeds === true;
}

/** What addresses of the service end with, where this one ends with none of it: `/v1`. What stands in capitals may be anything. */
export function missingEnd({ service, baseUrl }: Pick<Endpoint, 'service' | 'baseUrl'>): string | undefined {
	const { baseUrl: own, example, addresses = [] } = presetOf(service) ?? {};
	const usual = [own, example, ...addresses.map((address) => address.baseUrl)].filter(
		(address) => address !== undefined,
	);
	const [first, ...others] = usual.map(stepsOf);
	const given = stepsOf(baseUrl);
	const isEnd = (end: readonly string[]): boolean =>
		end.every((step, at) => /^[A-Z_]+$/.test(step) || step === given[given.length - end.length + at]);
	return !first || [first, ...others].some(isEnd) ? undefined : `/${first.join('/')}`;
}

function stepsOf(address: string): readonly string[] {
	return new URL(address).pathname.split('/').filter(Boolean);
}

/** What is missing before the service can be asked. */
export type Missing = 'service' | 'baseUrl' | 'model';

/** What a person has chosen of a service. */
export interface ServiceChoices {
	readonly service: string;
	readonly baseUrl?: string;
	readonly model?: string;
	readonly knownAs?: string;
	readonly keyHeader?: string;
	readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The endpoint that a person's choices describe, with the preset's own address and model where they name none.
 * Returns what is missing or malformed instead when they do not suffice. For the sandbox without an address the base URL is
 * a placeholder on loopback: whoever runs the job starts the sandbox and puts the true one in. One that is neither on this machine nor
 * in its network names no service.
 */
export function endpointFor(choices: ServiceChoices): Endpoint | Missing {
	const preset = presetOf(choices.service);
	if (!preset) {
		return 'service';
	}
	const baseUrl = choices.baseUrl || preset.baseUrl || (isSandbox(preset.id) ? sandboxPlaceholder : '');
	const model = choices.model || modelsAt(preset, baseUrl)[0]?.id;
	if (!isBaseUrl(baseUrl)) {
		return 'baseUrl';
	}
	// What is somewhere else is no sandbox, and may well bill.
	if (isSandbox(preset.id) && !isLocal(new URL(baseUrl))) {
		return 'service';
	}
	if (!model) {
		return 'model';
	}
	const { knownAs, keyHeader, headers } = choices;
	return {
		service: preset.id,
		protocol: addressOf(preset, baseUrl)?.protocol ?? preset.protocol,
		baseUrl: baseUrl.replace(/\/+$/, ''),
		model,
		...(knownAs && { knownAs }),
		...(keyHeader && { keyHeader }),
		...(headers && Object.keys(headers).length > 0 && { headers }),
	};
}

/** How the endpoint wants to be given the key. */
export function authOf({ service, baseUrl, keyHeader }: Pick<Endpoint, 'service' | 'baseUrl' | 'keyHeader'>): Auth {
	const preset = presetOf(service);
	const isCustom = serviceGroups.custom.some(({ id }) => id === service);
	const usual = (preset && (addressOf(preset, baseUrl)?.auth ?? preset.auth)) ?? bearer;
	const own = isCustom && deployment.test(new URL(baseUrl).pathname) ? azure.auth : usual;
	if (keyHeader === undefined || keyHeader.toLowerCase() === own.header) {
		return own;
	}
	return keyHeader.toLowerCase() === bearer.header ? bearer : { header: keyHeader };
}

/** Azure's, whichever service of a person's own it is set for: there a bearer is a token, and no key. */
const deployment = /\/openai\/deployments\/[^/]+\/*$/;

/** The models to choose from at an address of the service. */
export function modelsAt(preset: ServicePreset, baseUrl: string): readonly ModelPreset[] {
	return addressOf(preset, baseUrl)?.models ?? preset.models;
}

/** Which of the service's further addresses that is. */
function addressOf({ addresses = [] }: ServicePreset, baseUrl: string): ServiceAddress | undefined {
	return addresses.find((address) => isAt(address.baseUrl, baseUrl));
}

/** Whether `baseUrl` is one of an address in which what stands in capitals may be anything without a slash; so may the query, and the scheme of any `HOST`. */
function isAt(address: string, baseUrl: string): boolean {
	const [path = ''] = address.split('?');
	const pattern = path
		.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
		.replace(/^https(?=:\/\/HOST)/, 'https?')
		.replace(/[A-Z][A-Z_]+/g, '[^/?#]+');
	return new RegExp(String.raw`^${pattern}/*(?:\?.*)?$`).test(baseUrl);
}

/** Stands for the sandbox that is started for the job. Port 0 never answers. */
export const sandboxPlaceholder = 'http://127.0.0.1:0';

/**
 * What a key for this endpoint is filed under: the origin, and at a host that passes keys on the path as well, since that tells whose they are.
 */
export function keyOrigin({ baseUrl }: Pick<Endpoint, 'baseUrl'>): string {
	const { host, origin, pathname } = new URL(baseUrl);
	const isPassedOn = servicePresets.some(
		({ passesKeysOn, example = '' }) => passesKeysOn && new URL(example).host === host,
	);
	return isPassedOn ? origin + pathname.replace(/\/+$/, '') : origin;
}
