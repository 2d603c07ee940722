import { keyOrigin, presetOf } from '../engine/providers/catalogue';
import { isSendable, tidyKey } from '../engine/secrets';
import type { Endpoint } from '../engine/task';
import { firstLine } from './firstLine';
import { storedKey } from './keyring';
import { t } from './translate';
import { UsageError } from './usage';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The API key of the chosen endpoint: from standard input where that is said, else from the environment, else from the keyring; undefined
 * where none is given.
 */
export async function keyFrom(
	{ 'key-stdin': isPiped }: { readonly 'key-stdin'?: boolean | undefined },
	endpoint: Pick<Endpoint, 'baseUrl'>,
): Promise<string | undefined> {
	if (isPiped) {
		return await pipedKey();
	}
	return sendable(process.env['IMAGEGEN_API_KEY'], 'IMAGEGEN_API_KEY') ?? (await storedKey(keyOrigin(endpoint)));
}

/** The key in the first line of standard input. Throws a `UsageError` where there is none. */
export async function pipedKey(): Promise<string> {
	const key = sendable(await firstLine(process.stdin), t('standard input'));
	if (key === undefined) {
		throw new UsageError(t('--key-stdin: there is no key in the first line of standard input.'));
	}
	return key;
}

/** The key as it was meant, undefined where there is none. Throws a `UsageError` where no request can carry it. */
export function sendable(given: string | undefined, source: string): string | undefined {
	const key = tidyKey(given ?? '') || undefined;
	if (key !== undefined && !isSendable(key)) {
		throw new UsageError(
			t(
				"The API key in {0} can't be sent: it is far too long, or holds a line break or a character that no key has.",
				source,
			),
		);
	}
	return key;
}

/** Whether the service answers nobody without a key, and there is none. */
export function lacksKey({ service }: Endpoint, key: string | undefined): boolean {
	return key === undefined && presetOf(service)?.key === 'required';
}

/** Throws a `UsageError` where the service needs a key and there is none. */
export function requireKey(endpoint: Endpoint, key: string | undefined): void {
	if (lacksKey(endpoint, key)) {
		const { service } = endpoint;
		throw new UsageError(
			t(
				'{0} needs an API key: set IMAGEGEN_API_KEY, pipe it in with --key-stdin, or store it with imagegen key set {0}.',
				service,
			),
		);
	}
}

/**
 * The keys of fallbacks at other origins than the chosen endpoint's, each as `keyOf` finds it. Throws a `UsageError` where a service needs one
 * and there is none.
 */
export async function fallbackKeys(
	fallbacks: readonly Endpoint[],
	chosen: Endpoint,
	env: Environment,
): Promise<Map<string, string>> {
	const keys = new Map<string, string>();
	for (const fallback of fallbacks.filter((other) => keyOrigin(other) !== keyOrigin(chosen))) {
		const key = await keyOf(fallback, env);
		if (key !== undefined) {
			keys.set(keyOrigin(fallback), key);
		}
	}
	return keys;
}

/**
 * The key of a service beside the chosen one, from IMAGEGEN_API_KEY_ARK and the like, else from the keyring. Throws a `UsageError` where it
 * needs one and there is none.
 */
export async function keyOf(endpoint: Endpoint, env: Environment): Promise<string | undefined> {
	const { service } = endpoint;
	const key = await keyBeside(endpoint, env);
	if (lacksKey(endpoint, key)) {
		throw new UsageError(
			t('{0} needs its own API key. Set {1}, or store it with imagegen key set {0}.', service, variableOf(service)),
		);
	}
	return key;
}

/** The same, undefined where it needs one and there is none. */
export async function keyBeside(endpoint: Endpoint, env: Environment): Promise<string | undefined> {
	const name = variableOf(endpoint.service);
	return sendable(env[name], name) ?? (await storedKey(keyOrigin(endpoint)));
}

function variableOf(service: string): string {
	return `IMAGEGEN_API_KEY_${service.toUpperCase()}`;
}
