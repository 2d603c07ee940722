import type { Section } from './section';

/** How thoroughly to measure: `quick` is for trying out, with as few repetitions as give any figure at all. */
export interface Form {
	readonly quick: boolean;
}

/** A group of figures: measured once, reported from the JSON that was kept of it as often as wanted. */
export interface Group {
	/** Its argument of `npm run bench`, and the name of its file in results/. */
	readonly id: string;
	readonly measure: (form: Form) => Promise<unknown>;
	readonly report: (data: unknown) => Section;
}

/** Pairs what measures with what reports. The data must survive JSON. */
export function group<Data>(
	id: string,
	measure: (form: Form) => Promise<Data>,
	report: (data: Data) => Section,
): Group {
	return { id, measure, report: (data) => report(data as Data) };
}
