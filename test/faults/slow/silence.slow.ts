import { asked, images, reply, wait } from '../servers';
import { playFault, png, saved } from '../run';

/** Silences in seconds, each a little longer than a limit that many clients and hops have. */
const silences = [61, 101, 301];

describe('faults: silence in real time', function () {
	this.timeout(330_000);
	// All at once: they only wait.
	const runs = new Map<number, Promise<number>>();
	before(() => {
		for (const seconds of silences) {
			const serve = asked(wait(seconds * 1000), reply(images(png)));
			const afterMs = seconds * 1000;
			const run = playFault(
				{
					row: 8,
					name: '',
					serve,
					timeouts: { firstByteMs: 600_000, attemptMs: 900_000 },
					ends: saved(undefined, { afterMs }),
				},
				'geminiNative',
			);
			// Told by the test that waits for it.
			run.catch(() => undefined);
			runs.set(seconds, run);
		}
	});

	for (const seconds of silences) {
		it(`8 ${seconds} s through nothing, then a good reply: saved`, async () => {
			await runs.get(seconds);
		});
	}
});
