import type { ModelForm } from '../form/modelForm';
import type { Command } from './command';
import { t } from '../ui/translate';

/** Asks for the model of the service that is set. */
export class SelectModelCommand implements Command {
	readonly id = 'imagegen.selectModel';

	constructor(private readonly models: ModelForm) {}

	async execute(): Promise<void> {
		await this.models.choose(t('Select Model'));
	}
}
