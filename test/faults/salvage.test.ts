import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { noiseJpeg, noisePng } from '../support/images';
import { until } from '../support/until';
import { asks, describeFaults, type Fault, png, runFault, saved } from './run';
import { type Act, asked, type Body, fin, images, inTurn, linking, reply, rst, silence, wait } from './servers';

const data = png.toString('base64');
const jpeg = noiseJpeg(64, 48);
const broken = png.subarray(0, 6000);
const first = { 'image-1.png': png };

/** A reply with an image that came along, and a link to another. */
const withLink = asked(reply(JSON.stringify({ data: [{ url: '/i.png' }, { b64_json: data }] })));

/** Only the first of two images has come. */
const half = reply(images(png, noisePng(80, 60)), { upTo: 0.6 });

const interrupted: readonly Fault[] = [
	{
		...{ row: 12, name: 'cut by RST in the second image', serve: asked(half, rst) },
		ends: saved(first, { spoiled: ['interrupted'] }),
	},
	{
		...{ row: 9, name: 'silence in the second image', serve: asked(half, silence), timeouts: { idleMs: 200 } },
		ends: saved(first, { spoiled: ['timeout'] }),
	},
	{
		row: 15,
		name: 'the time is up in the second image',
		serve: asked(half, silence),
		timeouts: { attemptMs: 300 },
		ends: saved(first, { spoiled: ['timeout'] }),
	},
	{
		row: 16,
		name: 'larger than the ceiling in the second image',
		serve: asked(reply(images(png, noisePng(200, 200)))),
		timeouts: { maxReplyBytes: 100_000 },
		ends: saved(first, { spoiled: ['replyTooLarge'] }),
	},
	{
		row: 27,
		name: 'an image in JSON that is none',
		serve: asked(reply(`{"data":[{"b64_json":"${data}"}],}`)),
		ends: saved(first, { spoiled: ['badReply'] }),
	},
	{
		row: 27,
		name: 'an image where no protocol has it',
		serve: asked(reply(JSON.stringify({ result: { picture: data } }))),
		ends: saved(first),
	},
	{
		row: 28,
		name: 'a draft, then a refusal of the finished image',
		only: 'geminiNative',
		serve: asked(
			reply(
				JSON.stringify({
					candidates: [
						{
							content: {
								parts: [{ inlineData: { data: broken.toString('base64') } }, { inlineData: { data }, thought: true }],
							},
							finishReason: 'IMAGE_SAFETY',
						},
					],
				}),
			),
		),
		ends: saved(first, { spoiled: ['badImage'] }),
	},
	{
		row: 35,
		name: 'a link that stalls beside an image that came along',
		only: 'openaiImages',
		serve: linking(withLink, asked(silence)),
		timeouts: { attemptMs: 500 },
		ends: saved(first, { requests: 'POST GET', spoiled: ['linkNotFetched'], afterMs: 500 }),
	},
	{
		row: 35,
		name: 'a dead link beside an image that came along',
		only: 'openaiImages',
		serve: linking(withLink, asked(reply('', { status: 410 }))),
		ends: saved(first, { requests: 'POST GET', spoiled: ['linkNotFetched'] }),
	},
];

describeFaults('what had come whole before something else failed', interrupted);

/** The reply is an image and nothing else. */
function bare(name: string, body: Body, type: string, ends: Fault['ends']): Fault {
	return { row: 27, name, serve: asked(reply(body, { headers: { 'content-type': type } })), ends };
}

describeFaults('a reply that is an image itself', [
	bare('declared as such', png, 'image/png', saved()),
	bare('declared as another format', jpeg, 'image/png', saved({ 'image-1.jpg': jpeg })),
	bare('declared as JSON', png, 'application/json', saved()),
	bare('damaged', broken, 'image/png', asks('badImage', {}, { files: ['image-1.part'] })),
	bare('a text', '<svg/>', 'image/svg+xml', asks('badReply', {}, { files: ['reply.txt'] })),
	bare(
		'of no known format',
		Buffer.from([0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0]),
		'image/x-icon',
		asks('badImage', {}, { files: ['image-1.part'] }),
	),
	{
		row: 12,
		name: 'cut before its end',
		serve: asked(reply(png, { headers: { 'content-type': 'image/png' }, upTo: 0.9 }), fin),
		ends: asks('interrupted', {}, { files: ['image-1.part'] }),
	},
]);

describeFaults('a reply that is not what it is declared to be', [
	{
		row: 37,
		name: 'JSON declared as a stream of events',
		serve: asked(reply(images(png), { headers: { 'content-type': 'text/event-stream' } })),
		ends: saved(),
	},
	{
		row: 37,
		name: 'a stream of events declared as JSON',
		serve: asked(
			reply((speaker) => `data: ${JSON.stringify(speaker.images(data))}\n\n`, {
				headers: { 'content-type': 'application/json' },
			}),
		),
		ends: saved(),
	},
	{
		row: 27,
		name: 'a page with an image of its own',
		serve: asked(reply(`<html><img src="data:image/png;base64,${data}"></html>`)),
		ends: asks('badReply', {}, { files: ['reply.txt'] }),
	},
]);

const many = (count: number): Act => asked(reply(images(...Array.from({ length: count }, () => noisePng(20, 20)))));
const short = Buffer.from('no image at all').toString('base64');

/** The names of that many images, and what must be in them. */
const named = (count: number, image: Buffer): Record<string, Buffer> =>
	Object.fromEntries(Array.from({ length: count }, (_, index) => [`image-${index + 1}.png`, image] as const).sort());

/** A chat's images that are the same are one. */
const manyImages = (['openaiImages', 'geminiNative'] as const).flatMap((only): Fault[] => [
	{ row: 36, name: '64 images', only, serve: many(64), ends: saved(named(64, noisePng(20, 20))) },
	{
		...{ row: 36, name: '70 images', only, serve: many(70) },
		ends: saved(named(64, noisePng(20, 20)), { spoiled: ['tooManyImages'] }),
	},
	{
		...{ row: 36, name: '70 small images', only },
		serve: asked(reply(images(...Array.from({ length: 70 }, () => noisePng(4, 4))))),
		ends: saved(named(64, noisePng(4, 4)), { spoiled: ['tooManyImages'] }),
	},
]);

describeFaults('replies with more than anyone asked for', [
	...manyImages,
	{
		...{ row: 36, name: '64 images that are one and the same', only: 'chatCompletions', serve: many(64) },
		ends: saved(named(1, noisePng(20, 20))),
	},
	{
		row: 36,
		name: '400,000 short texts in the place of images',
		only: 'openaiImages',
		serve: asked(reply(JSON.stringify({ data: Array(400_000).fill({ b64_json: short }) }))),
		ends: asks('tooManyImages', { limit: 64 }),
	},
	{
		row: 36,
		name: '20 links',
		only: 'openaiImages',
		serve: linking(asked(reply(JSON.stringify({ data: Array(20).fill({ url: '/i.png' }) }))), asked(reply(png))),
		ends: saved(named(16, png), { requests: `POST${' GET'.repeat(16)}`, spoiled: ['tooManyImages'] }),
	},
	{
		row: 36,
		name: 'links that stall, all of them within the time of the attempt',
		only: 'openaiImages',
		serve: linking(asked(reply(JSON.stringify({ data: Array(3).fill({ url: '/i.png' }) }))), asked(silence)),
		timeouts: { attemptMs: 500 },
		ends: asks('linkNotFetched', { link: '/i.png' }, { requests: 'POST GET', afterMs: 500 }),
	},
	{
		row: 18,
		name: 'a move within the origin: both requests within the time of one attempt',
		// The second one alone would be in time.
		serve: asked(wait(1000), inTurn(reply('', { status: 307, headers: { location: '/v2' } }), reply(images(png)))),
		timeouts: { attemptMs: 1500 },
		ends: asks('timeout', { phase: 'attempt', timeoutMs: 1500 }, { requests: 'POST POST', afterMs: 1500 }),
	},
]);

/** What the server does, `cancel` being when the person stops the job: as soon as its folder looks so. */
interface Cancel extends Pick<Fault, 'name' | 'ends'> {
	readonly serve: (cancel: Act) => Act;
	readonly isReached: (path: string) => boolean;
}

const cancels: readonly Cancel[] = [
	{
		name: 'in the middle of the second image',
		serve: (cancel) => asked(half, cancel),
		isReached: (path) => existsSync(join(path, 'image-2.part')),
		ends: saved(first, { spoiled: ['cancelled'] }),
	},
	{
		name: 'while a link stalls beside an image that came along',
		serve: (cancel) => linking(withLink, asked(cancel)),
		// The image has its final name before the link is asked for.
		isReached: (path) => existsSync(join(path, 'image-1.png')),
		ends: saved(first, { requests: 'POST GET', spoiled: ['cancelled'] }),
	},
];

describe('faults: a cancel when an image has come whole', () => {
	for (const { name, serve, ends, isReached } of cancels) {
		it(`42 ${name}: saved`, async () => {
			const person = new AbortController();
			let path = '';
			const cancel: Act = async () => {
				await until(() => isReached(path), 'the moment');
				person.abort();
			};
			await runFault({ row: 42, name, serve: serve(cancel), ends }, 'openaiImages', {
				signal: person.signal,
				onStep: (_step, folder) => (path = folder.path),
			});
		});
	}
});
