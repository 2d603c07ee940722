import { gzipSync } from 'node:zlib';
import { noiseJpeg, noisePng } from '../support/images';
import { asks, describeFaults, type Fault, png, saved } from './run';
import { asked, drip, fin, images, inTurn, reply, type ReplyShape, rst, send } from './servers';

const ends = { FIN: fin, RST: rst };
const fractions = [0, 0.01, 0.25, 0.5, 0.75, 0.99];

/** FIN or RST after part of the body, however its end would have been known. */
const cuts: Fault[] = (['length', 'chunked'] as const).flatMap((framing) =>
	Object.entries(ends).flatMap(([name, end]) =>
		fractions.map((upTo) => ({
			row: framing === 'length' ? 12 : 13,
			name: `${name} after ${upTo * 100} % of the ${framing === 'length' ? 'body' : 'chunks'}`,
			serve: asked(reply(images(png), { framing, upTo }), end),
			ends: asks('interrupted', {}, { files: upTo < 0.25 ? [] : ['image-1.part'] }),
		})),
	),
);

const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';

/** A body that no length and no chunk delimits: only its own grammar tells whether it is whole. */
const undelimited: Fault[] = [0.01, 0.5, 0.99].map((upTo) => ({
	row: 14,
	name: `the line closed after ${upTo * 100} % of a body of unknown length`,
	serve: asked(reply(images(png), { framing: 'close', upTo }), fin),
	ends: asks('badReply', {}, { files: upTo < 0.25 ? ['reply.txt'] : ['image-1.part', 'reply.txt'] }),
}));

/** The body goes on after the length that was announced. */
function longer(announced: number): ReplyShape {
	return { framing: 'close', headers: { 'content-length': String(announced) } };
}

describeFaults('cut replies', [
	{ row: 11, name: 'FIN before the reply', serve: asked(fin), ends: asks('interrupted', { receivedBytes: 0 }) },
	{ row: 11, name: 'RST before the reply', serve: asked(rst), ends: asks('interrupted', { code: 'ECONNRESET' }) },
	...cuts,
	{
		row: 13,
		name: 'FIN between two chunks',
		serve: asked(send(`${chunked}5\r\n{"a":\r\n`), fin),
		ends: asks('interrupted'),
	},
	{ row: 13, name: 'a chunk size that is none', serve: asked(send(`${chunked}zz\r\n`)), ends: asks('interrupted') },
	...undelimited,
	{
		row: 14,
		name: 'a whole body of unknown length',
		serve: asked(reply(images(png), { framing: 'close' }), fin),
		ends: saved(),
	},
	{
		row: 14,
		name: 'longer than its Content-Length',
		serve: asked(reply(images(png), longer(5000))),
		ends: asks('badReply', {}, { files: ['image-1.part', 'reply.txt'] }),
	},
	{
		row: 15,
		name: 'a byte now and then, for ever',
		serve: asked(send(chunked), drip('1\r\n \r\n', 10)),
		timeouts: { attemptMs: 400, idleMs: 200 },
		ends: asks('timeout', { phase: 'attempt', timeoutMs: 400 }, { afterMs: 400 }),
	},
	{
		row: 16,
		name: 'larger than the ceiling',
		serve: asked(reply(images(noisePng(200, 200)))),
		timeouts: { maxReplyBytes: 100_000 },
		ends: asks('replyTooLarge', { limitBytes: 100_000 }, { files: ['image-1.part', 'reply.txt'] }),
	},
	{
		row: 16,
		name: 'endless',
		serve: asked(send(chunked), drip(`1000\r\n${'QUJD'.repeat(1024)}\r\n`, 0)),
		timeouts: { maxReplyBytes: 1_000_000 },
		ends: asks('replyTooLarge', { limitBytes: 1_000_000 }),
	},
	{
		row: 16,
		name: 'small on the wire, larger than the ceiling once it is decompressed',
		serve: asked(reply(gzipSync(Buffer.alloc(4_000_000, ' ')), { headers: { 'content-encoding': 'gzip' } })),
		timeouts: { maxReplyBytes: 1_000_000 },
		ends: asks('replyTooLarge', { limitBytes: 1_000_000 }),
	},
	{ row: 17, name: 'garbage instead of HTTP', serve: asked(send('garbage\r\n\r\n')), ends: asks('interrupted') },
	{
		row: 17,
		name: 'headers of 200 KiB',
		serve: asked(reply(images(png), { headers: { 'x-large': 'x'.repeat(200 * 1024) } })),
		ends: saved(),
	},
	{
		row: 17,
		name: 'headers of more than 256 KiB',
		serve: asked(reply(images(png), { headers: { 'x-large': 'x'.repeat(257 * 1024) } })),
		ends: asks('interrupted', { code: 'UND_ERR_HEADERS_OVERFLOW' }),
	},
	{
		row: 17,
		name: 'both a length and chunks',
		serve: asked(reply(images(png), { framing: 'chunked', headers: { 'content-length': '5' } })),
		ends: asks('interrupted'),
	},
	{
		row: 17,
		name: '101 though nobody asked for it',
		serve: asked(send('HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n')),
		ends: asks('interrupted'),
	},
]);

describeFaults('after a cut, where the person has chosen to pay for another attempt', [
	{
		row: 12,
		name: 'the second reply is whole and smaller',
		serve: inTurn(asked(reply(images(png), { upTo: 0.9 }), rst), asked(reply(images(noiseJpeg(64, 48))))),
		job: (_server, { retry }) => ({ retry: { ...retry, possiblyPaid: true } }),
		ends: saved({ 'image-1.jpg': noiseJpeg(64, 48) }, { requests: 'POST POST' }),
	},
	{
		row: 12,
		name: 'two of three images had come whole: they count, and nothing is repeated',
		serve: asked(reply(images(png, png, png), { upTo: 0.9 }), rst),
		job: (_server, { retry }) => ({ retry: { ...retry, possiblyPaid: true } }),
		ends: saved({ 'image-1.png': png, 'image-2.png': png }, { spoiled: ['interrupted'] }),
	},
]);
