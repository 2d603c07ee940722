import { posix } from 'node:path';
import { type ImageLink, type LinkTarget, pathIn } from './link';
import { unlessTooDeep } from './depth';
import type { DocumentFormat, FoundImage } from './spots';

/** The link as it is to be written there, where relative paths may begin elsewhere; undefined where that is not known. */
export function linkAt(
	{ baseAt }: DocumentFormat,
	text: string,
	offset: number,
	link: ImageLink,
): ImageLink | undefined {
	const { target } = link;
	if (!baseAt || 'uri' in target || target.from === undefined) {
		return link;
	}
	const { folder } = baseAt(text, offset);
	return folder === undefined
		? undefined
		: {
				...link,
				target: { path: posix.relative(posix.join(target.from, folder), posix.join(target.from, target.path)) },
			};
}

/** Whether a text refers to that; where no link can be, by a path alone. Undefined where it is nested too deep to tell. */
export function refersTo(format: DocumentFormat, text: string, target: LinkTarget): boolean | undefined {
	const written = pathIn(target);
	const { from } = 'path' in target ? target : { from: undefined };
	const isMeant = ({ path, base }: FoundImage): boolean =>
		from === undefined || !base
			? path === written
			: base.folder !== undefined && posix.resolve(from, base.folder, path) === posix.resolve(from, written);
	return text.includes(written) || unlessTooDeep(() => format.imagesIn(text).some(isMeant));
}
