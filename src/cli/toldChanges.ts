import type { JobEvent } from '../engine/jobs/events';
import type { Change } from '../engine/providers/fit';
import type { Output } from '../pixels/output';
import { wordChanges } from '../messages/changes';
import { wordPrepared } from '../messages/prepared';
import { t } from './translate';

/** What was wished and not taken, and what goes along as it is not, each told once: every attempt says it again, and a fallback may take other things. */
export class ToldChanges {
	private readonly told = new Set<string>();
	private model = '';

	/** @param output What the files are to be: what of that the model can't be told is made here, and nothing to be told. */
	constructor(private readonly output: Output) {}

	/** What an event tells for the first time, in words. */
	newIn(event: JobEvent): readonly string[] {
		if (event.type === 'attempt') {
			this.model = event.model;
		}
		if (event.type === 'prepared') {
			return this.newAmong(event.inputs.map((input) => wordPrepared(t, input)));
		}
		return event.type === 'fitted' ? this.newOf(this.model, event.changes) : [];
	}

	/** The same of changes that are known beforehand. */
	newOf(model: string, changes: readonly Change[]): readonly string[] {
		const left = changes.filter((change) => !this.isMadeHere(change));
		return this.newAmong(wordChanges(t, model, left));
	}

	private newAmong(sentences: readonly string[]): readonly string[] {
		const untold = sentences.filter((sentence) => !this.told.has(sentence));
		untold.forEach((sentence) => this.told.add(sentence));
		return untold;
	}

	private isMadeHere({ wish, instead }: Change): boolean {
		// Of an SVG nothing is made.
		return (wish === 'format' && instead !== 'svg') || (wish === 'compression' && this.output.quality !== undefined);
	}
}
