import { isLocal } from '../network/privacy';
import type { Endpoint, ProtocolId, Resolution } from '../task';
import { familyOf, type ModelFamily } from './models';

/** How a service wants to be given the key. */
type KeyHeader = 'x-goog-api-key' | 'authorization-bearer';

/** A service people can choose by name. Facts and prices: Google's, OpenAI's and the aggregators' own pages, November 2026. */
export interface ServicePreset {
	/** What settings, `--service` and events say. */
	readonly id: string;
	/** What people see; a proper name, not translated. */
	readonly label: string;
	readonly protocol: ProtocolId;
	/** Without one, the person must give it. */
	readonly baseUrl?: string;
	/** The first is the default. Without any, the person must name one. Ids die, so any other id is accepted too. */
	readonly models: readonly ModelPreset[];
	readonly keyHeader: KeyHeader;
	readonly key: 'required' | 'optional' | 'none';
	/** Where a person gets a key. */
	readonly keyPage?: string;
}

interface ModelPreset extends Pick<ModelFamily, 'label' | 'price'> {
	readonly id: string;
}

const sandboxId = 'sandbox';

export const servicePresets: readonly ServicePreset[] = [
	{
		id: sandboxId,
		label: 'Sandbox',
		protocol: 'geminiNative',
		// Started on loopback for each job.
		models: models('gemini-3-pro-image'),
		keyHeader: 'x-goog-api-key',
		key: 'none',
	},
	{
		id: 'gemini',
		label: 'Google Gemini',
		protocol: 'geminiNative',
		baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
		models: models('gemini-3-pro-image', 'gemini-nano-banana-2.1', 'gemini-3.1-flash-lite-image'),
		keyHeader: 'x-goog-api-key',
		key: 'required',
		keyPage: 'https://aistudio.google.com/apikey',
	},
	{
		id: 'openai',
		label: 'OpenAI',
		protocol: 'openaiImages',
		baseUrl: 'https://api.openai.com/v1',
		models: models('gpt-image-2.5-flare', 'gpt-image-2.5-sunburst', 'gpt-image-1-mini'),
		keyHeader: 'authorization-bearer',
		key: 'required',
		keyPage: 'https://platform.openai.com/api-keys',
	},
	{
		id: 'ark',
		label: 'BytePlus ModelArk (Seedream)',
		protocol: 'openaiImages',
		baseUrl: 'https://ark.ap-southeast.bytepluses.com/api/v3',
		models: models('seedream-5-0-260128', 'seedream-4-5-251128'),
		keyHeader: 'authorization-bearer',
		key: 'required',
	},
	{
		id: 'apiyi',
		label: 'APIYI',
		protocol: 'geminiNative',
		baseUrl: 'https://api.apiyi.com/v1beta',
		// One price for all sizes, its own.
		models: models('gemini-3-pro-image-preview').map((model) => ({
			...model,
			price: { '1K': 0.09, '2K': 0.09, '4K': 0.09 },
		})),
		keyHeader: 'authorization-bearer',
		key: 'required',
	},
	{
		id: 'openaiCompatible',
		label: 'OpenAI-compatible',
		protocol: 'openaiImages',
		models: [],
		keyHeader: 'authorization-bearer',
		key: 'optional',
	},
	{
		id: 'geminiCompatible',
		label: 'Gemini-compatible',
		protocol: 'geminiNative',
		models: [],
		keyHeader: 'authorization-bearer',
		key: 'optional',
	},
];

/** Models of the vendor's own service, by their ids. */
function models(...ids: readonly string[]): readonly ModelPreset[] {
	return ids.map((id) => {
		const { label, price } = familyOf(id);
		return { id, ...(label !== undefined && { label }), ...(price && { price }) };
	});
}

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
	const isItself = host === undefined || host === ownHost || billsNobody(service);
	return isItself ? preset.label : `${preset.label} (${host})`;
}

/** What people know the service of an endpoint by. */
export function nameOf({ service, baseUrl }: Pick<Endpoint, 'service' | 'baseUrl'>): string {
	return labelOf(service, new URL(baseUrl).host);
}

/** Whether nobody pays for what the service makes: then no failure of it can have cost anything, and its times are nobody's. */
export function billsNobody(service: string): boolean {
	return service === sandboxId;
}

/** US dollars for one image of that resolution at the endpoint, before taxes and discounts; undefined where it is not known. */
export function priceOf(
	{ service, baseUrl, model }: Pick<Endpoint, 'service' | 'baseUrl' | 'model'>,
	resolution: Resolution,
): number | undefined {
	return priceAsked({ service, host: new URL(baseUrl).host, model, resolution });
}

/** The same for a request of the past, of which the host is known, with its port where that is not the usual one. */
export function priceAsked(asked: {
	readonly service: string;
	readonly host: string;
	readonly model: string;
	readonly resolution: Resolution;
}): number | undefined {
	const { service, host, model, resolution } = asked;
	if (billsNobody(service)) {
		return 0;
	}
	const preset = presetOf(service);
	// Whoever answers at another address has prices of their own.
	const isOwnAddress = preset?.baseUrl !== undefined && new URL(preset.baseUrl).host === host;
	return isOwnAddress ? preset.models.find(({ id }) => id === model)?.price?.[resolution] : undefined;
}

/** What is missing before the service can be asked. */
export type Missing = 'service' | 'baseUrl' | 'model';

/**
 * The endpoint that a person's choices describe, with the preset's own address and model where they name none.
 * Returns what is missing or malformed instead when they do not suffice. For the sandbox without an address the base URL is
 * a placeholder on loopback: whoever runs the job starts the sandbox and puts the true one in. One that is neither on this machine nor
 * in its network names no service.
 */
export function endpointFor(choices: { service: string; baseUrl?: string; model?: string }): Endpoint | Missing {
	const preset = presetOf(choices.service);
	if (!preset) {
		return 'service';
	}
	const baseUrl = choices.baseUrl || preset.baseUrl || (preset.id === sandboxId ? sandboxPlaceholder : '');
	const model = choices.model || preset.models[0]?.id;
	if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
		return 'baseUrl';
	}
	// What is somewhere else is no sandbox, and may well bill.
	if (billsNobody(preset.id) && !isLocal(new URL(baseUrl))) {
		return 'service';
	}
	return model
		? { service: preset.id, protocol: preset.protocol, baseUrl: baseUrl.replace(/\/+$/, ''), model }
		: 'model';
}

/** Stands for the sandbox that is started for the job. Port 0 never answers. */
export const sandboxPlaceholder = 'http://127.0.0.1:0';

/** The origin under which a key for this endpoint is filed. */
export function keyOrigin(endpoint: Pick<Endpoint, 'baseUrl'>): string {
	return new URL(endpoint.baseUrl).origin;
}
