import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asks, playFault, png, saved } from './run';
import { asked, fin, images, message, send } from './servers';
import { speakers, sweptProtocols } from './speakers';

/** How the body's end is known, and what stands behind its last byte. */
const framings = { length: '', chunked: '\r\n0\r\n\r\n', close: '' };

const framing = fc.constantFrom<keyof typeof framings>('length', 'chunked', 'close');
/** How much is missing, of 1: the end of the reply is where it matters most. */
const missing = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.01, noNaN: true }));

/** The last characters that the image's bytes depend on. */
const lastChars = png.toString('base64').replace(/=+$/, '').slice(-8);

describe('faults: a reply that lacks at least its last byte', () => {
	for (const protocol of sweptProtocols) {
		it(`12 13 14 is noticed, and saved only where the image is whole (${protocol})`, async () => {
			await fc.assert(
				fc.asyncProperty(framing, missing, async (framing, part) => {
					const { head, body } = message(images(png), { framing }, speakers[protocol]);
					const bytes = Buffer.concat([Buffer.from(head), body]);
					const cut = Math.floor((1 - part) * (bytes.length - framings[framing].length - 1));
					const imageEnd = bytes.indexOf(lastChars) + lastChars.length;
					assert.ok(imageEnd > head.length);
					// Only the text's own grammar tells that a body without length or chunks is cut.
					const kind = framing === 'close' && cut >= head.length ? 'badReply' : 'interrupted';
					const ends = cut < imageEnd ? asks(kind) : saved(undefined, { spoiled: [kind] });
					await playFault({ row: 12, name: '', serve: asked(send(bytes.subarray(0, cut)), fin), ends }, protocol);
				}),
				// Cut between the two characters of the padding.
				{ numRuns: 150, examples: [['length', 0.00020974620708952285]] },
			);
		});
	}
});
