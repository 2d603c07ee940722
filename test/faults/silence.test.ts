import { type Clock, systemClock } from '../../src/engine/clock';
import { asks, describeFaults, png, saved } from './run';
import { asked, blockEventLoop, drip, images, inOrder, reply, send, silence, wait } from './servers';

const good = reply(images(png));
const processing = 'HTTP/1.1 102 Processing\r\n\r\n';
const early = 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n';
const goOn = 'HTTP/1.1 100 Continue\r\n\r\n';
const hourMs = 3_600_000;

/** A wall clock that is set by an hour at every look; waits and durations are real. */
function jumping(byMs: number): Clock {
	let looks = 0;
	return { ...systemClock, wallTime: () => Date.now() + byMs * (looks++ % 2) };
}

// The silences of real length are in slow/silence.slow.ts.
describeFaults('silence', [
	{
		row: 7,
		name: 'accepts, never answers',
		serve: silence,
		timeouts: { firstByteMs: 200 },
		ends: asks('timeout', { phase: 'firstByte', timeoutMs: 200 }, { afterMs: 200, requests: '', endpoints: 1 }),
	},
	{
		row: 7,
		name: 'reads, never answers',
		serve: asked(),
		timeouts: { firstByteMs: 200 },
		ends: asks('timeout', { phase: 'firstByte', timeoutMs: 200 }, { afterMs: 200 }),
	},
	...[0.59, 0.61, 0.99].map((part) => ({
		row: 8,
		name: `a reply after ${part} of the limit`,
		serve: asked(wait(500 * part - 10), good),
		timeouts: { firstByteMs: 500 },
		ends: saved(),
	})),
	{
		row: 9,
		name: 'the status line, then nothing',
		serve: asked(send('HTTP/1.1 200 OK\r\n')),
		timeouts: { firstByteMs: 200 },
		ends: asks('timeout', { phase: 'firstByte', timeoutMs: 200 }, { afterMs: 200 }),
	},
	{
		row: 9,
		name: 'the headers, then nothing',
		serve: asked(reply(images(png), { upTo: 0 })),
		timeouts: { idleMs: 200 },
		ends: asks('timeout', { phase: 'idle', timeoutMs: 200 }, { afterMs: 200, files: [] }),
	},
	{
		row: 9,
		name: 'half the body, then nothing',
		serve: asked(reply(images(png), { upTo: 0.5 })),
		timeouts: { idleMs: 200 },
		ends: asks('timeout', { phase: 'idle', timeoutMs: 200 }, { afterMs: 200, files: ['image-1.part'] }),
	},
	{
		row: 10,
		name: '100, 102 and 103 before the reply',
		serve: asked(send(goOn), send(processing), wait(20), send(early + goOn), wait(20), good),
		ends: saved(),
	},
	{
		row: 10,
		name: '100 split anywhere',
		serve: asked(...goOn.split(/(?=[^])/).map((byte) => inOrder(send(byte), wait(1))), good),
		ends: saved(),
	},
	{
		row: 10,
		name: '100 and the reply in one packet',
		serve: asked(reply(images(png), { preface: goOn + processing + goOn })),
		ends: saved(),
	},
	{
		row: 10,
		name: '102 for ever',
		serve: asked(drip(processing, 20)),
		timeouts: { attemptMs: 300 },
		ends: asks('timeout', { phase: 'attempt', timeoutMs: 300 }, { afterMs: 300 }),
	},
	{
		row: 10,
		name: '100 for ever',
		serve: asked(drip(goOn, 20)),
		timeouts: { attemptMs: 300 },
		ends: asks('timeout', { phase: 'attempt', timeoutMs: 300 }, { afterMs: 300 }),
	},
	...[hourMs, -hourMs].map((byMs) => ({
		row: 43,
		name: `the clock jumps by ${byMs / hourMs} h in the silence`,
		serve: asked(wait(100), good),
		timeouts: { firstByteMs: 1000 },
		clock: jumping(byMs),
		ends: saved(),
	})),
	...[hourMs, -hourMs].map((byMs) => ({
		row: 43,
		name: `the clock jumps by ${byMs / hourMs} h and no reply comes`,
		serve: asked(),
		timeouts: { firstByteMs: 200 },
		clock: jumping(byMs),
		ends: asks('timeout', { phase: 'firstByte', timeoutMs: 200 }, { afterMs: 200 }),
	})),
	{
		row: 49,
		name: 'nothing runs across the limit of the first byte while the reply is in the kernel',
		serve: asked(good, blockEventLoop(250)),
		timeouts: { firstByteMs: 200 },
		ends: saved(),
	},
	{
		row: 49,
		name: 'nothing runs across the idle limit while the rest is in the kernel',
		serve: asked(reply(images(png), { midway: wait(20) }), blockEventLoop(250)),
		timeouts: { idleMs: 200 },
		ends: saved(),
	},
	{
		row: 49,
		name: 'nothing runs across the limit of the attempt while the reply is in the kernel',
		serve: asked(good, blockEventLoop(250)),
		timeouts: { attemptMs: 200 },
		ends: saved(),
	},
]);
