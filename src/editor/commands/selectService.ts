import type { ServiceForm } from '../form/serviceForm';
import type { Command } from './command';
import { t } from '../ui/translate';

/** Asks who draws the images from now on. */
export class SelectServiceCommand implements Command {
	readonly id = 'imagegen.selectService';

	constructor(private readonly services: ServiceForm) {}

	async execute(): Promise<void> {
		await this.services.choose(t('Select Service'));
	}
}
