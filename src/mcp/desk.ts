/** What an agent asks for. Paths are as it gave them. */
export interface ImageOrder {
	readonly prompt: string;
	/** The image that is to be changed. */
	readonly edited?: string;
	readonly out?: string;
	readonly document?: string;
	/** From 1. */
	readonly line?: number;
	readonly resolution?: string;
	/** Such as `1200x630`. */
	readonly pixels?: string;
	readonly aspectRatio?: string;
	readonly service?: string;
	readonly model?: string;
	readonly references?: readonly string[];
}

/** An order as the parameters of a tool write it. */
type OrderParameters = {
	readonly prompt: string;
	readonly image?: string;
	readonly aspect_ratio?: string | undefined;
} & {
	readonly [K in keyof Omit<ImageOrder, 'prompt' | 'edited' | 'aspectRatio'>]?: ImageOrder[K] | undefined;
};

/** The order that a tool's parameters stand for. */
export function orderFrom({
	image: edited,
	aspect_ratio: aspectRatio,
	prompt,
	...others
}: OrderParameters): ImageOrder {
	const given = Object.entries({ ...others, edited, aspectRatio }).filter(([, value]) => value !== undefined);
	return { ...Object.fromEntries(given), prompt };
}

/**
 * Whether the person is asked before it is made. `wished`: where the host can ask; elsewhere the host's own question for tools has to do.
 * `needed`: it isn't made without a yes. `instead` is what the person can do so that nobody is asked, behind "can".
 */
export type Asking =
	| { readonly is: 'given' }
	| { readonly is: 'wished'; readonly instead: string }
	| { readonly is: 'needed'; readonly why: string; readonly instead: string };

/** An order that was looked at, and what it takes. Its texts are as people may be shown them: one line each, without controls. */
export interface Plan {
	/** Its beginning. */
	readonly prompt: string;
	readonly service: string;
	readonly model: string;
	readonly resolution: string;
	/** US dollars, all images together; undefined where no price is known. */
	readonly price: number | undefined;
	/** Where it goes: a path, as the person knows it. */
	readonly place: string;
	/** The beginning of what the house style adds to the prompt: a repository has written that. */
	readonly style?: string;
	readonly asking: Asking;
	/** Begins it in a process of its own. Resolves with the job's id once that goes on whatever becomes of this process. */
	begin(): Promise<string>;
}

/** How it stands with an image that was asked for. */
export type Standing =
	| { readonly state: 'running'; readonly said: string; readonly elapsedMs: number; readonly usualMs?: number }
	| { readonly state: 'saved'; readonly images: readonly MadeImage[]; readonly remarks: readonly string[] }
	/** `accepted`: a service has it, and can be asked on at no cost. */
	| { readonly state: 'accepted' | 'failed'; readonly said: string; readonly mayBePaid: boolean };

/** An image where it was wanted. */
export interface MadeImage {
	/** Absolute. */
	readonly path: string;
	/** The text to insert into the document that was named. */
	readonly link?: string;
	readonly width: number;
	readonly height: number;
	readonly bytes: number;
	/** US dollars, where known. */
	readonly cost?: number;
}

/** An image link that leads to no file. */
export interface LackingImage {
	readonly document: string;
	readonly line: number;
	readonly column: number;
	readonly path: string;
	readonly alt: string;
}

/** A small version of an image, to be looked at. */
export interface Preview {
	readonly bytes: Buffer;
	readonly type: string;
}

/** What is not done for an agent: a sentence that it can act on. Nothing was sent, and nothing written. */
export class Refused extends Error {
	override readonly name = 'Refused';

	/** By its name: who throws it is in another bundle than who catches it. */
	static is(error: unknown): error is Refused {
		return error instanceof Error && error.name === 'Refused';
	}
}

/** The job of an image, and who asks about it: in other folders there is none. */
export interface NamedJob {
	readonly id: string;
	readonly roots: readonly string[];
}

/** Who knows of jobs, services, documents and files. Throws `Refused`. `roots` are the folders that the host works in, absolute. */
export interface Desk {
	/** Looks at an order: nothing is sent, nothing is written. */
	plan(order: ImageOrder, roots: readonly string[]): Promise<Plan>;
	/** Follows a job until it is over, or `signal` aborts. Resolves with how it stands then. */
	follow(job: NamedJob, signal: AbortSignal, onStanding?: (standing: Standing) => void): Promise<Standing>;
	/** Has a job stop. What its service has begun may cost money all the same. */
	cancel(job: NamedJob): Promise<Standing>;
	lacking(paths: readonly string[], roots: readonly string[]): Promise<readonly LackingImage[]>;
	/** At most 1568 px on its longer edge, and 100 KB. */
	preview(path: string): Promise<Preview>;
}
