import { parentPort } from 'node:worker_threads';
import type { LinkingDocument } from './documents/linkedFiles';
import { filesLinkedIn } from './languages';

// The reading thread: a document in, the image files out that its links mean, one after the other. Some documents take seconds.
parentPort?.on('message', (document: LinkingDocument) => {
	parentPort?.postMessage(filesLinkedIn(document));
});
