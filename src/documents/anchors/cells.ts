import { type Bearings, type Fingerprint, Follower, printOf, type Version } from './follower';

/*
 * Each cell of a notebook is a text of its own, with an address that holds until the notebook is closed. After that a cell is known
 * again by what stands in it.
 */

/** Where the cell of a place is among all of its notebook. */
export interface CellBearings {
	readonly index: number;
	/** Of all cells' texts together. */
	readonly print: Fingerprint;
	/** Whether what stands around the place says enough, and stands in no other cell. */
	readonly isUnique: boolean;
}

export function cellBearingsOf(
	cells: readonly Version[],
	index: number,
	place: Bearings,
	isBlock: boolean,
): CellBearings {
	const isElsewhere = cells.some((cell, other) => other !== index && hasPlace(cell, place, isBlock));
	return { index, print: printOfAll(cells), isUnique: place.around.telling !== undefined && !isElsewhere };
}

/**
 * The cell that has the place: where all cells are as before the same one, else the only one with what stood around it. `several`
 * where that stands in more than one.
 */
export function findCell(
	cells: readonly Version[],
	place: Bearings,
	{ index, print, isUnique }: CellBearings,
	isBlock: boolean,
): number | 'several' | undefined {
	if (printOfAll(cells).sha1 === print.sha1) {
		return index;
	}
	const found = isUnique ? [...cells.entries()].filter(([, cell]) => hasPlace(cell, place, isBlock)) : [];
	return found.length > 1 ? 'several' : found[0]?.[0];
}

function hasPlace(cell: Version, place: Bearings, isBlock: boolean): boolean {
	return Follower.again(cell, place, isBlock).offset !== undefined;
}

function printOfAll(cells: readonly Version[]): Fingerprint {
	return printOf(cells.map(({ print: { sha1 } }) => sha1).join());
}
