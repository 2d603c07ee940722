import { buffer } from 'node:stream/consumers';
import { systemClock } from '../clock';
import { GenerationError } from '../failure';
import { directNetwork } from '../network/proxy';
import { timeoutsFor } from '../policy/timeouts';
import { keyOrigin } from '../providers/catalogue';
import { type ListedModel, maxModels, type ModelPage, modelsIn } from '../providers/modelList';
import { nameRefusal } from '../providers/refusal';
import { modelsRequest } from '../providers/registry';
import { redactIn, redactor } from '../redactor';
import type { Secrets } from '../secrets';
import type { Endpoint, Network, Timeouts } from '../task';
import { plainBody } from '../transport/contentEncoding';
import { exchange, type HttpRequest } from '../transport/exchange';

export interface ListModelsOptions {
	readonly secrets: Secrets;
	readonly network?: Network;
	readonly signal: AbortSignal;
}

/** A list is made in no time; the longest that is known has half a megabyte. */
const timeouts: Timeouts = {
	...timeoutsFor('1K', { attemptMs: 30_000 }),
	firstByteMs: 20_000,
	maxReplyBytes: 16 * 2 ** 20,
};

/** Whoever has more pages is making fun. */
const maxPages = 20;

/**
 * The models that the service at the endpoint has, as it lists them itself: a free request, with the key where there is one. Undefined where it has
 * no such list. Throws a `GenerationError`.
 */
export async function listModels(
	endpoint: Endpoint,
	options: ListModelsOptions,
): Promise<readonly ListedModel[] | undefined> {
	const request = modelsRequest(endpoint, options.secrets.keys.get(keyOrigin(endpoint)));
	try {
		return request && (await pagesOf(request, endpoint, options));
	} catch (error) {
		// Whatever became of it, nobody bills for a list; and whoever answers may repeat the key.
		throw GenerationError.is(error) ? error.redacted(redactor(options.secrets)).ofFreeService() : error;
	}
}

async function pagesOf(
	request: HttpRequest,
	endpoint: Endpoint,
	{ secrets, network = directNetwork, signal }: ListModelsOptions,
): Promise<readonly ListedModel[]> {
	const { proxyAuthorization } = secrets;
	const wire = { timeouts, signal, network, ...(proxyAuthorization && { proxyAuthorization }) };
	const models = new Map<string, ListedModel>();
	const seen = new Set<string>();
	for (let next: string | undefined = ''; next !== undefined && seen.size < maxPages && models.size < maxModels;) {
		seen.add(next);
		const page: ModelPage = await exchange(pageOf(request, next), wire, async (http) => {
			const text = (await buffer(plainBody(http, timeouts.maxReplyBytes))).toString('utf8');
			return pageIn({ ...http, text }, endpoint, request.url);
		});
		page.models.forEach((model) => models.set(model.id, models.get(model.id) ?? model));
		next = page.next !== undefined && !seen.has(page.next) ? page.next : undefined;
	}
	// Whoever answers may repeat the key.
	return redactIn([...models.values()].slice(0, maxModels), redactor(secrets));
}

function pageOf(request: HttpRequest, token: string): HttpRequest {
	const url = new URL(request.url);
	if (token !== '') {
		url.searchParams.set('pageToken', token);
	}
	return { ...request, url };
}

function pageIn(
	{ status, headers, text }: Pick<Parameters<typeof nameRefusal>[0], 'status' | 'headers' | 'text'>,
	{ model }: Endpoint,
	url: URL,
): ModelPage {
	if (status === 404) {
		throw new GenerationError('notFound', { address: url.origin + url.pathname, status }, false);
	}
	if (status !== 200) {
		throw nameRefusal({ status, headers, text, model, url, now: systemClock.wallTime() });
	}
	try {
		return modelsIn(JSON.parse(text));
	} catch (error) {
		throw new GenerationError('badReply', { detail: 'a list of models was asked for' }, false, { cause: error });
	}
}
