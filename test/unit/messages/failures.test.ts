import assert from 'node:assert/strict';
import type { Failure, FailureFacts, FailureKind } from '../../../src/engine/failure';
import { wordFailure } from '../../../src/messages/failures';
import { sectionOf } from '../../../src/messages/sections';
import { inEnglish } from '../../../src/messages/translate';
import { troubleshooting } from '../troubleshooting';

/** One of each kind, and its words: the compiler asks for a new kind's here. */
const examples: { readonly [K in FailureKind]: readonly [facts: FailureFacts[K], words: string] } = {
	cancelled: [{}, 'Cancelled.'],
	timeout: [{ phase: 'firstByte', timeoutMs: 300_000 }, 'OpenAI did not answer within 5 min.'],
	unreachable: [
		{ host: 'nowhere.example', code: 'ENOTFOUND' },
		"Couldn't find nowhere.example. Check the base URL, and whether you need a proxy.",
	],
	proxy: [
		{ proxy: 'http://proxy:3128', status: 407 },
		'The proxy http://proxy:3128 requires a user name and password.',
	],
	certificate: [
		{ host: 'example.com', code: 'SELF_SIGNED_CERT_IN_CHAIN' },
		"The certificate of example.com isn't trusted (SELF_SIGNED_CERT_IN_CHAIN). If a company proxy intercepts TLS, install its certificate or name it in NODE_EXTRA_CA_CERTS.",
	],
	http1Refused: [{ host: 'example.com' }, "example.com doesn't support HTTP/1.1, which long silent requests need."],
	interrupted: [
		{ code: 'ECONNRESET', receivedBytes: 3_100_000, elapsedMs: 61_000 },
		'The connection to OpenAI broke 61 s after the request, with 3.1 MB of the reply received.',
	],
	unable: [
		{
			ability: 'transparent',
			model: 'gemini-3-pro-image',
			able: [{ service: 'openai', model: 'gpt-image-2.5-flare' }],
		},
		"gemini-3-pro-image doesn't draw on a transparent background. gpt-image-2.5-flare (OpenAI) does.",
	],
	rateLimited: [
		{ status: 429, retryAfterMs: 30_000, reason: 'slow\ndown' },
		'OpenAI is limiting your requests. Try again in 30 s. It said: slow down.',
	],
	quotaExhausted: [
		{ status: 402, reason: 'No credit.' },
		'Your quota or credit at OpenAI is used up. It said: No credit.',
	],
	overloaded: [
		{ status: 503, reason: 'Try later.' },
		'OpenAI is overloaded and made no image. Try again later. It said: Try later.',
	],
	badInput: [
		{ name: 'fox.gif', why: 'animated', format: 'gif' },
		'fox.gif is animated, and a copy would stand still. Save the one frame that you want first.',
	],
	unauthorized: [
		{ status: 401, reason: 'API key not valid.' },
		'OpenAI rejected the API key (401). It said: API key not valid.',
	],
	notAllowed: [
		{ status: 403, reason: 'Your organization must be verified.' },
		"OpenAI doesn't allow this with your API key (403). It said: Your organization must be verified.",
	],
	challenged: [
		{ status: 403, by: 'Cloudflare' },
		"Cloudflare put a check for browsers in front of OpenAI (403), which no program passes. Your key wasn't looked at. Ask the provider for an address without it.",
	],
	badRequest: [{ status: 400, reason: 'size: unknown' }, 'OpenAI rejected the request (400). It said: size: unknown.'],
	modelUnavailable: [{ status: 404, model: 'gone-1' }, 'OpenAI has no model gone-1 at this address (404).'],
	notFound: [
		{ status: 404, address: 'https://api.example/v2/images/generations', reason: 'Not Found' },
		'There is nothing at https://api.example/v2/images/generations (404). Check the base URL. It said: Not Found.',
	],
	redirected: [
		{ status: 301, location: 'https://elsewhere.example/v1' },
		"OpenAI redirects to https://elsewhere.example/v1. Your key wasn't sent there. If the address is right, set it as the base URL.",
	],
	serverError: [{ status: 524, by: 'Cloudflare' }, 'OpenAI failed (524, reported by Cloudflare).'],
	blocked: [
		{ stage: 'image', reason: 'SAFETY' },
		'OpenAI made an image and withheld it (SAFETY). Try rephrasing the prompt.',
	],
	noImage: [
		{ reason: 'STOP', said: 'I cannot draw.' },
		'OpenAI answered without an image (STOP). It said: I cannot draw.',
	],
	badReply: [
		{ detail: 'text/html' },
		"OpenAI sent a reply that isn't an image service's (text/html). Check the base URL.",
	],
	badImage: [{ detail: 'cut short' }, 'OpenAI sent a damaged or incomplete image (cut short).'],
	replyTooLarge: [{ limitBytes: 200_000_000 }, 'OpenAI sent a reply larger than 200.0 MB.'],
	linkNotFetched: [
		{ link: 'https://cdn.example/1.png', reason: '403' },
		"The image was made, but couldn't be downloaded (403).",
	],
	tooManyImages: [{ limit: 64 }, 'The reply held more images than 64; the others were left out.'],
	notSaved: [
		{ code: 'ENOSPC', path: '/tmp/x' },
		"Couldn't write the image to /tmp/x (ENOSPC). Check the free space and the permissions.",
	],
	stillRunning: [{ ms: 1_800_000 }, 'OpenAI has taken the image on, and not finished it within 30 min.'],
	expired: [{}, "OpenAI doesn't have the image any more: it keeps them for a while only."],
	lost: [{}, 'The background process for OpenAI exited unexpectedly.'],
};

const kinds = Object.keys(examples) as FailureKind[];

function failure<K extends FailureKind>(
	kind: K,
	facts: FailureFacts[K] = examples[kind][0],
	{ sent = true, maybePaid = false } = {},
): Failure {
	return { kind, facts, sent, maybePaid } as Failure;
}

function wordsOf(told: Failure): string {
	return wordFailure(inEnglish, told, 'OpenAI').message;
}

/** Whether a text begins with a message, in which `…` stands for what differs. */
function isBegunBy(message: string, text: string): boolean {
	const parts = message.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${parts.join('.+?')}`).test(text);
}

describe('a failure in words', () => {
	for (const kind of kinds) {
		it(`says what happened: ${kind}`, () => {
			assert.equal(wordsOf(failure(kind)), examples[kind][1]);
		});

		it(`says what ${kind} may have cost`, () => {
			const [facts, words] = examples[kind];
			assert.equal(
				wordsOf(failure(kind, facts, { maybePaid: true })),
				`${words} You may have been billed for this image.`,
			);
		});
	}

	for (const kind of kinds) {
		it(`is explained in its section of docs/troubleshooting.md: ${kind}`, () => {
			const told = failure(kind);
			const listed = troubleshooting().get(sectionOf(told)) ?? [];
			assert.ok(listed.some((message) => isBegunBy(message, wordsOf(told))));
		});
	}

	it('says that a service works by tasks, and which one has the image', () => {
		assert.equal(
			wordsOf(failure('noImage', { task: 'task_8f3', said: 'submitted' })),
			"OpenAI took the request as task task_8f3 and makes the image later, which isn't supported at this address. Look for it at the service. It said: submitted.",
		);
	});

	it('says that a web page answered, and what addresses end in', () => {
		const detail = 'the reply is no JSON';
		const check = 'Check the base URL: most end in /v1, those of Gemini in /v1beta.';
		assert.equal(
			wordsOf(failure('badReply', { detail, page: 'New API' })),
			`OpenAI answered with a web page, "New API". ${check}`,
		);
		assert.equal(wordsOf(failure('badReply', { detail, page: '' })), `OpenAI answered with a web page. ${check}`);
	});

	it('says that nothing was sent where nobody was to be asked, there was no connection to send it over, or no key that can be sent', () => {
		const timeout = { phase: 'connect', timeoutMs: 10_000 } as const;
		const unsent = { sent: false };
		assert.equal(
			wordsOf(failure('timeout', timeout, unsent)),
			"Couldn't connect to OpenAI within 10 s. Nothing was sent.",
		);
		const quiet = kinds.filter(
			(kind) => !wordsOf(failure(kind, examples[kind][0], unsent)).endsWith(' Nothing was sent.'),
		);
		const early: readonly FailureKind[] = [
			...(['unable', 'unreachable', 'proxy', 'certificate', 'http1Refused', 'unauthorized'] as const),
		];
		assert.deepEqual(
			quiet,
			kinds.filter((kind) => !early.includes(kind)),
		);
	});

	it('says in which phase the time ran out', () => {
		const words = {
			connect: "Couldn't connect to OpenAI within 5 min.",
			write: "Couldn't send the request to OpenAI: no progress for 5 min.",
			firstByte: 'OpenAI did not answer within 5 min.',
			idle: 'OpenAI paused in its reply for more than 5 min.',
			attempt: 'OpenAI took longer than 5 min.',
			run: 'No image from OpenAI within 5 min, all attempts together.',
		} as const;
		for (const phase of Object.keys(words) as (keyof typeof words)[]) {
			assert.equal(wordsOf(failure('timeout', { phase, timeoutMs: 300_000 })), words[phase]);
		}
	});

	it('says how many images are too many, and who takes so many', () => {
		const [one, two] = [
			{ service: 'gemini', model: 'gemini-3-pro-image' },
			{ service: 'openai', model: 'gpt-image-2.5-flare' },
		];
		const says = (facts: Pick<FailureFacts['unable'], 'most' | 'able'>): string =>
			wordsOf(failure('unable', { ability: 'inputs', model: 'dall-e', ...facts }));
		assert.equal(
			says({ most: 0, able: [one, two] }),
			"dall-e doesn't take images along with a prompt. These do: gemini-3-pro-image (Google Gemini), gpt-image-2.5-flare (OpenAI).",
		);
		assert.equal(
			says({ most: 1, able: [one] }),
			"dall-e doesn't take more than one image along with a prompt. gemini-3-pro-image (Google Gemini) does.",
		);
		assert.equal(says({ most: 3, able: [] }), "dall-e doesn't take more than 3 images along with a prompt.");
	});

	const variants: readonly (readonly [told: Failure, words: string])[] = [
		[
			failure('unreachable', { host: 'h', code: 'EAI_AGAIN' }),
			"Couldn't find h: the name server did not answer. Check the network connection, and whether you need a proxy.",
		],
		[failure('unreachable', { host: 'h', code: 'EOFFLINE' }), 'You are offline. Check the network connection.'],
		[failure('proxy', { proxy: 'p', code: 'EOFFLINE' }), 'You are offline. Check the network connection.'],
		[
			failure('unreachable', { host: '127.0.0.1:8188', code: 'ECONNREFUSED' }),
			'127.0.0.1:8188 refused the connection. Check the base URL, and whether the service is running.',
		],
		[
			failure('unreachable', { host: 'h', code: 'EHOSTUNREACH' }),
			"Couldn't reach h (EHOSTUNREACH). Check the network connection and the base URL.",
		],
		[failure('proxy', { proxy: 'p', status: 403 }), 'The proxy p refused the connection (403).'],
		[failure('proxy', { proxy: 'p', code: 'ECONNREFUSED' }), "Couldn't connect through the proxy p (ECONNREFUSED)."],
		[
			failure('proxy', { proxy: 'socks://p', code: 'EPROXYKIND' }),
			"The proxy socks://p isn't a supported proxy type. Use an HTTP proxy.",
		],
		[failure('proxy', { proxy: 'p:x', code: 'ERR_INVALID_URL' }), 'The proxy p:x is not a valid address.'],
		[
			failure('interrupted', { code: 'EPIPE', receivedBytes: 0, elapsedMs: 61_000 }),
			'The connection to OpenAI broke 61 s after the request, before any reply.',
		],
		[
			failure('interrupted', { code: 'EPIPE', receivedBytes: 0, elapsedMs: 3000, isUploading: true }),
			'The connection to OpenAI broke after 3 s, while the request was being sent.',
		],
		[failure('rateLimited', { status: 429 }), 'OpenAI is limiting your requests. Try again later.'],
		[
			failure('rateLimited', { status: 429, retryAfterMs: 8_639_090 }),
			'OpenAI is limiting your requests. Try again in 2 h 24 min.',
		],
		[
			failure('notFound', { status: 404, address: 'https://h/images/generations', addressEnd: '/v1' }),
			'There is nothing at https://h/images/generations (404). Check the base URL: it usually ends in /v1.',
		],
		[
			failure('notFound', { status: 405, address: 'https://h/v1/images/generations' }),
			'No image can be asked for at https://h/v1/images/generations (405). Check the base URL.',
		],
		[
			failure('notFound', { status: 403, address: 'https://h/x', isPage: true, reason: 'Log in' }),
			'A web page answered at https://h/x (403), not an image service. Check the base URL. It said: Log in.',
		],
		[
			failure('unauthorized', { status: 0 }),
			"The API key for OpenAI can't be sent: it is far too long, or holds a line break or a character that no key has.",
		],
		[failure('serverError', { status: 500 }), 'OpenAI failed (500).'],
		[
			failure('blocked', { stage: 'prompt', reason: 'SAFETY' }),
			'OpenAI refused the prompt (SAFETY). Try rephrasing the prompt.',
		],
	];
	for (const [told, words] of variants) {
		it(`tells apart ${told.kind} ${JSON.stringify(told.facts)}`, () => {
			assert.equal(wordsOf(told), words);
		});
	}

	it("keeps the service's own reason to one line", () => {
		const reason = `too many\n${'very '.repeat(200)}`;
		const message = wordsOf(failure('rateLimited', { status: 429, reason }));
		assert.match(message, /too many very very/);
		assert.ok(message.length < 320);
	});

	it('names the successor of a model that is no more', () => {
		const facts = { status: 404, model: 'gpt-image-1' };
		const gone = { kind: 'modelUnavailable', facts, sent: true, maybePaid: false } as const;
		assert.equal(
			wordFailure(inEnglish, gone, 'OpenAI').message,
			'OpenAI has no model gpt-image-1 at this address (404). Its successor is gpt-image-2.5-flare.',
		);
	});

	it('offers another key, another service or another try, as it helps', () => {
		const helpFor = (kind: FailureKind): readonly string[] => wordFailure(inEnglish, failure(kind), 'x').help;
		assert.equal(helpFor('unauthorized')[0], 'setKey');
		assert.equal(helpFor('interrupted')[0], 'retry');
		assert.equal(helpFor('modelUnavailable')[0], 'selectService');
		assert.equal(helpFor('notFound')[0], 'setBaseUrl');
		assert.equal(helpFor('proxy')[0], 'setProxyCredentials');
		assert.deepEqual(helpFor('cancelled'), []);
	});
});
