import { isIP } from 'node:net';
import { isLocal } from '../network/privacy';
import { hasSecret, isBaseUrl } from './baseUrl';
import { endpointFor, presetOf, type ServiceGroup, serviceGroups, servicePresets } from './catalogue';
import type { ServicePreset } from './services/service';

/** The base URL that a pasted text stands for, and what was certain enough to be mended in it: to be said. */
export interface Address {
	/** Without a trailing slash; its query belongs to every request. */
	readonly baseUrl: string;
	readonly repaired: readonly Repair[];
	/** The model, where what was pasted names one. */
	readonly model?: string;
	/** The header that a key goes in there, where the address tells that it is not the service's usual one. */
	readonly keyHeader?: string;
}

export type Repair =
	/** Quotes and brackets around it, characters that cannot be seen, or wide ones. */
	| 'characters'
	/** There was no `http://` or `https://`, or not quite. */
	| 'scheme'
	/** The path of a request, which every request puts there by itself. */
	| 'endpoint'
	/** What in the query belongs to one request. */
	| 'query'
	/** The end of the path was missing, and is known of this service. */
	| 'version';

/** Why a text is no address: never a reason to repeat it, since a secret may be in it. */
export interface AddressFlaw {
	readonly flaw:
		| 'empty'
		| 'scheme'
		/** A user name, or a password. */
		| 'credentials'
		/** A key in the query. */
		| 'secret'
		/** `<resource>`, `{account}`, or the word that stands for it in the service's own documents. */
		| 'placeholder'
		/** The path of a request that this service knows nothing of. */
		| 'protocol'
		| 'malformed';
}

/** Longer ones are something else. */
const maxLength = 2048;

/** What an address of the service looks like: its example, or its own one. */
export function exampleOf(service: string): string {
	const preset = presetOf(service);
	return preset?.example ?? preset?.baseUrl ?? 'https://example.com/v1';
}

/**
 * The base URL of the service in a text as people paste it: with the path of a request, without a version, in quotes… What is not certain
 * stays as it is, and what cannot be an address is refused.
 */
export function addressFrom(pasted: string, service: string): Address | AddressFlaw {
	const repaired = new Set<Repair>();
	const text = withoutWrapping(pasted, repaired);
	if (text === '') {
		return { flaw: 'empty' };
	}
	const full = withScheme(text, repaired);
	if (full === undefined) {
		return { flaw: 'scheme' };
	}
	if (text.length > maxLength || /\s/.test(text) || !URL.canParse(full)) {
		return { flaw: /[<>{}]/.test(text) ? 'placeholder' : 'malformed' };
	}
	const url = new URL(full);
	if (url.hostname.endsWith('.')) {
		// The root of all names, or the end of a sentence: keys are filed by hosts without it.
		url.hostname = url.hostname.slice(0, -1);
		repaired.add('characters');
	}
	if (url.hostname.split('.').includes('')) {
		return { flaw: 'malformed' };
	}
	const preset = presetOf(service);
	const flaw = flawOf(url, preset);
	if (flaw) {
		return flaw;
	}
	const path = url.pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
	if (path !== url.pathname.replace(/\/+$/, '')) {
		repaired.add('characters');
	}
	const cut = atQueue(url, path, preset) ?? atOwnAddress(url, path, preset) ?? atEndpoint(path);
	if (cut.rest !== '') {
		repaired.add('endpoint');
	}
	const completed = withVersion(url, cut.path, preset);
	if (completed !== undefined) {
		repaired.add('version');
	}
	const query = queryOf(url, repaired) || versionIn(url, cut.path, preset, repaired);
	const baseUrl = url.origin + (completed ?? cut.path) + query;
	const model = cut.model ?? modelIn(cut.path, cut.rest);
	if (!isBaseUrl(baseUrl)) {
		return { flaw: 'malformed' };
	}
	if (!speaks(cut.rest, service, baseUrl)) {
		return { flaw: 'protocol' };
	}
	// Azure's, whoever it was pasted for: there a bearer is a token, and no key.
	const keyHeader = preset && isIn('custom', preset) && deployment.test(cut.path) ? 'api-key' : undefined;
	return {
		baseUrl,
		repaired: [...repaired],
		...(model !== undefined && { model }),
		...(keyHeader !== undefined && { keyHeader }),
	};
}

/** Without what a document, a shell or a chat puts around it. */
function withoutWrapping(pasted: string, repaired: Set<Repair>): string {
	const trimmed = pasted.trim();
	const visible = trimmed
		.replace(/\p{DI}|(?!\s)\p{Cc}/gu, '')
		// As input methods for Chinese and Japanese write them.
		.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
		.trim();
	let text = visible;
	for (let before = ''; text !== before;) {
		before = text;
		text = text
			.replace(/^(?:GET|POST|curl)\s+/, '')
			.replace(/^["'`“‘«<(《〈「『【]/, '')
			.replace(/["'`”’»>),;.》〉」』】。、]$/, '')
			.trim();
	}
	if (text !== trimmed) {
		repaired.add('characters');
	}
	return text;
}

/** With `http://` where only this machine or its network can be meant, or an address by numbers; otherwise `https://`. Undefined for any other scheme. */
function withScheme(text: string, repaired: Set<Repair>): string | undefined {
	const written = /^(?:(https?)(?::[\\/]*|[\\/]{2}))+(?=[^\\/])/i.exec(text);
	if (written) {
		const [beginning, scheme = ''] = written;
		if (beginning.toLowerCase() !== `${scheme.toLowerCase()}://`) {
			repaired.add('scheme');
		}
		return `${scheme}://${text.slice(beginning.length)}`;
	}
	if (/^[a-z][a-z0-9+.-]*:(?:[\\/]{2}|[^\d])/i.test(text)) {
		return undefined;
	}
	const rest = text.replace(/^[\\/]+/, '');
	if (!URL.canParse(`http://${rest}`)) {
		return `http://${rest}`;
	}
	const url = new URL(`http://${rest}`);
	const host = url.hostname.replace(/^\[|\]$/g, '');
	const isPlain = isIP(host) !== 0 || isLocal(url);
	// A single name may be a machine next door, which answers over either.
	if (!isPlain && !host.includes('.')) {
		return undefined;
	}
	repaired.add('scheme');
	return `${isPlain ? 'http' : 'https'}://${rest}`;
}

function flawOf(url: URL, preset: ServicePreset | undefined): AddressFlaw | undefined {
	if (url.username !== '' || url.password !== '') {
		return { flaw: 'credentials' };
	}
	if (hasSecret(url.searchParams)) {
		return { flaw: 'secret' };
	}
	if (url.hash !== '') {
		return { flaw: 'malformed' };
	}
	const isToFill = /%7[bd]|%3[ce]/i.test(url.pathname) || ownAddresses(preset).some((own) => isUnfilled(own, url));
	return isToFill ? { flaw: 'placeholder' } : undefined;
}

/** An address that the service is known by. What stands in capitals in it may be anything. */
interface OwnAddress {
	readonly host: string;
	readonly segments: readonly string[];
	readonly query: string;
}

function ownAddresses(preset: ServicePreset | undefined): readonly OwnAddress[] {
	const { baseUrl, example, addresses = [] } = preset ?? {};
	return [baseUrl, example, ...addresses.map((address) => address.baseUrl)].flatMap((address) => {
		const [, host = '', path = '', query = ''] = /^https?:\/\/([^/?]+)([^?]*)(.*)$/.exec(address ?? '') ?? [];
		return host === '' ? [] : [{ host, segments: segmentsOf(path), query }];
	});
}

function segmentsOf(path: string): readonly string[] {
	return path.split('/').filter(Boolean);
}

/** A word that a person has to put something else in the place of. */
const placeholder = /[A-Z][A-Z_]+/;

function fits(pattern: string, part = ''): boolean {
	const [before = '', after] = pattern.split(placeholder);
	return after === undefined
		? part === pattern
		: part.startsWith(before) && part.endsWith(after) && part.length > before.length + after.length;
}

/** Whether the host is that of an address; one that is all placeholder is any. */
function isAt({ host }: OwnAddress, url: URL): boolean {
	const [own, given] = [host.split('.'), url.host.split('.')];
	return (
		(own.length === given.length && own.every((label, at) => fits(label, given[at]))) ||
		placeholder.exec(host)?.[0] === host
	);
}

/** Whether a word of the service's own documents still stands where a person has to fill something in. */
function isUnfilled({ host, segments }: OwnAddress, url: URL): boolean {
	const given = [...url.host.split('.'), ...segmentsOf(url.pathname)];
	const own = [...host.split('.').map((label) => (placeholder.test(label) ? label.toLowerCase() : label)), ...segments];
	const patterns = [...host.split('.'), ...segments];
	return own.every((part, at) => part === given[at]) && patterns.some((part) => placeholder.test(part));
}

/** A path, and behind it that of a request, which is no part of the address. */
interface Cut {
	readonly path: string;
	readonly rest: string;
	/** The model whose path that is, where only the service's own ways tell. */
	readonly model?: string;
}

/**
 * At the top of fal's queue there are only its apps, with their requests below, where the app is named without its last parts:
 * https://fal.ai/docs/model-apis/model-endpoints/queue. Undefined elsewhere.
 */
function atQueue({ host }: URL, path: string, preset: ServicePreset | undefined): Cut | undefined {
	const isQueue = preset?.protocol === 'fal' && ownAddresses(preset).some((own) => own.host === host);
	if (!isQueue || !/^\/[^/]+\/[^/]/.test(path)) {
		return undefined;
	}
	return { path: '', rest: path, ...(!path.includes('/requests/') && { model: decoded(path.slice(1)) }) };
}

/** Where an address of the service's own ends in what was pasted; undefined where there is none. */
function atOwnAddress(url: URL, path: string, preset: ServicePreset | undefined): Cut | undefined {
	const segments = segmentsOf(path);
	const lengths = ownAddresses(preset)
		.filter((own) => isAt(own, url) && own.segments.every((segment, at) => fits(segment, segments[at])))
		.map((own) => own.segments.length);
	const length = Math.max(0, ...lengths);
	// Whatever stands at the top of a host may have been put below something by its owner.
	return length === 0 ? undefined : { path: joined(segments.slice(0, length)), rest: joined(segments.slice(length)) };
}

function joined(segments: readonly string[]): string {
	return segments.map((segment) => `/${segment}`).join('');
}

/** The paths of requests that no address ends with. */
const endpoints =
	/\/(?:images\/(?:generations|edits|variations)|chat\/completions|completions|responses|embeddings|predictions|sdapi\/v1(?:\/[\w-]+)*)$/;
const models = /\/models\/.+$/;
const versionedLists = /\/v\d\w*(\/(?:images|models))$/;

function atEndpoint(path: string): Cut {
	const found = endpoints.exec(path) ?? models.exec(path);
	const rest = found?.[0] ?? versionedLists.exec(path)?.[1] ?? '';
	return { path: path.slice(0, path.length - rest.length), rest };
}

/** The path with its end, where the service is known to have one; undefined where there is nothing to add, or it is not certain. */
function withVersion(url: URL, path: string, preset: ServicePreset | undefined): string | undefined {
	if (!preset) {
		return undefined;
	}
	const isCustom = isIn('custom', preset);
	const candidates = isCustom ? servicePresets.filter(({ protocol }) => protocol === preset.protocol) : [preset];
	const ends = candidates
		.flatMap(ownAddresses)
		.filter((own) => isAt(own, url) && !(isCustom && !isVendors(own)))
		.flatMap((own) => endOf(own, path));
	const [own] = ownAddresses(preset);
	// A program that people run themselves has the same paths wherever it runs.
	const isOfProgram =
		path === '' && own !== undefined && (isIn('local', preset) || (isIn('gateway', preset) && isOpen(preset)));
	// Of several addresses the service's usual one; of several services none.
	const [end, ...others] = isOfProgram ? endOf(own, path) : isCustom ? new Set(ends) : ends.slice(0, 1);
	return end !== undefined && others.length === 0 ? path + end : undefined;
}

/** Whether nobody else can be at that host. */
function isVendors({ host }: OwnAddress): boolean {
	return !placeholder.test(host) && !isLocal(new URL(`http://${host}`));
}

/** The query of an address of the service's own, where none was pasted: its version. */
function versionIn(url: URL, path: string, preset: ServicePreset | undefined, repaired: Set<Repair>): string {
	const segments = segmentsOf(path);
	const own = ownAddresses(preset).find(
		(address) =>
			isAt(address, url) &&
			address.segments.length === segments.length &&
			address.segments.every((segment, at) => fits(segment, segments[at])),
	);
	if (!own?.query) {
		return '';
	}
	repaired.add('version');
	return own.query;
}

/** What is missing of an address of the service's own; nothing where something would have to be filled in, or it is another one. */
function endOf({ segments }: OwnAddress, path: string): readonly string[] {
	const given = segmentsOf(path);
	const missing = segments.slice(given.length);
	const isBeginning = given.every((segment, at) => fits(segments[at] ?? '', segment));
	return isBeginning && missing.length > 0 && !missing.some((segment) => placeholder.test(segment))
		? [joined(missing)]
		: [];
}

/** Whether it has no address but the one that a person gives it. */
function isOpen({ baseUrl, example = '' }: ServicePreset): boolean {
	return baseUrl === undefined && !placeholder.test(example);
}

function isIn(group: ServiceGroup, { id }: ServicePreset): boolean {
	return serviceGroups[group].some((preset) => preset.id === id);
}

/** What in a query is for one request: the form of a stream, a page of a list, the colours of a page. */
const ofOneRequest = new Set(['alt', '$alt', 'pageSize', 'pageToken', '__theme']);

function queryOf(url: URL, repaired: Set<Repair>): string {
	const kept = [...url.searchParams].filter(([name]) => !ofOneRequest.has(name));
	if (kept.length < url.searchParams.size) {
		repaired.add('query');
		return kept.length === 0 ? '' : `?${new URLSearchParams(kept).toString()}`;
	}
	return url.search;
}

const deployment = /\/openai\/deployments\/([^/]+)$/;

/** The model that a request is for, or the deployment. */
function modelIn(path: string, rest: string): string | undefined {
	const found = /^\/models\/([^:]+?)(?::\w+|\/predictions)?$/.exec(rest) ?? deployment.exec(path);
	return found?.[1] === undefined ? undefined : decoded(found[1]);
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Whether the service, at that address, has anything like the request whose path was pasted. */
function speaks(rest: string, service: string, baseUrl: string): boolean {
	const endpoint = endpointFor({ service, baseUrl, model: 'any' });
	const isOfGemini = /:(?:stream)?generateContent$/i.test(rest);
	const isOfOthers = /^\/(?:images|chat)\//.test(rest);
	return typeof endpoint !== 'object' || !(endpoint.protocol === 'geminiNative' ? isOfOthers : isOfGemini);
}
