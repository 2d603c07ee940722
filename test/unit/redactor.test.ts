import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redactIn, redactor } from '../../src/engine/redactor';
import type { Secrets } from '../../src/engine/secrets';

const secretsOf = (key: string, proxyAuthorization?: string): Secrets => ({
	keys: new Map([['https://h', key]]),
	...(proxyAuthorization && { proxyAuthorization }),
});

/** Some way in which a text may repeat a secret. */
const repeats: Record<string, (secret: string) => string> = {
	'as it is': (secret) => secret,
	'in JSON': (secret) => JSON.stringify({ error: `bad key ${secret}.` }),
	'in JSON within JSON': (secret) => JSON.stringify(secret).replaceAll('/', '\\/'),
	'in JSON of nothing but ASCII': (secret) =>
		JSON.stringify(secret).replace(/[^ -~]|[+/]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
	'percent-encoded': (secret) => `https://h/?key=${encodeURIComponent(secret)}&x=1`,
	'percent-encoded in small letters': (secret) =>
		encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
	'percent-encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
	'in HTML': (secret) =>
		`<b>${secret.replace(/["é+]/g, (char) => (char === '"' ? '&quot;' : `&#${char.charCodeAt(0)};`))}</b>`,
	'in HTML, in hexadecimal': (secret) => secret.replace(/[^]/g, (char) => `&#x0${char.charCodeAt(0).toString(16)};`),
	'in hexadecimal digits': (secret) => Buffer.from(secret).toString('hex'),
	'in hexadecimal digits of both sizes, with spaces': (secret) =>
		(Buffer.from(secret).toString('hex').match(/../g) ?? [])
			.map((byte, index) => (index % 2 === 0 ? byte.toUpperCase() : byte))
			.join(' '),
	'in hexadecimal digits twice': (secret) => Buffer.from(Buffer.from(secret).toString('hex')).toString('hex'),
	'as escapes of JavaScript': (secret) =>
		Array.from(secret, (char) => `\\x${char.charCodeAt(0).toString(16)}`).join(''),
	'in JSON, twice': (secret) => JSON.stringify(JSON.stringify(JSON.stringify(secret))),
	'in HTML, twice': (secret) => inHtml(secret).replaceAll('&', '&amp;'),
	'in HTML, in capital letters': (secret) => inHtml(secret).replaceAll(/&[a-z]+;/g, (name) => name.toUpperCase()),
	'in HTML without semicolons': (secret) => secret.replace(/[+"]/g, (char) => `&#${char.codePointAt(0)}`),
	'in HTML with names': (secret) =>
		secret.replaceAll('/', '&sol;').replaceAll('+', '&plus;').replaceAll('_', '&lowbar;'),
	'in HTML in JSON': (secret) => JSON.stringify(inHtml(secret)).replaceAll('&', '\\u0026'),
	'in base64 in lines': (secret) => Buffer.from(`x${secret}`).toString('base64').replace(/.{8}/g, '$&\r\n'),
	'in base64 in lines in JSON': (secret) =>
		JSON.stringify(Buffer.from(`x${secret}`).toString('base64').replace(/.{8}/g, '$&\n')),
	'in base64 twice': (secret) => Buffer.from(Buffer.from(`xy${secret}`).toString('base64')).toString('base64'),
	'in base64 of hexadecimal digits': (secret) => Buffer.from(Buffer.from(secret).toString('hex')).toString('base64'),
	'in base64': (secret) => Buffer.from(secret).toString('base64'),
	'in base64 after one byte': (secret) => Buffer.from(`x${secret}, the key`).toString('base64'),
	'in base64 after two bytes': (secret) => Buffer.from(`xy${secret}, the key`).toString('base64'),
	'in base64 for URLs': (secret) => Buffer.from(`Bearer ${secret}?`).toString('base64url'),
};

function inHtml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('/', '&#47;');
}

const secret = 'sk-Ab+/9_é"x\\y-0123456789';

const keys = fc.stringMatching(/^sk-[A-Za-z0-9]{40}$/);

const between = (sign: string) => (piece: string) => Array.from(piece).join(sign);
const each = (spell: (code: number) => string) => (piece: string) =>
	Array.from(piece, (char) => spell(char.charCodeAt(0))).join('');

/** Ways to spell a piece of a key so that nothing else stands around it. */
const spellings: Record<string, (piece: string) => string> = {
	'as it is': (piece) => piece,
	'in small letters': (piece) => piece.toLowerCase(),
	'in capitals': (piece) => piece.toUpperCase(),
	'percent-encoded': each((code) => `%${code.toString(16)}`),
	'percent-encoded nine times': each((code) => `%${'25'.repeat(9)}${code.toString(16)}`),
	'in JSON': each((code) => `\\u00${code.toString(16)}`),
	'in JavaScript': each((code) => `\\u{${code.toString(16)}}`),
	'in octal': each((code) => `\\${code.toString(8).padStart(3, '0')}`),
	'in HTML in HTML': each((code) => `&amp;amp;#${code};`),
	'in HTML in JSON in a URL': each((code) => `%5Cu0026#x${code.toString(16)};`),
	...Object.fromEntries(
		['\u200b', '\u00ad', '\ufeff', '\u2060', '\u00a0', '&shy;', '&amp;ZeroWidthSpace;', '<br>', '<br />', '</b><b>']
			.concat(['&lt;wbr&gt;', '\n', '\\n', '\\\\r\\\\n', ' ', '-', '…'])
			.map((sign) => [`with ${JSON.stringify(sign)} in it`, between(sign)]),
	),
};

const encodings: readonly ((key: string) => string)[] = [
	...['', 'x', 'xy'].map((before) => (key: string) => Buffer.from(before + key).toString('base64')),
	(key) => Buffer.from(`x${key}`).toString('base64url'),
	(key) => Buffer.from(key).toString('hex'),
	(key) => Buffer.from(Buffer.from(key).toString('base64')).toString('base64'),
	(key) => Buffer.from(Buffer.from(key).toString('hex')).toString('base64'),
];

/** Whether any six characters in a row of the secret, or of what base64 makes of it, are left. */
function isTold(text: string): boolean {
	const forms = [secret, ...[0, 1, 2].map((before) => Buffer.from('x'.repeat(before) + secret).toString('base64'))];
	return forms.some((form) =>
		Array.from({ length: form.length - 8 }, (_, at) => form.slice(at + 2, at + 8)).some((piece) =>
			text.includes(piece),
		),
	);
}

describe('a secret', () => {
	for (const [name, repeat] of Object.entries(repeats)) {
		it(`is blanked ${name}, in texts and in bytes`, async () => {
			const redact = redactor(secretsOf(secret));
			const text = `before ${repeat(secret)} after`;
			const [inText, inBytes] = [redact(text), (await redact.inPieces(Buffer.from(text))).toString()];
			for (const told of [inText, inBytes]) {
				assert.match(told, /^before .*•••.* after$/);
				assert.ok(!isTold(told), told);
			}
		});
	}

	it('of a proxy is blanked as the header, its credentials, and the password in them', () => {
		const credentials = Buffer.from('joe:hunter22').toString('base64');
		const redact = redactor(secretsOf('', `Basic ${credentials}`));
		assert.equal(redact(`Basic ${credentials}`), '•••');
		assert.equal(redact(`407 for ${credentials}`), '407 for •••');
		assert.equal(redact('joe, whose password is hunter22, was refused'), 'joe, whose password is •••, was refused');
		assert.equal(redactor(secretsOf('', 'Bearer abc.def'))('no abc.def'), 'no •••');
	});

	it('of a name and a password is blanked as both, and as the password alone', () => {
		const redact = redactor(secretsOf('admin:secretpw'));
		assert.equal(redact('wrong password: secretpw'), 'wrong password: •••');
		assert.equal(redact('of admin:secretpw, admin'), 'of •••, admin');
	});

	it('is blanked when the text was cut inside it', () => {
		const redact = redactor(secretsOf('secret-key-of-mine'));
		assert.equal(redact('the key secret-ke'), 'the key •••');
		assert.equal(redact('the key secret-key-…'), 'the key •••…');
		assert.equal(redact('a secret keeps'), 'a secret keeps');
	});

	it('is blanked when the text was cut inside one of its escapes', () => {
		const redact = redactor(secretsOf('ab+c/de"f-0123456789'));
		for (const cut of ['ab%2Bc%2', 'ab%2Bc%', 'ab&#x2b;c&#x2', 'ab\\u002bc\\u00', 'ab+c/de\\', 'ab%252Bc%25']) {
			const told = redact(`the key ${cut}`);
			assert.match(told, /^the key •••/);
			assert.ok(!told.includes('ab'), told);
		}
	});

	it('is blanked where a service repeats only a long beginning of it', () => {
		const redact = redactor(secretsOf('sk-proj-0123456789abcdef'));
		assert.equal(redact('{"error":"no key sk-proj-0123456789…"}'), '{"error":"no key •••…"}');
		assert.equal(redact('no key sk-proj-01234567 (truncated) here'), 'no key ••• (truncated) here');
		assert.equal(redact('keys begin with sk-proj- here'), 'keys begin with sk-proj- here');
	});

	it('is looked for in a time that follows the length of the text', () => {
		const hostile = ['a'.repeat(64 * 1024), '\\'.repeat(64 * 1024), '%25'.repeat(20_000), '&amp;'.repeat(13_000)];
		for (const key of [`${'a'.repeat(199)}b`, `${'\\'.repeat(40)}b`, `${'%25'.repeat(40)}b`]) {
			for (const text of hostile) {
				// Of what took 13 seconds and more than a lifetime: no limit that a slow machine reaches.
				const before = process.cpuUsage();
				redactor(secretsOf(key))(text);
				assert.ok(process.cpuUsage(before).user < 5_000_000, `${key.slice(0, 4)} in ${text.slice(0, 4)}`);
			}
		}
	});

	it('is found wherever it stands in a text of many megabytes', () => {
		const redact = redactor(secretsOf(secret));
		const filler = 'All of this is well. '.repeat(60_000);
		for (const cut of [0, 1, 10, secret.length]) {
			const before = filler.slice(0, 2 ** 20 - cut);
			assert.equal(redact(`${before}${secret}${filler}`), `${before}•••${filler}`);
		}
	});

	it('leaves the words by which a program tells things apart', () => {
		const event = {
			type: 'saved',
			at: 1795,
			path: '/saved/1.png',
			failure: { kind: 'saved', facts: { reason: 'saved' } },
		};
		assert.deepEqual(redactIn(event, redactor(secretsOf('saved'))), {
			...event,
			failure: { kind: 'saved', facts: { reason: '•••' } },
		});
		const accepted = { type: 'accepted', endpoint: { service: 'comfyui', protocol: 'comfyui' } };
		assert.deepEqual(redactIn(accepted, redactor(secretsOf('comfyui'))), accepted);
		assert.deepEqual(redactIn(event, redactor(secretsOf('1795'))), event);
		assert.deepEqual(redactIn({ isSent: true }, redactor(secretsOf('true'))), { isSent: true });
	});

	it('of fewer than four characters is none', () => {
		assert.equal(redactor(secretsOf('key'))('a key is a key'), 'a key is a key');
		assert.equal(redactor(secretsOf('keys'))('my keys'), 'my •••');
		assert.equal(redactor({ keys: new Map() })('anything'), 'anything');
	});

	it('is blanked in every piece of eight letters and digits or more, however it is spelled', () => {
		fc.assert(
			fc.property(keys, fc.nat(), fc.integer({ min: 8, max: 24 }), (key, at, length) => {
				const from = at % (key.length - length + 1);
				const piece = key.slice(from, from + length);
				fc.pre(/^[^-].*[A-Z\d].*[^-]$/.test(piece) && piece.replace('-', '').length >= 8);
				const redact = redactor(secretsOf(key));
				for (const [name, spell] of Object.entries(spellings)) {
					// Between letters of no key: one with which the key goes on would go as well.
					assert.equal(redact(`é "${spell(piece)}", é`), 'é "•••", é', name);
				}
			}),
		);
	});

	it('is blanked in every piece of twelve of its digits in base64 or in hexadecimal', () => {
		fc.assert(
			fc.property(keys, fc.nat(), fc.integer({ min: 12, max: 40 }), (key, at, length) => {
				for (const encoded of encodings.map((encode) => encode(key))) {
					const from = 4 + (at % (encoded.length - length - 8));
					const piece = encoded.slice(from, from + length);
					fc.pre(piece.replace(/[^a-z\d]/gi, '').length >= 12);
					assert.match(redactor(secretsOf(key))(`(${piece})`), /^\(\W?•••\W?\)$/, encoded);
				}
			}),
		);
	});

	it('is blanked in escapes that were escaped once more, and again', () => {
		const key = 'sk-nrtbfu00xQ7p2Lm9Zr4Tb6Vn';
		const redact = redactor({ keys: new Map([['https://h', key]]) });
		for (const spell of [(hex: string) => `\\u00${hex}`, (hex: string) => `\\x${hex}`]) {
			let said = each((code) => spell(code.toString(16)))(key);
			for (let times = 0; times < 4; times++) {
				assert.match(redact(`"${said}"`), /^"\\*•••"$/);
				said = JSON.stringify(said).slice(1, -1);
			}
		}
	});

	it('is blanked as its first and its last characters', () => {
		const redact = redactor(secretsOf('sk-proj-0123456789abcdefGHIJKLMN'));
		assert.equal(redact('{"key":"sk-proj-01***GHIJKLMN"}'), '{"key":"•••***•••"}');
		assert.equal(redact('["GHIJKLMN","GHIJKLMN"]'), '["•••","•••"]');
	});

	it('that is short is blanked only where it is a word of its own', () => {
		const redact = redactor(secretsOf('1234'));
		assert.equal(redact('no 1234, "1234" or https://h/1234?1234'), 'no •••, "•••" or https://h/•••?•••');
		const others = '12345 a1234 https://host/1234abc/é1234 123 12';
		assert.equal(redact(others), others);
		const proxy = redactor(secretsOf('', `Basic ${Buffer.from('administrator:1234').toString('base64')}`));
		assert.equal(proxy('Basic knowledge of the administrator: 1234'), 'Basic knowledge of the administrator: •••');
	});

	it('leaves words that are in it as well, and begin it', () => {
		const redact = redactor(secretsOf('generate-words-and-0123456789'));
		assert.equal(redact('to generate a word, we gene'), 'to generate a word, we gene');
		assert.equal(redact('to generate a word, we gene…'), 'to generate a word, we •••…');
	});

	it('is taken for none where only the look at a long text begins or ends', () => {
		const redact = redactor({ keys: new Map([...secretsOf('1234').keys, ['https://i', 'generate-words-0123456789']]) });
		const [begin, end] = ['x'.repeat(2 ** 18), ' '.repeat(2 ** 18 + 2 ** 16)];
		for (const text of [`${begin}1234 x`, `${end.slice(4)}12345 x`, `${end.slice(8)}generate x`]) {
			assert.ok(redact(text) === text);
		}
	});

	it('leaves prose, links, JSON, and images in base64', () => {
		const text = fc.oneof(
			fc.lorem({ mode: 'sentences' }),
			fc.webUrl({ withQueryParameters: true, withFragments: true }),
			fc.json(),
			fc.uint8Array({ minLength: 100, maxLength: 3000 }).map((bytes) => Buffer.from(bytes).toString('base64')),
			fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
		);
		fc.assert(fc.property(keys, text, (key, other) => assert.equal(redactor(secretsOf(key))(other), other)));
	});

	it('is looked for in many bytes while timers are heard', async () => {
		let heard = 0;
		const timer = setInterval(() => heard++, 1);
		await redactor(secretsOf(secret)).inPieces(Buffer.alloc(4 * 2 ** 20, '%25'));
		clearInterval(timer);
		assert.ok(heard > 4, `${heard}`);
	});

	it('leaves everything else alone, also bytes that are no text', async () => {
		const redact = redactor(secretsOf(secret));
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 300 }), async (bytes, text) => {
				fc.pre(!isTold(text));
				assert.equal(redact(text), text);
				assert.deepEqual(await redact.inPieces(Buffer.from(bytes)), Buffer.from(bytes));
			}),
		);
		const bytes = Buffer.concat([Buffer.from([0xff, 0x00, 0xc3]), Buffer.from(secret), Buffer.from([0xfe])]);
		assert.deepEqual(
			await redact.inPieces(bytes),
			Buffer.concat([Buffer.from([0xff, 0x00, 0xc3]), Buffer.from('•••'), Buffer.from([0xfe])]),
		);
	});
});
