import { parentPort } from 'node:worker_threads';
import type { Readings } from './documents/readings';
import { readings } from './languages';

/** What is asked of a document: by its name, and with what it takes. */
type Question = { readonly [Name in keyof Readings]: readonly [Name, Parameters<Readings[Name]>[0]] }[keyof Readings];

// The reading thread: one question after the other. Some documents take seconds.
parentPort?.on('message', ([name, asked]: Question) => {
	const read: (asked: never) => unknown = readings[name];
	parentPort?.postMessage(read(asked as never));
});
