import { lstat } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { maxNameBytes } from '../documents/destination/fileName';
import { mayTake } from '../documents/isWithin';
import { imageFileFormat, maxPromptLength, type NotWanted, wantedFor } from '../documents/wantedImage';
import { isCode } from '../engine/jobs/fileErrors';
import { realPathOf } from '../engine/jobs/realPath';
import { locationOf } from './documentFile';
import type { MissingLink } from './missingLinks';
import { t } from './translate';

/** An image that is to be made, for one link or several. */
export interface Wanted {
	/** What it is to show. */
	readonly prompt: string;
	/** The first of its links that says what it shows. */
	readonly link: MissingLink;
	/** Where it may go, the likeliest first; they differ in their extension. */
	readonly targets: readonly string[];
}

/** What is to be made for missing links, and why not for the others. */
export interface Plan {
	readonly wanted: readonly Wanted[];
	readonly skipped: readonly { readonly link: MissingLink; readonly reason: string }[];
}

/** Plans an image for each file that is missing, once for all its links. */
export async function planFor(links: readonly MissingLink[]): Promise<Plan> {
	const wanted = new Map<string, Wanted>();
	const skipped: { link: MissingLink; reason: string; key: string }[] = [];
	for (const link of links) {
		const key = keyOf({ link });
		if (wanted.has(key)) {
			continue;
		}
		const image = await imageFor(link);
		if (typeof image === 'string') {
			skipped.push({ link, reason: image, key });
		} else {
			wanted.set(key, image);
		}
	}
	// Another link may say what the first one does not.
	return { wanted: [...wanted.values()], skipped: skipped.filter(({ key }) => !wanted.has(key)) };
}

const isOnWindows = process.platform === 'win32';

/** Where names that differ in their case alone are one. */
const isCaseBlind = isOnWindows || process.platform === 'darwin';

/** What all links to one image have in common. */
export function keyOf({ link: { candidates, path } }: Pick<Wanted, 'link'>): string {
	const [first = path] = candidates;
	return isCaseBlind ? first.toLowerCase() : first;
}

/** Whether the link names an SVG. */
export function isSvg({ targets: [target = ''] }: Pick<Wanted, 'targets'>): boolean {
	return imageFileFormat(basename(target)) === 'svg';
}

/** Or why none can be made. */
async function imageFor(link: MissingLink): Promise<Wanted | string> {
	// Documents have slashes on every system.
	const places = new Map(link.candidates.map((path) => [locationOf(path).path, path]));
	const image = wantedFor({ candidates: [...places.keys()], alt: link.alt }, { isOnWindows });
	if (typeof image === 'string') {
		return inWords(image, link.path);
	}
	const targets = image.targets.flatMap((place) => places.get(place) ?? []);
	const [target = link.path] = targets;
	if (!mayTake(slashed(link.root), slashed(target)) || !(await staysInside(link.root, target))) {
		return t('it leads out of {0}', link.root);
	}
	if (await lstat(target).catch(() => undefined)) {
		return t("there is something of that name that isn't a file");
	}
	const wanted: Wanted = { prompt: image.prompt, link, targets };
	return wanted.prompt === '' ? t('it has no alternative text that says what to draw') : wanted;
}

function inWords(reason: NotWanted, path: string): string {
	switch (reason) {
		case 'format':
			return extname(path) === ''
				? t('services make no such images')
				: t('services make no {0} images', extname(path).toLowerCase());
		case 'name':
			return t('files have no such names');
		case 'nameOnWindows':
			return t('Windows has no such names');
		case 'longName':
			return t('a file name takes {0} bytes at most', maxNameBytes);
		case 'longPrompt':
			return t('its alternative text has more than {0} characters', maxPromptLength);
	}
}

/** As documents see it. */
function slashed(path: string): string {
	return locationOf(path).path;
}

/** Wherever symbolic links on the way lead. */
export async function staysInside(root: string, path: string): Promise<boolean> {
	try {
		const [real, folder] = await Promise.all([realPathOf(root), realPathOf(dirname(path))]);
		return folder === real || mayTake(slashed(real), slashed(folder));
	} catch (error) {
		if (isCode(error, 'ELOOP')) {
			return false;
		}
		throw error;
	}
}
