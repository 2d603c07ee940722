import assert from 'node:assert/strict';
import type { Finding } from '../../../src/engine/diagnose/findings';
import { wordFinding } from '../../../src/messages/findings';
import { inEnglish } from '../../../src/messages/translate';

type FindingOf<K extends Finding['kind']> = Omit<Extract<Finding, { kind: K }>, 'kind' | 'level'>;

const nginx = { name: 'nginx', idleMs: 60_000 };
const failure = { kind: 'http1Refused', facts: { host: 'h' }, sent: true, maybePaid: true } as const;

/** Of each kind what can be seen, and its words: the compiler asks for a new kind's here. */
const examples: { readonly [K in Finding['kind']]: readonly (readonly [found: FindingOf<K>, words: string])[] } = {
	direct: [
		[{ addresses: ['192.0.2.1', '192.0.2.2'] }, 'Connects directly, without a proxy, to 192.0.2.1, 192.0.2.2.'],
		[{ addresses: [] }, 'Connects directly, without a proxy, but found no address for the host.'],
	],
	proxy: [[{ proxy: 'proxy.test:3128' }, 'Connects through the proxy proxy.test:3128.']],
	failed: [
		[{ step: 'connect', failure }, "No connection. h doesn't support HTTP/1.1, which long silent requests need."],
		[
			{ step: 'answer', failure },
			"Connected, but a free request failed. h doesn't support HTTP/1.1, which long silent requests need.",
		],
	],
	connected: [
		[{ ms: 40 }, 'Connected in 40 ms.'],
		[{ ms: 40, tlsMs: 60 }, 'Connected in 40 ms, TLS in 60 ms.'],
	],
	readable: [
		[
			{},
			'Plain HTTP: anyone on the network path can read your key and your prompts. Use https, or stay in a private network.',
		],
	],
	unchecked: [[{}, 'Certificates are not checked, so anyone on the network path can read your key.']],
	certificate: [
		[
			{ certificate: { subject: 'example.com', issuer: 'A Company', validTo: 0, chain: 1 }, daysLeft: 90 },
			'The certificate is for example.com, issued by A Company. It is valid for 90 more days. If the issuer is your company, its proxy is intercepting TLS.',
		],
		[
			{ certificate: { subject: 'example.com', issuer: 'A Company', validTo: 0, chain: 1 }, daysLeft: -3 },
			'The certificate is for example.com, issued by A Company. It expired 3 days ago. If the issuer is your company, its proxy is intercepting TLS.',
		],
	],
	protocol: [
		[{ offers: 'h2' }, 'The server prefers HTTP/2. HTTP/1.1 is used, so that each image has a connection of its own.'],
		[{ offers: 'http/1.1' }, 'The server speaks HTTP/1.1.'],
	],
	answered: [
		[{ status: 200, ms: 80, marks: {} }, 'A free request was answered with 200 in 80 ms.'],
		[
			{ status: 401, ms: 80, marks: { server: 'nginx', via: '1.1 proxy' } },
			'A free request was answered with 401 in 80 ms. Headers that say who answered: server: nginx, via: 1.1 proxy.',
		],
	],
	key: [
		[{ verdict: 'accepted' }, 'The API key is accepted.'],
		[{ verdict: 'refused' }, 'The API key is rejected. Check whether it is for OpenAI.'],
		[{ verdict: 'unknown' }, "The API key can't be verified without generating an image."],
		[{ verdict: 'none' }, 'No API key was sent.'],
	],
	intermediary: [
		[
			{ intermediary: nginx, usualMs: 90_000, resolution: '1K' },
			"Your traffic passes through nginx, which closes idle connections after 60 s by default. 5 of 100 1K images take longer than 90 s. Ask whoever runs it for a longer timeout, or use the service's direct address.",
		],
	],
	pattern: [
		[
			{ pattern: { atMs: 60_100, spreadMs: 200, count: 3, of: 4, intermediaries: [nginx] } },
			"3 of the last 4 lost requests were cut at 60.1 s ± 0.2 s: something on the network path closes connections that are idle for so long. These do so by default: nginx. Ask whoever runs it for a longer timeout, or use the service's direct address.",
		],
	],
	silence: [
		[
			{ silent: 1, requests: 9 },
			'Requests that timed out without an answer: 1 of 9. A firewall may have dropped the idle connection, or the service was overloaded.',
		],
	],
	record: [
		[{ cuts: 4, requests: 9 }, 'Requests that lost their connection or got a gateway timeout: 4 of 9.'],
		[{ cuts: 1, requests: 1 }, 'Requests that lost their connection or got a gateway timeout: 1 of 1.'],
	],
};

function wordsOf(finding: Finding): string {
	return wordFinding(inEnglish, finding, 'OpenAI').message;
}

describe('a finding in words', () => {
	for (const [kind, cases] of Object.entries(examples)) {
		it(`says what it is: ${kind}`, () => {
			for (const [found, words] of cases) {
				assert.equal(wordsOf({ kind, level: 'problem', ...found } as Finding), words);
			}
		});
	}

	it('lets an intermediary be that waits for long enough', () => {
		const finding = {
			kind: 'intermediary',
			level: 'fine',
			intermediary: nginx,
			usualMs: 30_000,
			resolution: '1K',
		} as const;
		assert.equal(
			wordsOf(finding),
			'Your traffic passes through nginx, which lets connections be idle for long enough.',
		);
	});

	it('promises no time while none is known', () => {
		const finding = { kind: 'intermediary', level: 'note', intermediary: nginx, resolution: '1K' } as const;
		assert.equal(
			wordsOf(finding),
			'Your traffic passes through nginx, which closes idle connections after 60 s by default. No times are known yet for such images.',
		);
	});

	it('offers no diagnosis within one', () => {
		assert.deepEqual(
			wordFinding(inEnglish, { kind: 'failed', level: 'problem', step: 'connect', failure }, 'OpenAI').help,
			['selectService'],
		);
	});
});
