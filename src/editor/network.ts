import * as v from 'valibot';
import * as vscode from 'vscode';
import { networkSetup, type NetworkSetup } from '../engine/network/choices';

const text = v.fallback(v.string(), '');
const texts = v.fallback(v.array(v.string()), []);
const on = v.fallback(v.boolean(), true);

/**
 * The network as the person has set it up for their editor: the settings `http.*`, and the environment where these are silent.
 * A workspace has no say in it: Visual Studio Code gives these settings the scope of the machine, and only the person's own
 * values are looked at. Proxies that only the operating system knows of (PAC, WPAD) cannot be asked for by extensions.
 */
export function readNetwork(env: NodeJS.ProcessEnv = process.env): NetworkSetup {
	const strictSsl = v.parse(on, personal('proxyStrictSSL'));
	const systemCertificates = v.parse(on, personal('systemCertificates'));
	if (personal('proxySupport') === 'off') {
		return networkSetup({ strictSsl, systemCertificates }, {});
	}
	const choices = {
		proxy: v.parse(text, personal('proxy')),
		noProxy: v.parse(texts, personal('noProxy')),
		proxyAuthorization: v.parse(text, personal('proxyAuthorization')),
		strictSsl,
		systemCertificates,
	};
	return networkSetup(choices, env);
}

function personal(key: string): unknown {
	const setting = vscode.workspace.getConfiguration('http').inspect(key);
	return setting?.globalValue ?? setting?.defaultValue;
}
