import { parse } from 'postcss';

/** Functions of CSS whose arguments name nothing that is elsewhere; `url` is looked at by itself, and what is not here may load something. */
const functions: ReadonlySet<string> = new Set(
	(
		' rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark matrix matrix3d perspective rotate rotate3d rotatex ' +
		'rotatey rotatez scale scale3d scalex scaley skew skewx skewy translate translate3d translatex translatey translatez ' +
		'calc min max clamp var cubic-bezier steps linear blur brightness contrast drop-shadow grayscale hue-rotate invert ' +
		'opacity saturate sepia linear-gradient radial-gradient conic-gradient inset circle ellipse polygon path ' +
		'not is where nth-child nth-last-child nth-of-type'
	).split(' '),
);

/** No name of a function is longer. */
const maxName = 40;

/** Whether a value of CSS, of a presentation attribute too, leads to nothing but elements of the same image. An escape could spell anything. */
export function isLocal(css: string): boolean {
	for (let at = css.indexOf('('); at >= 0; at = css.indexOf('(', at + 1)) {
		const [name = ''] = /[\w-]*$/.exec(css.slice(Math.max(0, at - maxName), at).toLowerCase()) ?? [];
		const argument = css.slice(at + 1, css.indexOf(')', at) + 1 || undefined);
		const isKnown = name === 'url' ? /^\s*(["']?)#[^"'()\s]+\1\s*\)$/.test(argument) : functions.has(name);
		if (!isKnown) {
			return false;
		}
	}
	return !css.includes('\\');
}

/** The rules of CSS that hold others, or frames of an animation. All others load something, or speak of other documents. */
const rules: ReadonlySet<string> = new Set(['media', 'supports', 'keyframes', '-webkit-keyframes']);

/** A style sheet, or a list of declarations, without whatever leads elsewhere; and whether that is less than it was. */
export function localCss(css: string): { readonly css: string; readonly isLess: boolean } {
	const nothing = { css: '', isLess: css.trim() !== '' };
	try {
		const sheet = parse(css);
		let isLess = false;
		sheet.walk((node) => {
			const isKept =
				node.type === 'rule'
					? isLocal(node.selector)
					: node.type === 'decl'
						? isLocal(node.toString()) && !/^(?:behavior|-moz-binding|src)$/i.test(node.prop)
						: node.type === 'atrule' && rules.has(node.name.toLowerCase()) && isLocal(node.params);
			if (!isKept) {
				isLess ||= node.type !== 'comment';
				node.remove();
			}
		});
		const local = sheet.toString();
		// Whatever it was parsed as: this is how it is read next.
		const names = Array.from(local.matchAll(/@([^\s({;]{0,40})/g), ([, name = '']) => name.toLowerCase());
		return isLocal(local) && names.every((name) => rules.has(name)) ? { css: local, isLess } : nothing;
	} catch {
		return nothing;
	}
}
