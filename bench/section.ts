import type { TopLevelSpec } from 'vega-lite';

/** A row of a table. Its id is what README and docs name as their source, for example `S3`; unique in all of RESULTS.md. */
export interface Row {
	readonly id: string;
	readonly cells: readonly (string | number)[];
}

export interface Table {
	readonly title?: string;
	/** Without a head for the ids. */
	readonly head: readonly string[];
	readonly rows: readonly Row[];
}

/** A Vega-Lite specification without colours of its own for background and text: see charts.ts. */
export interface Chart {
	/** The file is charts/<name>.svg, and .png for the Marketplace. */
	readonly name: string;
	readonly alt: string;
	readonly spec: TopLevelSpec;
}

/** One group of figures in RESULTS.md: what was done, tables, what they say, charts. */
export interface Section {
	readonly id: string;
	readonly heading: string;
	/** Markdown, one paragraph each. */
	readonly paragraphs: readonly string[];
	readonly tables: readonly Table[];
	readonly charts: readonly Chart[];
}
