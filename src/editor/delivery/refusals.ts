import type { SaveTarget } from './destinations';
import { t } from '../ui/translate';

/** Says why an image is not saved where a setting says. */
export function wordRefusal({ setting, why }: Extract<SaveTarget, { kind: 'refused' }>): string {
	switch (why.refused) {
		case 'outside':
			return t(
				'The image is safe, but not saved: {0} leads to {1}, which is outside the workspace. Use a path like "images/" or "/assets/".',
				setting,
				why.path,
			);
		case 'git':
			return t(
				'The image is safe, but not saved: {0} leads to {1}, where git keeps what is its own. Use a path like "images/" or "/assets/".',
				setting,
				why.path,
			);
		case 'backslash':
			return t(
				'The image is safe, but not saved: {0} leads to {1}, which has a backslash in it. Separate folders with forward slashes.',
				setting,
				why.path,
			);
		case 'variables':
			return t(
				'The image is safe, but not saved: {0} has {1} in it, which is not a variable. There are {2}.',
				setting,
				why.unknown.join(', '),
				why.known.join(', '),
			);
	}
}
