import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redactor, type Secrets } from '../../src/engine/secrets';

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
	'in base64': (secret) => Buffer.from(secret).toString('base64'),
	'in base64 after one byte': (secret) => Buffer.from(`x${secret}, the key`).toString('base64'),
	'in base64 after two bytes': (secret) => Buffer.from(`xy${secret}, the key`).toString('base64'),
	'in base64 for URLs': (secret) => Buffer.from(`Bearer ${secret}?`).toString('base64url'),
};

const secret = 'sk-Ab+/9_é"x\\y-0123456789';

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
		it(`is blanked ${name}, in texts and in bytes`, () => {
			const redact = redactor(secretsOf(secret));
			const text = `before ${repeat(secret)} after`;
			const [inText, inBytes] = [redact(text), redact(Buffer.from(text)).toString()];
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

	it('is blanked when the text was cut inside it', () => {
		const redact = redactor(secretsOf('secret-key-of-mine'));
		assert.equal(redact('the key secret-ke'), 'the key •••');
		assert.equal(redact('the key secret-key-…'), 'the key •••…');
		assert.equal(redact('a secret keeps'), 'a secret keeps');
	});

	it('of fewer than four characters is none', () => {
		assert.equal(redactor(secretsOf('key'))('a key is a key'), 'a key is a key');
		assert.equal(redactor(secretsOf('keys'))('my keys'), 'my •••');
		assert.equal(redactor({ keys: new Map() })('anything'), 'anything');
	});

	it('leaves everything else alone, also bytes that are no text', () => {
		const redact = redactor(secretsOf(secret));
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, text) => {
				fc.pre(!isTold(text));
				assert.deepEqual(redact(Buffer.from(bytes)), Buffer.from(bytes));
			}),
		);
		const bytes = Buffer.concat([Buffer.from([0xff, 0x00, 0xc3]), Buffer.from(secret), Buffer.from([0xfe])]);
		assert.deepEqual(
			redact(bytes),
			Buffer.concat([Buffer.from([0xff, 0x00, 0xc3]), Buffer.from('•••'), Buffer.from([0xfe])]),
		);
	});
});
