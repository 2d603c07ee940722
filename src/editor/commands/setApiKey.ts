import { endpointFor, presetOf } from '../../engine/providers/catalogue';
import type { KeyForm } from '../form/keyForm';
import type { ServiceForm } from '../form/serviceForm';
import type { Settings } from '../settings';
import { remark } from '../ui/notify';
import type { Command } from './command';
import { t } from '../ui/translate';

/** Asks for the key of the service that is set; first for a service where that one takes none. */
export class SetApiKeyCommand implements Command {
	readonly id = 'imagegen.setApiKey';

	constructor(
		private readonly settings: Settings,
		private readonly services: ServiceForm,
		private readonly keyForm: KeyForm,
	) {}

	async execute(): Promise<void> {
		const settings = this.settings.read();
		const endpoint = endpointFor(settings);
		const takesKey = presetOf(settings.service)?.key !== 'none';
		if (!takesKey || typeof endpoint !== 'object') {
			await this.services.choose(t('Select the Service for the Key'));
			return;
		}
		const key = await this.keyForm.ask(endpoint);
		const { host } = new URL(endpoint.baseUrl);
		if (key === '') {
			remark(t('{0} is asked without an API key.', host));
		} else if (key !== undefined) {
			remark(t('API key saved for {0}.', host));
		}
	}
}
