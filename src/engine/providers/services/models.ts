import { familyOf } from '../models';
import type { ModelPreset } from './service';

/** Models as their vendor sells them, by their ids there. */
export function models(...ids: readonly string[]): readonly ModelPreset[] {
	return ids.map((id) => {
		const { label, price } = familyOf(id);
		return { id, ...(label !== undefined && { label }), ...(price && { price: price.dollars }) };
	});
}

/** Models as somebody else sells them, who has prices of their own. */
export function resold(...ids: readonly string[]): readonly ModelPreset[] {
	return models(...ids).map(({ id, label }) => ({ id, ...(label !== undefined && { label }) }));
}
