import { parentPort } from 'node:worker_threads';
import { svgLandscape } from './art/svgLandscape';
import { encode } from './encode';
import { paint } from './painting';
import type { Painted, ImageSpec } from './studio';

/** The painting thread: an image's description in, an image file's bytes out, one after the other. */
parentPort?.on('message', (image: ImageSpec) => {
	const { format, transparent } = image;
	const encoded = format === 'svg' ? svgLandscape(image) : encode(paint(image), format, transparent);
	// A copy of its own, since small buffers share their memory with others and could not be handed over.
	const bytes = new Uint8Array(encoded);
	const painted: Painted = { bytes };
	parentPort?.postMessage(painted, [bytes.buffer]);
});
