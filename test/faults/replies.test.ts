import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { asks, describeFaults, final, png, saved } from './run';
import { asked, type Body, reply } from './servers';

const data = png.toString('base64');
const words = 'I would rather write a poem.';
const page = '<!doctype html><title>Sign in to the network</title>';

/** A successful reply with the image's base64 written another way. */
function written(text: string): Body {
	return (speaker) => JSON.stringify(speaker.images(text));
}

/** A successful reply's JSON, changed as text. */
function edited(change: (json: string) => string): Body {
	return (speaker) => change(JSON.stringify(speaker.images(data)));
}

/** The reply with its members the other way round, at every depth. */
function reversed(value: unknown): unknown {
	if (Array.isArray(value)) {
		return value.map(reversed);
	}
	return typeof value === 'object' && value !== null
		? Object.fromEntries(
				Object.entries(value)
					.reverse()
					.map(([name, item]) => [name, reversed(item)]),
			)
		: value;
}

const accepted: Record<string, Body> = {
	'a byte order mark': edited((json) => `\uFEFF${json}`),
	'blanks before the JSON, as some services send to keep the line alive': edited((json) => ' \r\n'.repeat(50) + json),
	'members that nobody knows': edited((json) => json.replace('{', '{"new":{"b64_json":"AAAA","data":[null]},')),
	'members in another order': (speaker) => JSON.stringify(reversed(speaker.images(data))),
	'slashes escaped in the base64': edited((json) => json.replaceAll('/', '\\/')),
	'characters of the base64 written as \\u escapes': edited((json) => json.replaceAll('+', '\\u002b')),
	'line breaks in the base64': written(data.replace(/.{76}/g, '$&\r\n')),
	'the URL-safe alphabet': written(data.replaceAll('+', '-').replaceAll('/', '_')),
	'no padding': written(data.replace(/=+$/, '')),
	'a data: prefix': written(`data:image/png;base64,${data}`),
};

const error = JSON.stringify({ error: { message: words } });

const compressed = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };

describeFaults('replies of status 200', [
	{ row: 27, name: 'HTML', serve: asked(reply(page)), ends: asks('badReply', {}, { files: ['reply.txt'] }) },
	{ row: 27, name: 'a JSON error', serve: asked(reply(error)), ends: asks('noImage', { said: words }) },
	{
		row: 27,
		name: 'a JSON error that would be free with its own status',
		only: 'geminiNative',
		serve: asked(reply((speaker) => JSON.stringify(speaker.error(503, words)))),
		ends: asks('serverError', { status: 503, reason: words }),
	},
	{ row: 27, name: 'nothing', serve: asked(reply('')), ends: asks('badReply', { detail: 'the reply is empty' }) },
	{ row: 27, name: 'a 204', serve: asked(reply('', { status: 204 })), ends: asks('badReply') },
	{ row: 27, name: 'JSON of another kind', serve: asked(reply('"fine"')), ends: asks('badReply') },
	...Object.entries(accepted).map(([name, body]) => ({
		row: 29,
		name,
		serve: asked(reply(body)),
		ends: saved(),
	})),
	...Object.entries(compressed).map(([encoding, compress]) => ({
		row: 34,
		name: `${encoding} though nobody asked for it`,
		serve: asked(
			reply((speaker) => compress(JSON.stringify(speaker.images(data))), { headers: { 'content-encoding': encoding } }),
		),
		ends: saved(),
	})),
	{
		row: 34,
		name: 'gzip that is damaged',
		serve: asked(reply(gzipSync(data).subarray(0, 5000), { headers: { 'content-encoding': 'gzip' } })),
		ends: asks('badReply'),
	},
	{
		row: 52,
		name: 'the key inside a prompt before the data',
		serve: asked(
			reply(edited((json) => json.replace('{', '{"prompt":"\\"b64_json\\":\\"AAAA\\", \\"data\\":\\"AAAA\\"",'))),
		),
		ends: saved(),
	},
	{
		row: 52,
		name: 'the key as a value before the data',
		serve: asked(reply(edited((json) => json.replace('{', '{"response_format":"b64_json","mime":"inlineData",')))),
		ends: saved(),
	},
]);

function candidate(content: object): Body {
	return JSON.stringify({ candidates: [content] });
}

describeFaults('replies without an image', [
	{
		row: 28,
		name: 'nothing in the list',
		only: 'openaiImages',
		serve: asked(reply('{"data":[]}')),
		ends: asks('noImage'),
	},
	{
		row: 28,
		name: 'an image that failed by itself',
		only: 'openaiImages',
		serve: asked(reply(JSON.stringify({ data: [{ error: { code: 'x', message: words } }] }))),
		ends: asks('noImage', { said: words }),
	},
	{
		row: 28,
		name: 'text only',
		only: 'geminiNative',
		serve: asked(reply(candidate({ content: { parts: [{ text: words }] }, finishReason: 'STOP' }))),
		ends: asks('noImage', { reason: 'STOP', said: words }),
	},
	{
		row: 28,
		name: 'NO_IMAGE',
		only: 'geminiNative',
		serve: asked(reply(candidate({ finishReason: 'NO_IMAGE', finishMessage: words }))),
		ends: asks('noImage', { reason: 'NO_IMAGE', said: words }),
	},
	{
		row: 28,
		name: 'the finished image withheld',
		only: 'geminiNative',
		serve: asked(reply(candidate({ finishReason: 'IMAGE_SAFETY', finishMessage: words }))),
		ends: asks('blocked', { stage: 'image', reason: `IMAGE_SAFETY: ${words}` }),
	},
	{
		row: 28,
		name: 'the prompt refused',
		only: 'geminiNative',
		serve: asked(reply(JSON.stringify({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }))),
		ends: final('blocked', { stage: 'prompt', reason: 'PROHIBITED_CONTENT' }),
	},
	{
		row: 28,
		name: 'no candidates',
		only: 'geminiNative',
		serve: asked(reply('{"candidates":[]}')),
		ends: asks('noImage', { reason: 'no candidates' }),
	},
	{
		row: 52,
		name: 'an empty field beside a link',
		only: 'openaiImages',
		serve: asked(reply(`{"data":[{"b64_json":null,"url":"data:image/png;base64,${data}"}]}`)),
		ends: saved(),
	},
]);
