import type { DecodedReply } from '../../decode/decodedReply';
import type { GenerationError } from '../../failure';
import type { Endpoint } from '../../task';
import type { Fitted } from '../fit';
import type { FormBody } from '../formBody';
import type { FoundImage } from './protocol';

/** What a service has said of a task that it has taken on. The addresses are as it gave them; absent where it gave none. */
export interface AcceptedTask {
	readonly id: string;
	readonly statusUrl?: string;
	readonly resultUrl?: string;
	readonly cancelUrl?: string;
}

/** How it stands with a task, in the service's own word. */
export type TaskState =
	| { readonly is: 'running'; readonly status: string; readonly ahead?: number }
	| { readonly is: 'done'; readonly status: string }
	/** The service knows no such task, or not yet: its own machines learn of it one by one. */
	| { readonly is: 'unknown'; readonly status: string }
	| { readonly is: 'failed'; readonly status: string; readonly failure: GenerationError };

/** A reply that is no result. */
interface Refused {
	readonly status: number;
	readonly headers: Readonly<Record<string, unknown>>;
	/** Its body, where it is JSON. */
	readonly value: unknown;
}

/** A request below the base URL that asks a service to stop. */
interface Cancel {
	readonly method: 'POST' | 'PUT';
	readonly path: string;
	readonly body?: object;
}

/** A task in the list that a service keeps. */
export interface ListedTask extends AcceptedTask {
	/** When the service got it, in milliseconds since 1970. */
	readonly at: number;
	/** Undefined where the list doesn't tell. */
	readonly prompt: string | undefined;
}

/**
 * An image API that takes a task on, answers with its id, and is asked again until it is done. Pure: who asks it, and how often, and what is
 * written down before, is `run/followTask.ts`'s. One file each in this folder.
 */
export interface TaskProtocol {
	/** How long a result can be fetched once it is there, in milliseconds. */
	readonly keptMs: number;
	/** Whether the files are its own, behind its key; those of others are links for everybody who has them. */
	readonly keepsFiles?: true;
	/**
	 * What is posted before, so that the task can name it, where images go along by themselves: free, and the same for the same images, so
	 * that one that was lost is sent once more.
	 */
	uploads?(image: Fitted): readonly { readonly path: string; readonly body: FormBody }[];
	/**
	 * The path below the base URL, and the JSON to post there. The same for the same `receipt`, which no other job has.
	 * Throws a `GenerationError` where nothing can be asked.
	 */
	create(image: Fitted, endpoint: Endpoint, receipt: string): { readonly path: string; readonly body: object };
	/** What the reply to that says, however odd it is or early it ends; undefined where there is no id in it. */
	accepted(text: string): AcceptedTask | undefined;
	/** The path below the base URL at which it is asked for, where the service has not said so itself. */
	statusPath(task: AcceptedTask, endpoint: Endpoint): string;
	/** What a reply from there says; undefined where it says nothing of the task. */
	state(value: unknown, task: AcceptedTask): TaskState | undefined;
	/** The same for the result of a task that is done; absent where the reply that says so holds it. */
	resultPath?(task: AcceptedTask, endpoint: Endpoint): string;
	/** Why there is no result, for good; undefined where another look may bring it. */
	refusal?(reply: Refused): GenerationError | undefined;
	/** The images of a result. When there are none, throws why. */
	read(reply: DecodedReply, endpoint: Endpoint): Promise<readonly FoundImage[]>;
	/** How the service is asked to stop, where it can be: at `cancelUrl`, where it has given one. */
	cancel?(task: AcceptedTask, endpoint: Endpoint): Cancel;
	/** How one is stopped that is at work, where that could stop somebody else's. */
	readonly interrupt?: {
		/** The path below the base URL where the service tells what is at work. */
		readonly path: string;
		/** What it is then asked for; undefined where that is another task. */
		of(value: unknown, task: AcceptedTask): Cancel | undefined;
	};
	/** The list of what it has taken on, where it has one: there a task is looked up of which the id was lost. */
	readonly list?: {
		/** The address, with its host. @param since in milliseconds since 1970. */
		at(endpoint: Endpoint, since: number): string;
		/** Those of the endpoint's model, as far as that can be told. */
		tasks(value: unknown, endpoint: Endpoint): readonly ListedTask[];
	};
}
