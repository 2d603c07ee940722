import { readFileSync } from 'node:fs';
import { isReadableOnTheWay } from '../engine/network/privacy';
import type { Endpoint } from '../engine/task';
import { isSandbox, endpointFor, keyOrigin, type Missing, servicePresets } from '../engine/providers/catalogue';
import { canCarryKey, type HeaderFlaw, headerFlaw } from '../engine/providers/ownHeaders';
import { fallbackFor } from '../engine/providers/fallback';
import { type Address, addressFrom, exampleOf } from '../engine/providers/pastedAddress';
import { workflowIn } from '../engine/providers/workflow';
import { wordAddressFlaw, wordRepairs } from '../messages/addresses';
import { wordHeaderFlaw } from '../messages/headers';
import { complain, printJson } from './output';
import { t } from './translate';
import { UsageError } from './usage';

const whom = { group: 'Whom to ask' } as const;

/** The options that say whom to ask, and how. */
export const endpointOptions = {
	service: {
		type: 'string',
		value: 'ID',
		...whom,
		choices: servicePresets.map(({ id }) => id),
		help: 'sandbox (default), gemini, openai, openrouter…; imagegen services lists them all',
	},
	'base-url': {
		type: 'string',
		value: 'URL',
		...whom,
		help: "the service's address, where it is not the usual one: as its documents have it, or as it was copied. It is mended where needed, and you are told how",
	},
	model: {
		type: 'string',
		value: 'ID',
		...whom,
		help: "any id that the service knows; the service's default model without it",
	},
	'known-as': {
		type: 'string',
		value: 'MODEL',
		...whom,
		help: "which model that is, where its id doesn't say so: a deployment has whatever name its owner gave it",
	},
	header: {
		type: 'string',
		multiple: true,
		value: '"NAME: V"',
		...whom,
		help: 'a further header of every request; may be repeated. No secrets: they would be in files',
	},
	'key-header': {
		type: 'string',
		value: 'NAME',
		...whom,
		help: "the header that the key goes in, where it is not the service's usual one",
	},
	workflow: {
		type: 'string',
		value: 'FILE',
		...whom,
		help: 'comfyui only: what it is to run, in API format. {{prompt}}, {{width}}, {{height}}, {{seed}} and {{model}} in its texts become what is wished, {{image}}, {{image2}}… images that go along',
	},
	'allow-http': {
		type: 'boolean',
		...whom,
		help: 'send the key over plain HTTP even where others on the network path can read it',
	},
	'key-stdin': {
		type: 'boolean',
		...whom,
		help: "the API key is the first line of standard input; else it is taken from IMAGEGEN_API_KEY, or from the system's keyring, where imagegen key has put it",
	},
} as const;

/** What those options were given. */
export interface EndpointValues {
	readonly service?: string | undefined;
	readonly 'base-url'?: string | undefined;
	readonly model?: string | undefined;
	readonly 'known-as'?: string | undefined;
	readonly header?: readonly string[] | undefined;
	readonly 'key-header'?: string | undefined;
	readonly workflow?: string | undefined;
	readonly 'allow-http'?: boolean | undefined;
	readonly 'key-stdin'?: boolean | undefined;
}

/** Whom the options name. */
export interface Chosen {
	readonly endpoint: Endpoint;
	/** As it was read from --base-url. */
	readonly address?: Address;
}

/** The endpoint that the options describe. Throws a `UsageError` where they do not suffice, or would show the key to all. */
export function endpointFrom(values: EndpointValues): Chosen {
	const { service = 'sandbox' } = values;
	const address = addressOf(values['base-url'], service);
	const model = values.model ?? address?.model;
	const keyHeader = keyHeaderFrom(values['key-header']) ?? address?.keyHeader;
	const endpoint = endpointFor({
		service,
		headers: headersFrom(values.header ?? []),
		...(address && { baseUrl: address.baseUrl }),
		...(model && { model }),
		...(values['known-as'] && { knownAs: values['known-as'] }),
		...(keyHeader !== undefined && { keyHeader }),
	});
	if (typeof endpoint === 'string') {
		const messages: Record<Missing, string> = {
			service: isSandbox(service)
				? t('The sandbox is on this machine. Name the service at that address with --service.')
				: t('There is no service "{0}".', service),
			baseUrl: t("Give the service's address with --base-url, for example {0}.", exampleOf(service)),
			model: t('Name the model with --model.'),
		};
		throw new UsageError(messages[endpoint]);
	}
	requirePrivacy(endpoint, values);
	const workflow = workflowFrom(values.workflow, endpoint);
	return { endpoint: { ...endpoint, ...(workflow && { workflow }) }, ...(address && { address }) };
}

/** Throws a `UsageError` where anyone on the way could read the key, and that was not allowed. */
export function requirePrivacy({ baseUrl }: Endpoint, values: EndpointValues): void {
	const url = new URL(baseUrl);
	if (!values['allow-http'] && isReadableOnTheWay(url)) {
		throw new UsageError(
			t(
				'Over plain HTTP anyone on the network path to {0} can read your key. Use https, or say --allow-http.',
				url.host,
			),
		);
	}
}

/** The origin of --base-url; undefined where there is none. Throws a `UsageError` for what is no address. */
export function originNamed(values: EndpointValues, service: string): string | undefined {
	const address = addressOf(values['base-url'], service);
	return address && keyOrigin(address);
}

/** What a ComfyUI is to run. Throws a `UsageError` where it isn't told, or can't be. */
function workflowFrom(path: string | undefined, { protocol }: Endpoint): Endpoint['workflow'] {
	if (protocol !== 'comfyui') {
		return undefined;
	}
	const help = t("ComfyUI's menu writes it: Workflow › Export (API). Put {{prompt}} where the prompt goes.");
	if (path === undefined) {
		throw new UsageError(t('Name a workflow with --workflow. {0}', help));
	}
	const workflow = workflowIn(readFileSync(path, 'utf8'));
	if (!workflow) {
		throw new UsageError(t('--workflow: there is no workflow in API format in {0}. {1}', path, help));
	}
	return workflow;
}

/** The address in --base-url, mended where that is certain. Throws a `UsageError` for what is none, without repeating it: there may be a password in it. */
function addressOf(pasted: string | undefined, service: string): Address | undefined {
	const address = pasted === undefined ? undefined : addressFrom(pasted, service);
	if (address && 'flaw' in address) {
		throw new UsageError(`--base-url: ${wordAddressFlaw(t, address, exampleOf(service))}`);
	}
	return address;
}

/** The headers in --header. Throws a `UsageError` for what is none, or would be a secret in files. */
function headersFrom(written: readonly string[]): Record<string, string> {
	const headers = written.map((header) => {
		const [, name = '', value = ''] = /^([^:]*):(.*)$/s.exec(header) ?? [];
		const flaw = header.includes(':') ? headerFlaw(name.trim(), value.trim()) : 'name';
		if (flaw !== undefined) {
			throw new UsageError(`--header: ${wordHeaderFlaw(t, flaw, name.trim())}${adviceOn[flaw]}`);
		}
		return [name.trim(), value.trim()] as const;
	});
	return Object.fromEntries(headers);
}

const adviceOn: Readonly<Record<HeaderFlaw, string>> = {
	name: ` ${t('It is written as --header "Name: value".')}`,
	value: '',
	secret: ` ${t('The key goes into a header of another name with --key-header NAME.')}`,
	reserved: '',
};

function keyHeaderFrom(name: string | undefined): string | undefined {
	if (name !== undefined && !canCarryKey(name)) {
		throw new UsageError(t('--key-header takes the name of a header, such as api-key.'));
	}
	return name;
}

/** Says what was mended in the address, in words, or as an event. */
export async function tellAddress({ address }: Chosen, isJson = false): Promise<void> {
	const words = address && wordRepairs(t, address);
	if (words !== undefined && isJson) {
		await printJson({ at: Date.now(), type: 'address', ...address });
	} else if (words !== undefined) {
		complain(`--base-url: ${words}`);
	}
}

/** The endpoint of each `--fallback`. Throws a `UsageError` for one that names none. */
export function fallbacksFrom(entries: readonly string[], chosen: Endpoint): Endpoint[] {
	return entries.map((entry) => {
		const fallback = fallbackFor(entry, chosen);
		if (typeof fallback === 'object' && fallback.protocol === 'comfyui' && !fallback.workflow) {
			throw new UsageError(t('--fallback {0}: ComfyUI can only be the chosen service.', entry));
		}
		if (typeof fallback === 'object') {
			return fallback;
		}
		const messages: Record<Missing, string> = {
			service: t('--fallback {0}: there is no such service.', entry),
			baseUrl: t('--fallback {0}: that service has no address of its own, so it can only be the chosen one.', entry),
			model: t('--fallback {0}: name a model, or service/model.', entry),
		};
		throw new UsageError(messages[fallback]);
	});
}
