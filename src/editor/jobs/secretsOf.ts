import { keyOrigin, presetOf } from '../../engine/providers/catalogue';
import type { Secrets } from '../../engine/secrets';
import type { Endpoint } from '../../engine/task';
import { readNetwork } from '../network';
import type { Keys } from '../secrets';

/** What a process must have to ask that service for what it has taken on: the key that is kept, since nobody is asked for one here. */
export async function secretsOf({ service, baseUrl }: Endpoint, keys: Keys): Promise<Secrets> {
	const origin = keyOrigin({ baseUrl });
	const key = presetOf(service)?.key === 'none' ? undefined : await keys.get(origin);
	const { proxyAuthorization } = readNetwork();
	return {
		keys: new Map(key === undefined ? [] : [[origin, key]]),
		...(proxyAuthorization && { proxyAuthorization }),
	};
}
