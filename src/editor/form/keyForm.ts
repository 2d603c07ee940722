import * as vscode from 'vscode';
import type { Endpoint } from '../../engine/task';
import { keyOrigin, nameOf, presetOf } from '../../engine/providers/catalogue';
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
		const isOptional = preset?.key === 'optional';
		const origin = keyOrigin(endpoint);
		const answer = await askText({
			title: t('API Key for {0}', nameOf(endpoint)),
			prompt: isOptional
				? t('Sent to {0} only. Press Escape if the server needs none.', origin)
				: t("Sent to {0} only, and kept in your editor's secret storage.", origin),
			isSecret: true,
			help: preset?.keyPage === undefined ? undefined : openPage(t('Get a key from {0}', preset.label), preset.keyPage),
			check: (text) => {
				const key = keyIn(text);
				if (key === '') {
					return t('Paste the key.');
				}
				return /\s/.test(key) || !isSendable(key)
					? t('A key has no spaces, no line breaks, and only plain letters, digits and signs.')
					: undefined;
			},
		});
		if (typeof answer !== 'string') {
			return undefined;
		}
		const key = keyIn(answer);
		await this.keys.set(origin, key);
		return key;
	}
}

/** The key in what was pasted: without blanks, also those that nobody sees, and without what it is assigned to or quoted by in a file. */
function keyIn(text: string): string {
	const blanks = /^[\s\u200B-\u200D\u2060\uFEFF]+|[\s\u200B-\u200D\u2060\uFEFF]+$/g;
	const value = text.replace(blanks, '').replace(/^(?:export\s+)?[A-Z][A-Z\d_]*=(?=\S)|^Bearer\s+/, '');
	return value.replace(/^(["'`])(.*)\1;?$/, '$2').replace(blanks, '');
}
