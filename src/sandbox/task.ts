import type { Resolution } from '../engine/task';
import type { PaintedFormat } from './encode';
import type { Reply } from './reply';

/** What is to be drawn. */
export interface Drawing {
	readonly model: string;
	readonly prompt: string;
	/** In pixels. */
	readonly width: number;
	readonly height: number;
	readonly format: PaintedFormat;
	/** Files of the images that went along: it is made out of them. */
	readonly inputs?: readonly Uint8Array[];
	/** Whether nothing is to be behind what it shows; of PNG alone. */
	readonly transparent?: boolean;
	readonly count: number;
	/** What chance begins with, where the request says so. */
	readonly seed?: number;
	/** Whose waiting time it takes. */
	readonly latencyOf: Resolution;
}

/** A valid request for images at a service that answers with an id, and is asked again. */
export interface TaskOrder extends Drawing {
	/** Each service has its own shelf. */
	readonly service: string;
	readonly id: string;
	/** As it was asked for: lists and polls show it. */
	readonly input: unknown;
	/** How long it is known once it is over, in milliseconds; for ever where nothing is said. */
	readonly keptMs?: number;
	/** How long its result is shown, where the task itself is known for longer. */
	readonly resultMs?: number;
	/** How long the links to its images hold, in milliseconds. */
	readonly linkMs: number;
	/** What comes of a cancel once the drawing has begun; before that nothing is drawn. */
	readonly whenCancelled: 'goesOn' | 'stopsPaid' | 'stopsUnpaid';
	/** Which reply can hold the image itself, as a data URL; absent where there are only links. */
	readonly inlineIn?: 'poll' | 'result';
	/** It was asked for like that. */
	readonly inline?: boolean;
	/** What the model finds wrong, once it gets to it: then nothing is drawn. */
	readonly refusal?: Reply;
	/** The reply to the request. */
	accepted(task: Task): Reply;
	/** An answer that says nothing of the task, in the service's own words. */
	refuse(status: 403 | 429 | 500 | 503): Reply;
}

/** A task that was taken on, as it stands. Times are in milliseconds since 1970. */
export interface Task {
	readonly order: TaskOrder;
	/** What its addresses begin with. */
	readonly base: string;
	/** Counts the service's tasks, from 1. */
	readonly number: number;
	readonly createdAt: number;
	readonly startedAt?: number;
	readonly endedAt?: number;
	readonly state: TaskState;
	readonly moderated: boolean;
	/** Whether the result holds the images as data URLs. */
	readonly inline: boolean;
	/** Its result is not kept any more. */
	readonly expired: boolean;
	/** The paths of its images, below the base. */
	readonly files: readonly string[];
}

export type TaskState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** Where a service's tasks are asked for. */
export interface Desk {
	/** Undefined where there is none of that id, or none any more. */
	find(id: string): Task | undefined;
	/** All that are known, oldest first. */
	all(): readonly Task[];
	/** Does what a cancel does, which is nothing once it is over. */
	cancel(task: Task): void;
	/** An image's bytes; undefined once its link has expired. */
	bytesOf(path: string): Uint8Array | undefined;
}

/** A question to a service about what it has taken on. */
export interface Ask {
	readonly service: string;
	/** The task it is about, where it is about one. */
	readonly id?: string;
	readonly stage: 'poll' | 'result' | 'cancel' | 'list';
	reply(desk: Desk): Reply;
}

/** A request for an image itself, at a service that has another address for it than the link that it is kept behind. */
export interface FileAsk {
	readonly service: string;
	/** The path of the link, or what is said where there is none. */
	find(desk: Desk): string | Reply;
}
