/** What the script in the extension host has seen in one window, from its start to its end. */
export interface HostFigures {
	/** What the editor says of the extension when the window had started, and of one of its own that wakes at the same moment. */
	readonly activation: { readonly own: Activation; readonly peer: Activation };
	/** The code that every window loads, loaded once more when the window had nothing else to do: the time, and the heap that it holds. */
	readonly entry: { readonly ms: number; readonly bytes: number };
	/** Memory of the whole extension host just before and just after it is first used. */
	readonly before: Memory;
	readonly after: Memory;
	/** Asked for one after the other. */
	readonly images: readonly ImageSpec[];
	/** The event loop: idle; while three processes that the window knows nothing of receive an image each; while its own do. */
	readonly loop: { readonly idle: LoopDelay; readonly elsewhere: LoopDelay; readonly here: LoopDelay };
}

/** What it has seen in a window with many images on record: the event loop from opening the view, which is the first use, to scrolling. */
export interface RecordsFigures {
	readonly idle: LoopDelay;
	readonly opened: LoopDelay;
	readonly filtered: LoopDelay;
	readonly scrolled: LoopDelay;
}

/** From asking for the code until it is there, amid the start of everything else; and the call of what it begins with. */
export interface Activation {
	readonly loadMs: number;
	readonly callMs: number;
}

export interface Memory {
	readonly rssBytes: number;
	readonly heapBytes: number;
}

/** Of a timer of 1 ms. */
export interface LoopDelay {
	readonly p50Ms: number;
	readonly p99Ms: number;
	readonly maxMs: number;
}

/** Wall times in milliseconds since 1970, all of one machine. */
export interface ImageSpec {
	readonly prompt: string;
	/** The page's keydown. */
	readonly enterAt: number;
	/** The request at the service, whole. */
	readonly arrivedAt: number;
	/** The reference in the document, as the extension host sees it. */
	readonly insertedAt: number;
}

/** The same, and what the job's folder tells of it. */
export interface ImageSteps extends ImageSpec {
	/** `task.json` written. */
	readonly askedAt: number;
	/** The job's process says that it has begun. */
	readonly startedAt: number;
	/** It hands the request to a connected socket. */
	readonly sentAt: number;
	/** The image has its final name in the job's folder. */
	readonly renamedAt: number;
	/** The job says so. */
	readonly savedAt: number;
}

export interface WindowFigures extends Omit<HostFigures, 'images'> {
	readonly images: readonly ImageSteps[];
}
