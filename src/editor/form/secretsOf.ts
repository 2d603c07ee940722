import { keyOrigin, presetOf } from '../../engine/providers/catalogue';
import type { Secrets } from '../../engine/secrets';
import type { Endpoint } from '../../engine/task';
import { readNetwork } from '../network';
import type { Keys } from '../secrets';
import type { CommandKeys } from './commandKeys';

/**
 * What a process must have to ask that service for what it has taken on: the key that is kept, or that of the command which the person has
 * allowed there, since nobody is asked anything here.
 */
export async function secretsOf(endpoint: Endpoint, keys: Keys, commandKeys: CommandKeys): Promise<Secrets> {
	const origin = keyOrigin(endpoint);
	const takesKey = presetOf(endpoint.service)?.key !== 'none';
	const key = takesKey ? await (commandKeys.isKnownFor(endpoint) ? commandKeys.run() : keys.get(origin)) : undefined;
	const { proxyAuthorization } = readNetwork();
	return {
		keys: new Map(key === undefined ? [] : [[origin, key]]),
		...(proxyAuthorization && { proxyAuthorization }),
	};
}
