import type { Endpoint } from '../task';
import { endpointFor, type Missing, presetOf } from './catalogue';

/**
 * The endpoint that a fallback names: `model` at the chosen service itself, or `service/model`. Returns what it lacks or
 * gets wrong when it names none.
 */
export function fallbackFor(entry: string, chosen: Endpoint): Endpoint | Missing {
	const [, service = '', model = ''] = /^([^/]*)\/(.*)$/.exec(entry) ?? [];
	const preset = presetOf(service);
	if (preset) {
		return preset.id === chosen.service ? withModel(chosen, model) : endpointFrom(preset.id, model);
	}
	if (presetOf(entry)) {
		return 'model';
	}
	// Model ids with slashes are for servers that people name themselves.
	const hasOwnModels = presetOf(chosen.service)?.models.length !== 0;
	return service !== '' && hasOwnModels ? 'service' : withModel(chosen, entry);
}

function endpointFrom(service: string, model: string): Endpoint | Missing {
	return model === '' ? 'model' : endpointFor({ service, model });
}

function withModel({ knownAs: _ofAnother, ...chosen }: Endpoint, model: string): Endpoint | Missing {
	return model === '' ? 'model' : { ...chosen, model };
}
