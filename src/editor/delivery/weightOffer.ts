import type * as vscode from 'vscode';
import type { Settings } from '../settings';
import { makeSmaller, type PlaceOfLink } from '../ui/actions';
import { remember } from '../ui/context';
import type { Action } from '../ui/notify';
import type { Deliverable } from './copies';

/** What pages, and the hooks that watch over repositories, begin to mind. */
const heavyBytes = 1_000_000;

const memoryKey = 'isWeightTold';

/** Offers a smaller copy of the first heavy image, and never again. */
export class WeightOffer {
	constructor(
		private readonly settings: Pick<Settings, 'output'>,
		private readonly memory: vscode.Memento,
	) {}

	/** The offer, where it is to be made of this image. */
	of(image: Deliverable, uri: vscode.Uri, place: PlaceOfLink | undefined): Action | undefined {
		const isHeavy = image.bytes > heavyBytes && !image.copying && this.settings.output(uri) === undefined;
		if (!isHeavy || this.memory.get(memoryKey)) {
			return undefined;
		}
		remember(this.memory, memoryKey, true);
		return makeSmaller(uri, place);
	}
}
