import type { Network } from '../task';

/** What a person has set up for the network: VS Code's `http.*` settings, or nothing of the kind in a terminal. */
export interface NetworkChoices {
	/** `http.proxy`; goes before the environment's. May hold credentials. */
	readonly proxy?: string;
	/** `http.noProxy`; `NO_PROXY` counts only where it names nothing. */
	readonly noProxy?: readonly string[];
	/** `http.proxyStrictSSL`. */
	readonly strictSsl?: boolean;
	/** `http.proxyAuthorization`: the whole value of the `Proxy-Authorization` header. */
	readonly proxyAuthorization?: string;
	/** `http.systemCertificates`. */
	readonly systemCertificates?: boolean;
}

/** The network as data, and apart from it what is secret. */
export interface NetworkSetup {
	readonly network: Network;
	readonly proxyAuthorization?: string;
}

/**
 * Puts a person's choices and the environment's `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` (either case; lower case first,
 * as curl and VS Code do) together. Credentials in a proxy's address become the header's value.
 */
export function networkSetup(choices: NetworkChoices, env: Readonly<Record<string, string | undefined>>): NetworkSetup {
	const variable = (name: string): string => env[name.toLowerCase()] || env[name] || '';
	const http = withoutCredentials(choices.proxy || variable('HTTP_PROXY'));
	const https = withoutCredentials(choices.proxy || variable('HTTPS_PROXY') || variable('HTTP_PROXY'));
	const proxyAuthorization = choices.proxyAuthorization || https.authorization || http.authorization;
	return {
		network: {
			...(http.address && { httpProxy: http.address }),
			...(https.address && { httpsProxy: https.address }),
			noProxy: (choices.noProxy?.length ? choices.noProxy : variable('NO_PROXY').split(','))
				.map((name) => name.trim())
				.filter(Boolean),
			strictSsl: choices.strictSsl ?? true,
			systemCertificates: choices.systemCertificates ?? true,
		},
		...(proxyAuthorization && { proxyAuthorization }),
	};
}

function withoutCredentials(address: string): { address: string; authorization?: string } {
	const text = address.trim();
	const full = text.includes('://') || text === '' ? text : `http://${text}`;
	if (!URL.canParse(full)) {
		// Kept, so that the failure names it; but for what may be a password.
		return { address: full.replace(/\/\/.*@/s, '//') };
	}
	const url = new URL(full);
	const { username, password } = url;
	url.username = '';
	url.password = '';
	const plain = { address: url.href };
	if (username === '' && password === '') {
		return plain;
	}
	const pair = `${decoded(username)}:${decoded(password)}`;
	return { ...plain, authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}

/** As it is where a per cent sign stands for itself. */
function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
