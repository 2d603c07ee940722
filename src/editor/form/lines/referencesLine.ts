import { askReferences, rowOfReferences } from '../references';
import type { Form, FormLine } from './line';

/** The images that go along, where the model takes any. */
export function referencesLine({ title, endpoint, choices }: Form): readonly FormLine[] {
	const row = rowOfReferences(endpoint, choices.along);
	const choose = async (): Promise<void> => {
		choices.along = await askReferences(title, endpoint, choices.along);
	};
	return row ? [{ id: 'references', ...row, choose }] : [];
}
