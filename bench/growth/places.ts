import { Follower, versionOf } from '../../src/documents/anchors/follower';
import { applied } from '../../src/documents/edits';
import type { Edit } from '../../src/documents/spots';

export const documentBytes = [1e3, 1e4, 1e5, 1e6, 1e7] as const;

/** How long it takes to follow one place through edits of a document of that size. */
export interface PlacesTrial {
	readonly bytes: number;
	readonly edits: number;
	readonly ms: number;
}

const edits = 100;

/** Follows a place in the middle of documents of growing size through edits everywhere in them. */
export function measurePlaces(rounds: number): PlacesTrial[] {
	return Array.from({ length: rounds }, () => documentBytes.map(follow)).flat();
}

function follow(bytes: number): PlacesTrial {
	let text = 'Some words on a line.\n'.repeat(Math.ceil(bytes / 22)).slice(0, bytes);
	const follower = Follower.from(versionOf(text), bytes / 2, false);
	let ms = 0;
	for (let index = 0; index < edits; index++) {
		const edit = editAt((index * 7_919) % (bytes - 5));
		text = applied(text, edit);
		const startedAt = performance.now();
		// As the window does at each change: the whole text counts.
		follower.follow({ edits: [edit], isUndone: false }, versionOf(text));
		ms += performance.now() - startedAt;
	}
	return { bytes, edits, ms };
}

/** Typing, mostly; now and then a word is replaced. */
function editAt(from: number): Edit {
	const isReplaced = from % 10 === 0;
	return { from, to: from + (isReplaced ? 5 : 0), text: isReplaced ? 'word ' : 'a' };
}
