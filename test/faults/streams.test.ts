import type { FailureKind } from '../../src/engine/failure';
import { largePng, noisePng } from '../support/images';
import { asks, describeFaults, type Ending, type Fault, png, saved } from './run';
import { type Act, asked, type Body, fin, inOrder, reply, type ReplyShape, send, wait } from './servers';
import type { SweptProtocol } from './speakers';

const draft = noisePng(32, 24);
const preview = draft.toString('base64');
const base64 = png.toString('base64');

/** How one protocol streams: each text is one event, with a sign of life before it. */
interface Stream {
	readonly preview: string;
	readonly image: (data: string) => string;
	readonly end: string;
	readonly error: string;
}

const streams: Readonly<Record<SweptProtocol, Stream>> = {
	openaiImages: {
		preview: event({ type: 'image_generation.partial_image', b64_json: preview }),
		image: (data) => event({ type: 'image_generation.completed', b64_json: data }),
		end: 'data: [DONE]\n\n',
		error: event({ type: 'error', error: { code: '503', message: 'overloaded' } }),
	},
	geminiNative: {
		preview: event(answer({ inlineData: { data: preview }, thought: true })),
		image: (data) => event(answer({ inlineData: { data } })),
		end: event(answer({ text: '' }, { finishReason: 'STOP' })),
		error: event({ error: { code: 503, status: 'UNAVAILABLE', message: 'overloaded' } }),
	},
	chatCompletions: {
		preview: event({ choices: [{ delta: { role: 'assistant', content: 'Here it is.' } }] }),
		image: (data) =>
			event({ choices: [{ delta: { images: [{ image_url: { url: `data:image/png;base64,${data}` } }] } }] }),
		end: 'data: [DONE]\n\n',
		error: event({ error: { code: 503, message: 'overloaded' } }),
	},
};

function event(value: object): string {
	return `: ping\n\ndata: ${JSON.stringify(value)}\n\n`;
}

function answer(part: object, more: object = {}): object {
	return { candidates: [{ content: { parts: [part] }, ...more }] };
}

/** A reply with those events. */
function streamed(events: (stream: Stream) => string, shape: ReplyShape = {}): Act {
	const body: Body = ({ protocol }) => events(streams[protocol]);
	const headers = { 'content-type': 'text/event-stream' };
	return asked(reply(body, { framing: 'chunked', headers, ...shape }));
}

/** What comes of a job that asks for a stream. */
function stream(name: string, serve: Act, ends: Ending, timeouts: Fault['timeouts'] = {}): Fault {
	return { row: 37, name, serve, ends, timeouts, job: () => ({ stream: 'on' }) };
}

/** A loss after the preview: OpenAI's is dropped as soon as it is whole, Gemini's draft may have to stand for the image. */
function afterPreview(loss: string, serve: Act, kind: FailureKind, timeouts?: Fault['timeouts']): Fault[] {
	const name = `after a preview: ${loss}`;
	return [
		{ ...stream(name, serve, asks(kind), timeouts), only: 'openaiImages' },
		{ ...stream(name, serve, saved({ 'image-1.png': draft }, { spoiled: [kind] }), timeouts), only: 'geminiNative' },
	];
}

const whole = ({ preview, image, end }: Stream): string => preview + image(base64) + end;
const unended = ({ preview, image }: Stream): string => preview + image(base64);
const cutShort = ({ preview, image }: Stream): string => preview + image(base64).slice(0, 5000);
const late = asked(
	send('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n'),
	wait(400),
	(line) => send(whole(streams[line.speaker.protocol]))(line),
	fin,
);
const large = largePng(22 * 1024 * 1024);
const quick = { idleMs: 200, firstByteMs: 200 };

describeFaults('streamed replies', [
	stream('a preview, then the image', streamed(whole), saved()),
	stream(
		'lines that end in CR LF',
		streamed((words) => whole(words).replaceAll('\n', '\r\n')),
		saved(),
	),
	stream(
		'lines that end in CR, after a byte order mark',
		streamed((words) => `\uFEFF${whole(words).replaceAll('\n', '\r')}`),
		saved(),
	),
	stream(
		'one line of 30 MB',
		streamed(({ image, end }) => image(large.toString('base64')) + end),
		saved({ 'image-1.png': large }),
	),
	stream('a silence after the headers that is longer than any pause may be', late, saved(), { idleMs: 100 }),
	stream('no last event', streamed(unended), saved()),
	stream('never ended', streamed(unended, { framing: 'close' }), saved(), quick),
	stream('broken off after the image', inOrder(streamed(unended, { framing: 'close' }), fin), saved()),
	...afterPreview('the end, in the middle of the image', streamed(cutShort), 'badReply'),
	...afterPreview('silence, in the middle of the image', streamed(cutShort, { upTo: 0.9 }), 'timeout', quick),
	stream(
		'an error in place of the image',
		streamed(({ error }) => error),
		asks('serverError', { reason: 'overloaded' }),
	),
	...afterPreview(
		'an error',
		streamed(({ preview, error }) => preview + error),
		'serverError',
	),
	stream('a reply in one piece', asked(reply((speaker) => JSON.stringify(speaker.images(base64)))), saved()),
]);
