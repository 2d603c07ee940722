import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventStreamDecoder } from '../../../src/engine/decode/eventStream';
import { pieces } from './replies';

interface Event {
	readonly name: string;
	readonly data: string;
}

/** The standard's own algorithm, on the whole text; an event that only the text's end ends counts as well, and so does bare JSON. */
function reference(text: string): Event[] {
	const events: Event[] = [];
	let data: string[] = [];
	let name = '';
	let bare = false;
	for (const [index, line] of [...text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/), ''].entries()) {
		const [, field = line, value = ''] = /^([^:]*): ?(.*)$/s.exec(line) ?? [];
		if (line === '' || (bare && /^[:dier]/.test(line))) {
			if (data.length > 0) {
				events.push({ name, data: data.join('\n') });
			}
			data = [];
			name = '';
			bare = false;
		}
		// A whole text that begins so, after a byte order mark, is no stream.
		bare ||= data.length === 0 && /^[{[]/.test(line) && !(index === 0 && text.startsWith('\uFEFF'));
		if (bare) {
			data.push(line);
		} else if (field === 'data') {
			data.push(value);
		} else if (field === 'event') {
			name = value;
		}
	}
	return events;
}

async function decoded(text: string, cuts: readonly number[] = []): Promise<Event[]> {
	const decoder = new EventStreamDecoder();
	const events: Event[] = [];
	let data: Buffer[] = [];
	const take = (decoding: ReturnType<EventStreamDecoder['write']>): void => {
		for (const piece of decoding) {
			if (Buffer.isBuffer(piece)) {
				data.push(piece);
			} else {
				events.push({ ...piece, data: Buffer.concat(data).toString() });
				data = [];
			}
		}
	};
	for await (const chunk of pieces(Buffer.from(text), cuts)) {
		take(decoder.write(chunk));
	}
	take(decoder.end());
	return events;
}

const value = fc.stringMatching(/^[^\r\n\uFEFF]{0,20}$/u);
const line = fc.oneof(
	fc.constant(''),
	value.map((text) => `data: ${text}`),
	value.map((text) => `data:${text}`),
	value.map((text) => `event: ${text}`),
	value.map((text) => `:${text}`),
	value,
	fc.constantFrom(
		'data',
		'event',
		'id: 1',
		'retry: 100',
		': ping',
		': OPENROUTER PROCESSING',
		'dat',
		'{"error":"no"}',
		'[{',
		'data : x',
		'datax: x',
	),
);
const stream = fc
	.tuple(
		fc.constantFrom('', '\uFEFF'),
		fc.array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n')), { maxLength: 20 }),
		fc.constantFrom('', 'data: {"a":1}', 'da', 'event: x'),
	)
	.map(([mark, lines, last]) => mark + lines.flat().join('') + last);

describe('a stream of events', () => {
	it('gives what the standard says, however it is split and whichever way its lines end', async () => {
		await fc.assert(
			fc.asyncProperty(stream, fc.array(fc.nat(), { maxLength: 12 }), async (text, cuts) => {
				assert.deepEqual(await decoded(text, cuts), reference(text));
			}),
			{ numRuns: 1000 },
		);
	});

	it('gives the same when every byte comes alone', async () => {
		await fc.assert(
			fc.asyncProperty(stream, async (text) => {
				const bytes = Buffer.byteLength(text);
				assert.deepEqual(
					await decoded(
						text,
						Array.from({ length: bytes }, (_, index) => index),
					),
					reference(text),
				);
			}),
		);
	});

	it('joins the lines of one event, and leaves out comments and what nobody knows', async () => {
		const text = ': ping\r\n\r\nevent: done\rdata: {"a":\ndata: 1}\nid: 7\nwhatever\n\n: OPENROUTER PROCESSING\n\n';
		assert.deepEqual(await decoded(text), [{ name: 'done', data: '{"a":\n1}' }]);
	});

	it('takes a last event that nothing ends, and one whose line is not even ended', async () => {
		assert.deepEqual(await decoded('data: 1\n\ndata: 2\n'), await decoded('data: 1\n\ndata: 2'));
	});

	it('is not slowed down by ever so many short lines', () => {
		const lines = Buffer.alloc(512 * 1024, '\n');
		const started = performance.now();
		const decoder = new EventStreamDecoder();
		assert.deepEqual([...decoder.write(lines), ...decoder.end()], []);
		// Looking each time from the line's beginning to the chunk's end would take minutes.
		assert.ok(performance.now() - started < 5_000);
	});
});
