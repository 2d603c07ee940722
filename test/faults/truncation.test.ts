import fc from 'fast-check';
import { protocols } from '../../src/engine/task';
import { asks, playFault, png } from './run';
import { asked, fin, images, message, send } from './servers';
import { speakers } from './speakers';

/** How the body's end is known, and what stands behind its last byte. */
const framings = { length: '', chunked: '\r\n0\r\n\r\n', close: '' };

const framing = fc.constantFrom<keyof typeof framings>('length', 'chunked', 'close');
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

describe('faults: a reply that lacks at least its last byte', () => {
	for (const protocol of protocols) {
		it(`12 13 14 is noticed, is never saved, and may be paid (${protocol})`, async () => {
			await fc.assert(
				fc.asyncProperty(framing, fraction, async (framing, part) => {
					const { head, body } = message(images(png), { framing }, speakers[protocol]);
					const bytes = Buffer.concat([Buffer.from(head), body]);
					const cut = Math.floor(part * (bytes.length - framings[framing].length - 1));
					// Only the text's own grammar tells that a body without length or chunks is cut.
					const kind = framing === 'close' && cut >= head.length ? 'badReply' : 'interrupted';
					const serve = asked(send(bytes.subarray(0, cut)), fin);
					await playFault({ row: 12, name: '', serve, ends: asks(kind) }, protocol);
				}),
				{ numRuns: 150 },
			);
		});
	}
});
