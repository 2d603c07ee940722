import type { ModelFamily } from './family';

/** Whether a model draws SVG where it is asked for it; undefined where nobody knows. Who can't be asked for a format can't be asked for this one. */
export function drawsSvg({ svg, formats }: ModelFamily): boolean | undefined {
	const canBeAsked = formats === undefined || formats.length > 0;
	return svg === 'perhaps' && canBeAsked ? undefined : svg === 'only' || (svg === 'asked' && canBeAsked);
}
