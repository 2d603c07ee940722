import type { Translate } from './translate';

/** Says that nothing of an image can be seen through which was to be transparent; undefined of any other. */
export function wordOpaque(t: Translate, { isOpaque }: { readonly isOpaque?: true }): string | undefined {
	return isOpaque && t('A transparent background was asked for, and it came without one.');
}
