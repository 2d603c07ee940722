import { type OptionTable, type Parsed, parseOptions } from './options';

/** A command, as it is told of, completed and run. */
export interface Command extends Face {
	/** Resolves with the exit code. */
	readonly run: (argv: readonly string[]) => Promise<number>;
}

/** A command before it is loaded. */
export interface CommandEntry {
	/** What it does, in a line. */
	readonly summary: string;
	readonly load: () => Promise<Command>;
}

/** Commands under a heading. */
export interface CommandGroup {
	readonly group: string;
	readonly commands: Readonly<Record<string, CommandEntry>>;
}

interface Face {
	/** What stands behind its name, a line for each way to write it. */
	readonly usage: readonly string[];
	/** What people are told of it, a paragraph each. */
	readonly about: readonly string[];
	readonly options: OptionTable;
	/** What stands where its first argument does, for shells to complete; files without it. */
	readonly words?: readonly string[];
}

/** A command that is given what its own table of options makes of the arguments. */
export function defineCommand<T extends OptionTable>({
	run,
	...face
}: Face & { readonly options: T; readonly run: (given: Parsed<T>) => Promise<number> }): Command {
	return { ...face, run: async (argv) => await run(parseOptions(argv, face.options)) };
}
