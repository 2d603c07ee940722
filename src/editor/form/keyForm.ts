import type * as vscode from 'vscode';
import type { Endpoint } from '../../engine/task';
import { keyOrigin, nameOf, presetOf } from '../../engine/providers/catalogue';
import { isSendable } from '../../engine/secrets';
import { unattended } from '../log';
import type { Keys } from '../secrets';
import { diagnose, openPage } from '../ui/actions';
import { notify } from '../ui/notify';
import { type Answer, askText } from '../ui/quickInput';
import type { CommandKeys } from './commandKeys';
import type { ServiceProbe } from './serviceProbe';
import { t } from '../ui/translate';
import { joinSentences } from '../../messages/sentences';

/** Asks for API keys, masked, and files them. */
export class KeyForm {
	constructor(
		private readonly keys: Keys,
		private readonly commandKeys: CommandKeys,
		private readonly probe: Pick<ServiceProbe, 'checkKey'>,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/**
	 * Asks for the key of that endpoint, and files it. Resolves with it, with an empty text where the service needs none, and with
	 * undefined when the person left the question: then everything is as it was.
	 */
	async ask(endpoint: Endpoint): Promise<string | undefined> {
		const key = await this.question(endpoint);
		if (typeof key !== 'string') {
			return undefined;
		}
		await this.file(endpoint, key);
		return key;
	}

	/** Asks for the key without filing it, and has the service look at it, which is free. An empty answer says that the service needs none. */
	async question(endpoint: Endpoint, canGoBack = false): Promise<Answer<string>> {
		const preset = presetOf(endpoint.service);
		const isOptional = preset?.key === 'optional';
		const prompt = await this.prompt(endpoint, isOptional);
		const answer = await askText({
			title: t('API Key for {0}', nameOf(endpoint)),
			canGoBack,
			prompt,
			isSecret: true,
			help: preset?.keyPage === undefined ? undefined : openPage(t('Get a key from {0}', preset.label), preset.keyPage),
			check: (text) => {
				const key = keyIn(text);
				if (key === '') {
					return isOptional ? undefined : t('Paste the key.');
				}
				return /\s/.test(key) || !isSendable(key)
					? t('A key has no spaces, no line breaks, and only plain letters, digits and signs.')
					: undefined;
			},
			verify: (text, signal) => this.verify(endpoint, keyIn(text), signal),
		});
		return typeof answer === 'string' ? keyIn(answer) : answer;
	}

	/** Why the key had better not be taken; what can't be told is no reason. */
	private async verify(endpoint: Endpoint, key: string, signal: AbortSignal): Promise<string | undefined> {
		const name = nameOf(endpoint);
		const verdict = key === '' ? 'good' : await this.probe.checkKey(endpoint, key, signal);
		if (verdict === 'refused') {
			return t('{0} rejected this key. Press Enter again to use it all the same.', name);
		}
		if (typeof verdict === 'object' && verdict.reason !== '' && !signal.aborted) {
			const message = t("The API key for {0} couldn't be checked. {1}", name, verdict.reason);
			unattended(this.log, notify('info', message, [diagnose('1K')]));
		}
		return undefined;
	}

	/** Files a key, in the place of what a command prints; an empty one takes away what was there. */
	async file(endpoint: Endpoint, key: string): Promise<void> {
		const origin = keyOrigin(endpoint);
		await (key === '' ? this.keys.remove(origin) : this.keys.set(origin, key));
		await this.commandKeys.leave(endpoint);
	}

	private async prompt(endpoint: Endpoint, isOptional: boolean): Promise<string> {
		const origin = keyOrigin(endpoint);
		return joinSentences(
			(await this.keys.isForgotten(origin)) ? t('Your editor did not keep the key that you gave it before.') : '',
			this.commandKeys.isKnownFor(endpoint) ? t('It is used in the place of the command in imagegen.keyCommand.') : '',
			isOptional
				? t('Sent to {0} only. Leave empty if the server needs none.', origin)
				: t("Sent to {0} only, and kept in your editor's secret storage.", origin),
		);
	}
}

/** The key in what was pasted: without blanks around it and what nobody sees anywhere in it, and without what it is assigned to or quoted by in a file. */
function keyIn(text: string): string {
	const blanks = /^\s+|\s+$/g;
	const visible = text.replace(/\p{DI}/gu, '');
	const value = visible.replace(blanks, '').replace(/^(?:export\s+)?[A-Z][A-Z\d_]*=(?=\S)|^Bearer\s+/, '');
	return value.replace(/^(["'`])(.*)\1;?$/, '$2').replace(blanks, '');
}
