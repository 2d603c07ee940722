import type { Translate } from './translate';

/** Says what was taken out of SVGs so that they are safe to show; undefined where nothing was. */
export function wordRemoved(
	t: Translate,
	images: readonly { readonly removed?: readonly string[] }[],
): string | undefined {
	const names = [...new Set(images.flatMap(({ removed = [] }) => removed))];
	return names.length === 0
		? undefined
		: t('What acts or leads elsewhere was taken out of the SVG: {0}.', names.join(', '));
}
