import assert from 'node:assert/strict';
import { plainLine } from '../../../src/engine/providers/plainLine';
import { nameErrorInReply, nameRefusal } from '../../../src/engine/providers/refusal';
import { said, saidInBody } from '../../../src/engine/providers/said';
import { documented } from '../../support/documentedRefusals';
import { type Refusal, repeated, reported } from '../../support/refusals';

const refusals = [...reported, ...repeated, ...documented];

function named({ status, headers = {} }: Pick<Refusal, 'status' | 'headers'>, body: unknown) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const url = new URL('https://h.example/v1/images/generations');
	return nameRefusal({ status, headers, text, model: 'm', url, now: 0 });
}

/** What people are told that the service has said. */
function wordsOf(refusal: Pick<Refusal, 'status' | 'headers'>, body: unknown): string {
	const { facts } = named(refusal, body);
	return 'reason' in facts ? (facts.reason ?? '') : '';
}

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): Path[] {
	const inner =
		typeof value === 'object' && value !== null
			? Object.entries(value).flatMap(([name, member]) => pathsIn(member, [...path, name]))
			: [];
	return [path, ...inner];
}

function at(value: unknown, path: Path): unknown {
	return path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | null)?.[name], value);
}

const absent = Symbol('absent');

/** The body with something else in that place. */
function changed(body: unknown, path: Path, by: unknown): unknown {
	const copy = structuredClone(body);
	const holder = at(copy, path.slice(0, -1)) as Record<string, unknown>;
	const name = String(path.at(-1));
	if (by === absent) {
		Reflect.deleteProperty(holder, name);
	} else {
		holder[name] = by;
	}
	return copy;
}

const others: readonly unknown[] = [absent, null, '', 7, true, [], {}, [null], [[7]], { message: null }, 'x'.repeat(9)];

describe('what a service says', () => {
	for (const refusal of refusals) {
		it(`is told as it said it: ${refusal.name}`, () => {
			const { kind, words = '', body } = refusal;
			assert.equal(named(refusal, body).kind, kind);
			assert.equal(wordsOf(refusal, body), words);
		});
	}

	for (const refusal of refusals.filter(({ body }) => typeof body !== 'string')) {
		it(`is kept where any other member is missing, null or of another type: ${refusal.name}`, () => {
			const { body, maybePaid = false } = refusal;
			const words = wordsOf(refusal, body);
			const telling = pathsIn(body).filter((path) => {
				const text = at(body, path);
				// A field's name is nothing without what is said of it.
				const isWords = typeof text === 'string' && text.length > 3 && words.includes(plainLine(text));
				return isWords && !path.includes('loc');
			});
			for (const path of pathsIn(body).filter(({ length }) => length > 0)) {
				for (const other of others) {
					const mutant = changed(body, path, other);
					const told = wordsOf(refusal, mutant);
					for (const kept of telling.filter((one) => at(mutant, one) === at(body, one))) {
						// Where better words have come, the others are not told.
						const isHidden = other === others.at(-1) && told.includes('xxx');
						assert.ok(
							isHidden || told.includes(plainLine(String(at(body, kept)))),
							`${path.join('.')} is ${JSON.stringify(other)}: ${told}`,
						);
					}
					// Whatever else it says, a failure of 5xx is never taken for free.
					assert.ok(!(maybePaid && refusal.status >= 500) || named(refusal, mutant).maybePaid);
				}
			}
		});
	}

	it('is nothing in a body that holds nothing, and never throws', () => {
		for (const status of [400, 401, 402, 403, 404, 405, 413, 422, 429, 451, 500, 502, 503, 529]) {
			for (const body of [
				'',
				'null',
				'7',
				'true',
				'[]',
				'{}',
				'""',
				'[[]]',
				'{"error":null}',
				'{"error":[]}',
				'{"error":{}}',
				'{"error":7}',
				'\uFEFF{}',
				'<',
				'<html>',
				'\0\0\uFFFD\uFFFD',
			]) {
				assert.equal(wordsOf({ status }, body), '', body);
			}
		}
		for (const error of [undefined, null, 7, true, '', [], {}, [null], { message: {} }, { code: null, message: 7 }]) {
			assert.equal(nameErrorInReply(error).maybePaid, true);
		}
	});

	it('is found in JSON that was cut', () => {
		assert.equal(wordsOf({ status: 500 }, '{"error":{"code":"x","message":"So it\\n is, \\"alas'), 'So it is, "alas');
		assert.equal(wordsOf({ status: 400 }, `{"error":{"message":"${'a '.repeat(500_000)}`).length, 501);
		assert.equal(named({ status: 400 }, '{"error":{"code":"insufficient_quota","message":"No').kind, 'quotaExhausted');
	});

	it('counts of an error that others repeat only where nothing was done', () => {
		const message = 'upstream said {"error":{"code":"insufficient_quota","message":"No credit."}}';
		assert.equal(named({ status: 400 }, { error: { message } }).kind, 'quotaExhausted');
		assert.equal(named({ status: 502 }, { error: { message } }).maybePaid, true);
		assert.equal(named({ status: 502 }, message).maybePaid, true);
	});
});

const esc = '\u001B';
const hostile: readonly (readonly [name: string, text: string, line: string])[] = [
	['colours', `${esc}[31mred${esc}[0m and ${esc}[2Jgone`, 'red and gone'],
	['a link of a terminal', `${esc}]8;;http://x${esc}\\here${esc}]8;;${esc}\\`, 'here'],
	['a title of a terminal', `${esc}]0;title\u0007said`, 'said'],
	['text turned around', 'safe\u202Eexe.\u2066x\u2069', 'safeexe.x'],
	['what nobody sees', 'a\u200Bb\uFEFFc\u{E0041}d\u00ADe', 'abcde'],
	['lines', 'one\r\ntwo\u2028three\u0085four\tfive\u000Bsix', 'one two three four five six'],
	['a script', 'no <script>alert("1")</script>good', 'no good'],
	['a script that is never closed', 'no <script src=x>alert(1)', 'no'],
	['a script in entities', '&lt;script&gt;alert(1)&lt;/script&gt;So &amp; so', 'So & so'],
	['an image', 'a <img src=x onerror=alert(1)> b <b>c</b><!-- d -->', 'a b c'],
	['what only looks like markup', 'size < 4096 and <lora:fox:0.8> > 3', 'size < 4096 and <lora:fox:0.8> > 3'],
	['half a character', 'a\uD800b', 'a\uFFFDb'],
	['all of it', `${esc}[1m<p>\u202E&lt;b&gt;\n</p>${esc}[0mend`, 'end'],
];

describe('a text from outside', () => {
	for (const [name, text, line] of hostile) {
		it(`is one line that does nothing: ${name}`, () => {
			assert.equal(plainLine(text), line);
			for (const body of [
				text,
				{ detail: text },
				{ error: { message: text } },
				{ errors: [text] },
				{ message: JSON.stringify({ msg: text }) },
			]) {
				assert.equal(wordsOf({ status: 400 }, body), line);
			}
		});
	}

	it('is cut after 500 characters, and never within one', () => {
		assert.equal(plainLine('a'.repeat(500)), 'a'.repeat(500));
		assert.equal(plainLine(`${'a'.repeat(499)}😀b`), `${'a'.repeat(499)}…`);
		assert.equal(plainLine('b'.repeat(1024 * 1024)), `${'b'.repeat(500)}…`);
	});

	const endless = [
		'{',
		'{"',
		'"',
		'[{',
		'<',
		'<script',
		'<!--',
		'<title',
		'&amp;',
		'\\',
		'\\"',
		'{"a":',
		`${esc}[`,
		`${esc}];a`,
		`${esc}[;a;a`,
		'retry ',
		'retry after 1',
		'1h',
		'api key ',
		'invalid ',
		'{"message":"',
		'/',
		'<p ',
	];
	for (const text of endless) {
		it(`takes no time to read, however long: ${JSON.stringify(text)}`, () => {
			const long = text.repeat(Math.ceil((64 * 1024) / text.length));
			const startedAt = performance.now();
			for (const body of [long, JSON.stringify({ error: { message: long } }), `<html><title>${long}`]) {
				named({ status: 429 }, body);
				named({ status: 403 }, body);
				named({ status: 404 }, body);
			}
			assert.ok(performance.now() - startedAt < 2000);
		});
	}

	it('takes no time to read where a text within it is never closed', () => {
		const message = `${'{'.repeat(16)}"${'\\"'.repeat(8000)}`;
		const startedAt = performance.now();
		assert.equal(named({ status: 400 }, { error: { message } }).kind, 'badRequest');
		assert.ok(performance.now() - startedAt < 2000);
	});

	it('is looked at as often wherever it is nested, and no further than a thousand members', () => {
		let looks = 0;
		const counted = new Proxy({}, { ownKeys: () => (looks++, []) });
		const nested = Array.from({ length: 8 }).reduce<object>((error) => ({ error }), counted);
		assert.equal(said(nested).words, undefined);
		assert.ok(looks > 0 && looks < 5, String(looks));
		const members = Array.from({ length: 1000 }, (_, at) => [`m${at}`, 7] as const);
		assert.equal(said(Object.fromEntries([...members, ['message', 'late']])).words, undefined);
	});

	it('is read in whatever is nested without end', () => {
		for (const [open, close] of [
			['{"error":', '}'],
			['[', ']'],
			['{"detail":[', ']}'],
		] as const) {
			assert.equal(saidInBody(open.repeat(5000) + '"deep"' + close.repeat(5000)).words, undefined);
		}
		const within = Array.from({ length: 12 }).reduce<string>((inner) => JSON.stringify({ message: inner }), 'deep');
		assert.ok(named({ status: 400 }, within).facts);
	});
});
