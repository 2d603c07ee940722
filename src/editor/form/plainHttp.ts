import { isIP } from 'node:net';
import type * as vscode from 'vscode';
import { isReadableOnTheWay } from '../../engine/network/privacy';
import type { Endpoint } from '../../engine/task';
import type { Settings } from '../settings';
import { confirm } from '../ui/notify';
import { t } from '../ui/translate';

const memoryKey = 'plainHttp';

/**
 * Asks once for each origin whether a key may go there over plain HTTP, through networks of others. The answer is kept with
 * the person's own state: no settings file, and so no repository, can give it.
 */
export class PlainHttp {
	constructor(
		private readonly memory: vscode.Memento,
		private readonly settings: Settings,
	) {}

	/** The origins that the person has allowed. */
	get allowed(): readonly string[] {
		return this.memory.get<string[]>(memoryKey, []);
	}

	/** Whether a key may go there without a question. */
	isSafe({ baseUrl }: Pick<Endpoint, 'baseUrl'>): boolean {
		const url = new URL(baseUrl);
		return !isReadableOnTheWay(url) || this.allowed.includes(url.origin);
	}

	async forget(origin: string): Promise<void> {
		await this.memory.update(
			memoryKey,
			this.allowed.filter((allowed) => allowed !== origin),
		);
	}

	/** The connection to use, which may now be one over https; undefined when the person wants neither. */
	async ask(endpoint: Endpoint): Promise<Endpoint | undefined> {
		const url = new URL(endpoint.baseUrl);
		if (this.isSafe(endpoint)) {
			return endpoint;
		}
		const sendAnyway = t('Send Anyway');
		const useHttps = t('Use https Instead');
		const detail = t(
			'Plain HTTP is not encrypted: your API key and your prompts travel in clear text, and anyone on the network path can read them. Inside a private network or a VPN that may be right.',
		);
		const answer = await confirm(t('Send your API key to {0} unencrypted?', url.host), detail, [
			sendAnyway,
			// Nobody certifies a bare address.
			...(isIP(url.hostname) === 0 ? [useHttps] : []),
		]);
		if (answer === sendAnyway) {
			await this.memory.update(memoryKey, [...this.allowed, url.origin]);
			return endpoint;
		}
		return answer === useHttps ? await this.overHttps(endpoint, url) : undefined;
	}

	/** Services that offer both have https at its own port. */
	private async overHttps(endpoint: Endpoint, { hostname, pathname, search }: URL): Promise<Endpoint> {
		const baseUrl = `https://${hostname}${pathname}`.replace(/\/+$/, '') + search;
		await this.settings.replaceBaseUrl(endpoint.baseUrl, baseUrl);
		return { ...endpoint, baseUrl };
	}
}
