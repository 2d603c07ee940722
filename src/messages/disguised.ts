import type { Translate } from './translate';

/** What an image really is whose name says something else. */
export function wordDisguised(t: Translate, format: string, named: string | undefined): string {
	// What shows one of them takes the other for damaged.
	return format === 'svg' || named === 'svg'
		? t(
				"It is {0}, and its name says {1}: it can't be shown so. Rename it, and change its link.",
				...upper(format, named),
			)
		: t("It is {0}, whatever its name says: browsers don't mind, some tools do.", ...upper(format));
}

function upper(...formats: readonly (string | undefined)[]): string[] {
	return formats.map((format = '') => format.toUpperCase());
}
