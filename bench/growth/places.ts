import { type Edit, shift } from '../../src/documents/anchor';

export const documentBytes = [1e3, 1e4, 1e5, 1e6, 1e7] as const;

/** How long it takes to follow one place through edits of a document of that size. */
export interface PlacesTrial {
	readonly bytes: number;
	readonly edits: number;
	readonly ms: number;
}

const edits = 10_000;

/** Follows a place in the middle of documents of growing size through edits everywhere in them. */
export function measurePlaces(rounds: number): PlacesTrial[] {
	return Array.from({ length: rounds }, () => documentBytes.map(follow)).flat();
}

function follow(bytes: number): PlacesTrial {
	const changes = Array.from({ length: edits }, (_, index) => editAt((index * 7_919) % bytes));
	let offset = bytes / 2;
	const startedAt = performance.now();
	for (const change of changes) {
		offset = shift({ offset, atLineStart: true, onEmptyLine: true }, [change]) ?? bytes / 2;
	}
	return { bytes, edits, ms: performance.now() - startedAt };
}

/** Typing, mostly; now and then a word is replaced. */
function editAt(offset: number): Edit {
	const replaced = offset % 10 === 0;
	return { rangeOffset: offset, rangeLength: replaced ? 5 : 0, text: replaced ? 'word ' : 'a' };
}
