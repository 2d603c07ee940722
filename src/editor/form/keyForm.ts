import * as vscode from 'vscode';
import type { Endpoint } from '../../engine/task';
import { keyOrigin, presetOf } from '../../engine/providers/catalogue';
import { isSendable } from '../../engine/secrets';
import type { Keys } from '../secrets';
import { openPage } from '../ui/actions';
import { askText } from '../ui/quickInput';

/** Asks for API keys, masked, and files them. */
export class KeyForm {
	constructor(private readonly keys: Keys) {}

	/** The key for that connection as the person gave it now, stored; undefined when they gave none. */
	async ask(endpoint: Endpoint): Promise<string | undefined> {
		const { t } = vscode.l10n;
		const preset = presetOf(endpoint.service);
		const service = preset?.label ?? endpoint.service;
		const isOptional = preset?.key === 'optional';
		const origin = keyOrigin(endpoint);
		const answer = await askText({
			title: t('API Key for {0}', service),
			prompt: isOptional
				? t('Sent to {0} only. Press Escape if the server needs none.', origin)
				: t("Sent to {0} only, and kept in your editor's secret storage.", origin),
			isSecret: true,
			help: preset?.keyPage === undefined ? undefined : openPage(t('Get a key from {0}', service), preset.keyPage),
			check: (text) =>
				text.trim() === ''
					? t('Paste the key.')
					: /\s/.test(text.trim()) || !isSendable(text.trim())
						? t('A key has no spaces, no line breaks, and only plain letters, digits and signs.')
						: undefined,
		});
		if (typeof answer !== 'string') {
			return undefined;
		}
		const key = answer.trim();
		await this.keys.set(origin, key);
		return key;
	}
}
