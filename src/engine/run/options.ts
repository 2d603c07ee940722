import type { Clock, WakefulClock } from '../clock';
import type { JobStep, PreparedInput } from '../jobs/events';
import type { JobFolder } from '../jobs/layout';
import type { TaskClaims } from '../jobs/taskClaims';
import type { StreamRefusals } from '../policy/streamRefusals';
import type { SentImage } from '../providers/sentImage';
import type { Secrets } from '../secrets';
import type { Endpoint } from '../task';

/** Images that go along. */
export interface Inputs {
	readonly images: readonly SentImage[];
	/** Those that are not as their files are. */
	readonly prepared: readonly PreparedInput[];
}

/** An SVG in which nothing acts, and nothing leads elsewhere. */
export interface CleanedSvg {
	readonly text: string;
	/** In CSS pixels. */
	readonly width: number;
	readonly height: number;
	/** The names of elements and attributes that were taken out of it. */
	readonly removed: readonly string[];
}

/** Makes such an SVG of what came; or says what is wrong with that. */
export type CleanSvg = (file: Uint8Array) => Promise<CleanedSvg | { readonly flaw: string }>;

/** What a run needs beside its request. */
export interface GenerateOptions {
	/** Where the images are written; absolute paths of the result lie in it. */
	readonly folder: JobFolder;
	readonly secrets: Secrets;
	readonly clock: Clock;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	readonly signal: AbortSignal;
	/** Whether the service at that origin may be asked again after a refusal. */
	readonly mayAskAgain: (origin: string) => Promise<boolean>;
	/** What is known of services that refuse streams, and takes what is learnt; nothing is known without it. */
	readonly streamRefusals?: Pick<StreamRefusals, 'has' | 'add'>;
	/** Keeps tasks that are found in a service's list to one job each; without it, only what other jobs have written down does. */
	readonly taskClaims?: Pick<TaskClaims, 'take'>;
	/**
	 * Awaited before a service is asked: resolves when it is this job's turn there, and at once for as long as it is. Where it rejects
	 * with a `GenerationError`, nothing is sent. The time that it takes is none of the run's.
	 */
	readonly onTurn?: (origin: string) => Promise<void>;
	/**
	 * What goes along with the prompt, as the endpoint takes it; nothing without it. Where it rejects with a `GenerationError`, nothing is sent.
	 */
	readonly inputsFor?: (endpoint: Endpoint) => Promise<Inputs>;
	/** How an SVG is made harmless, where one is asked of that endpoint; without it, and elsewhere, an SVG is no image. */
	readonly svgFrom?: (endpoint: Endpoint) => CleanSvg | undefined;
	/** Told every step but the last, `saved` or `failed`, which is the caller's to tell. */
	readonly onStep: (step: JobStep) => void;
	/**
	 * Awaited before the first byte of an attempt's request leaves: resolves once it is on disk, safe from a power cut, that the
	 * request may cost money. Where it rejects with a `GenerationError`, nothing is sent.
	 */
	readonly onSending: (attempt: number) => Promise<void>;
	/**
	 * Awaited before anything else is done with the reply by which a service has taken a task on: resolves once that is on disk, safe from
	 * a power cut. Told like any other step where it is absent.
	 */
	readonly onAccepted?: (step: JobStep & { type: 'accepted' }) => Promise<void>;
}

/** What an attempt needs. */
export type AttemptOptions = GenerateOptions & {
	readonly clock: WakefulClock;
	/** What goes along with the prompt. */
	readonly inputs?: readonly SentImage[];
};
