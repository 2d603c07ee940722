import { askPick, back } from '../ui/quickInput';
import type { CommandKeys } from '../form/commandKeys';
import type { PlainHttp } from '../form/plainHttp';
import { notify, remark } from '../ui/notify';
import type { Keys } from '../secrets';
import type { Command } from './command';
import { t } from '../ui/translate';

/** Removes a key from the secret storage, and with it what was answered of its origin: over plain HTTP, or by the command. */
export class RemoveApiKeyCommand implements Command {
	readonly id = 'imagegen.removeApiKey';

	constructor(
		private readonly keys: Keys,
		private readonly commandKeys: CommandKeys,
		private readonly plainHttp: PlainHttp,
	) {}

	async execute(): Promise<void> {
		const { allowed } = this.plainHttp;
		const origins = [...new Set([...(await this.keys.origins()), ...allowed])];
		if (origins.length === 0) {
			return notify('info', t('No API key is stored.'), []);
		}
		const answer = await askPick({
			title: t('Remove API Key'),
			placeholder: t('Choose the service whose key to remove'),
			items: origins.map((label) => ({
				label,
				description: allowed.includes(label) ? t('may be sent unencrypted') : '',
			})),
		});
		if (answer !== undefined && answer !== back) {
			await this.keys.remove(answer.label);
			await this.commandKeys.forget(answer.label);
			await this.plainHttp.forget(answer.label);
			remark(t('API key removed for {0}.', answer.label));
		}
	}
}
