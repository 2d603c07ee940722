import { keyOrigin, nameOf, presetOf } from '../../engine/providers/catalogue';
import type { Secrets } from '../../engine/secrets';
import type { Endpoint } from '../../engine/task';
import { wordFailure } from '../../messages/failures';
import { diagnoseConnection, type EnginePaths, listModels, type ModelList } from '../jobs/diagnoser';
import { readNetwork } from '../network';
import type { Keys } from '../secrets';
import type { CommandKeys } from './commandKeys';
import type { PlainHttp } from './plainHttp';
import { t } from '../ui/translate';

/** Why something could not be found out, in words. */
export interface Unknown {
	readonly reason: string;
}

/** Nobody waits any longer for what is only to help. */
const limitMs = 15_000;

/** Asks services what they tell for free. A key goes only where it may go without a question. */
export class ServiceProbe {
	constructor(
		private readonly keys: Keys,
		private readonly commandKeys: CommandKeys,
		private readonly plainHttp: PlainHttp,
		private readonly paths: EnginePaths,
	) {}

	/** What the service says of a key that is not stored yet. */
	async checkKey(endpoint: Endpoint, key: string, signal: AbortSignal): Promise<'good' | 'refused' | Unknown> {
		if (!this.plainHttp.isSafe(endpoint)) {
			return { reason: t('It would travel unencrypted.') };
		}
		try {
			const asked = this.asked(endpoint, key);
			const { connect, answer } = await diagnoseConnection(...asked, this.paths, limited(signal));
			const failure = 'kind' in connect ? connect : answer && 'kind' in answer ? answer : undefined;
			if (failure) {
				return { reason: wordFailure(t, failure, nameOf(endpoint)).message };
			}
			const verdict = answer && 'key' in answer ? answer.key : 'unknown';
			return verdict === 'refused' ? 'refused' : verdict === 'accepted' ? 'good' : { reason: '' };
		} catch {
			return { reason: t('The service did not answer in time.') };
		}
	}

	/** The models that the service lists, those that are known first; an empty reason where it has no list. */
	async models(endpoint: Endpoint, signal: AbortSignal): Promise<ModelList['models'] | Unknown> {
		try {
			const { list, failure, models } = await listModels(
				...this.asked(endpoint, await this.keyOf(endpoint)),
				this.paths,
				limited(signal),
			);
			if (failure) {
				return { reason: wordFailure(t, failure, nameOf(endpoint)).message };
			}
			return list === 'listed' ? models : { reason: '' };
		} catch {
			return { reason: t('The service did not answer in time.') };
		}
	}

	private asked(endpoint: Endpoint, key: string | undefined) {
		return [{ endpoint, resolution: '1K', network: readNetwork().network }, this.secrets(endpoint, key)] as const;
	}

	private secrets(endpoint: Endpoint, key: string | undefined): Secrets {
		const { proxyAuthorization } = readNetwork();
		const keys = new Map(key === undefined || key === '' ? [] : [[keyOrigin(endpoint), key] as const]);
		return { keys, ...(proxyAuthorization && { proxyAuthorization }) };
	}

	private async keyOf(endpoint: Endpoint): Promise<string | undefined> {
		if (presetOf(endpoint.service)?.key === 'none' || !this.plainHttp.isSafe(endpoint)) {
			return undefined;
		}
		return this.commandKeys.isKnownFor(endpoint)
			? await this.commandKeys.run()
			: await this.keys.get(keyOrigin(endpoint));
	}
}

function limited(signal: AbortSignal): AbortSignal {
	return AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
}
