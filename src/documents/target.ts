import { posix } from 'node:path';
import { driveOf, withLowerDrive } from './driveLetter';
import type { LinkTarget } from './link';
import { urlPath } from './urlPath';

/** Where a file is: the parts of its URI. The path is absolute, with slashes, not encoded. */
export interface Location {
	readonly scheme: string;
	readonly authority: string;
	readonly path: string;
}

/** How `image` is reached from the document in the folder `from`. */
export function targetFrom(from: Location, image: Location): LinkTarget {
	const [fromPath, imagePath] = [withLowerDrive(from.path), withLowerDrive(image.path)];
	const sameRoot =
		from.scheme === image.scheme && from.authority === image.authority && driveOf(fromPath) === driveOf(imagePath);
	return sameRoot
		? { path: posix.relative(fromPath, imagePath) }
		: { uri: `${image.scheme}://${image.authority}${urlPath(image.path)}` };
}
