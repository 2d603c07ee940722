import type { Range } from './lines';
import type { Edit } from './spots';

interface Size {
	readonly width: number;
	readonly height: number;
}

/** `width="600"`, `width='600'`, `width=600`, and JSX's `width={600}`; not `data-width`, and no lengths in other units. */
const pattern = /(?<=\s)(width|height)\s*=\s*(?:"|'|\{)?(\d{1,6})(?=["'}\s/>])/dg;

/**
 * The change by which an element that says its width and its height in pixels shows an image of that size unspoiled: as wide as before.
 * None where it does so already, or says only one of them, which is right for every image.
 */
export function heightFor(text: string, element: Range, size: Size): Edit | undefined {
	const written = text.slice(element.from, element.to);
	const found = written.startsWith('<') ? Array.from(written.matchAll(pattern)) : [];
	const [width, height] = ['width', 'height'].map((name) => found.find(([, one]) => one === name));
	const [from, to] = height?.indices?.[2] ?? [];
	if (!width || !height || from === undefined || to === undefined) {
		return undefined;
	}
	const fitting = Math.max(1, Math.round((Number(width[2]) * size.height) / size.width));
	// What differs by rounding alone is as it should be.
	return Math.abs(fitting - Number(height[2])) <= 1
		? undefined
		: { from: element.from + from, to: element.from + to, text: String(fitting) };
}
