import { labelOf, nameOf, presetOf } from '../../../engine/providers/catalogue';
import type { ModelForm } from '../modelForm';
import type { ServiceForm } from '../serviceForm';
import type { Lines } from './line';
import { t } from '../../ui/translate';

/** Who draws. */
export function serviceLines(services: ServiceForm, models: ModelForm): Lines {
	return ({ title, settings, endpoint }) => {
		const preset = presetOf(settings.service);
		const model = settings.model || (preset?.models[0]?.id ?? t('none chosen'));
		const modelLabel = preset?.models.find(({ id }) => id === model)?.label ?? model;
		const service = endpoint ? nameOf(endpoint) : labelOf(settings.service);
		return [
			{
				id: 'model',
				label: t('Model: {0}', modelLabel),
				...(modelLabel !== model && { description: model }),
				choose: () => models.choose(title),
			},
			{ id: 'service', label: t('Service: {0}', service), choose: () => services.choose(title) },
		];
	};
}
