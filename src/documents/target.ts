import { posix } from 'node:path';
import { driveOf, withLowerDrive } from './driveLetter';
import { isWithin } from './isWithin';
import type { LinkTarget } from './link';
import type { PublicRoot } from './sites/site';
import { urlPath } from './urlPath';

/** Where a file is: the parts of its URI. The path is absolute, with slashes, not encoded. */
export interface Location {
	readonly scheme: string;
	readonly authority: string;
	readonly path: string;
}

/** How `image` is reached from the document in the folder `from`: from the root of the site, where the image is published there. */
export function targetFrom(from: Location, image: Location, publicRoot?: PublicRoot): LinkTarget {
	const [fromPath, imagePath] = [withLowerDrive(from.path), withLowerDrive(image.path)];
	const sameRoot =
		from.scheme === image.scheme && from.authority === image.authority && driveOf(fromPath) === driveOf(imagePath);
	if (!sameRoot) {
		return { uri: `${image.scheme}://${image.authority}${urlPath(image.path)}` };
	}
	return publicRoot && isWithin(publicRoot.path, imagePath)
		? { path: publicRoot.prefix + posix.relative(publicRoot.path, imagePath) }
		: { path: posix.relative(fromPath, imagePath), from: fromPath };
}
