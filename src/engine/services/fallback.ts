import type { Connection } from '../request';
import { connectionFor, type Missing, presetOf } from './catalogue';

/**
 * The connection that a fallback names: `model` at the chosen service itself, or `service/model`. Returns what it lacks or
 * gets wrong when it names none.
 */
export function fallbackFor(entry: string, chosen: Connection): Connection | Missing {
	const [, service = '', model = ''] = /^([^/]*)\/(.*)$/.exec(entry) ?? [];
	const preset = presetOf(service);
	if (preset) {
		return preset.id === chosen.service ? withModel(chosen, model) : connectionFrom(preset.id, model);
	}
	if (presetOf(entry)) {
		return 'model';
	}
	// Model ids with slashes are for servers that people name themselves.
	const hasOwnModels = presetOf(chosen.service)?.models.length !== 0;
	return service !== '' && hasOwnModels ? 'service' : withModel(chosen, entry);
}

function connectionFrom(service: string, model: string): Connection | Missing {
	return model === '' ? 'model' : connectionFor({ service, model });
}

function withModel(chosen: Connection, model: string): Connection | Missing {
	return model === '' ? 'model' : { ...chosen, model };
}
