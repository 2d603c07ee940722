import { drawingElements, references } from './names';
import type { SvgElement } from './tree';

/**
 * How many shapes an image draws, copies of copies included: a few elements that `use` one another draw more than any computer can.
 */
export function drawnBy(root: SvgElement): number {
	const byId = new Map<string, SvgElement>();
	const note = (element: SvgElement): void => {
		const { id } = element.properties;
		if (id !== undefined && !byId.has(id)) {
			byId.set(id, element);
		}
		element.children.forEach((child) => child.type === 'element' && note(child));
	};
	note(root);
	const counted = new Map<SvgElement, number>();
	const count = (element: SvgElement): number => {
		const known = counted.get(element);
		if (known !== undefined) {
			return known;
		}
		// A circle draws nothing.
		counted.set(element, 0);
		const inside = element.children.reduce((sum, child) => sum + (child.type === 'element' ? count(child) : 0), 0);
		const own = drawingElements.has(element.tagName) ? 1 : 0;
		const total = own + inside + (element.tagName === 'use' ? usedBy(element) : 0);
		counted.set(element, total);
		return total;
	};
	const usedBy = ({ properties }: SvgElement): number => {
		const [id] = references.flatMap((name) => properties[name]?.trim().slice(1) ?? []);
		const used = id === undefined ? undefined : byId.get(id);
		return used ? count(used) : 0;
	};
	return count(root);
}
