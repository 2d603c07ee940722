import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { writeFile } from 'node:fs/promises';
import { temporaryFolder } from '../../support/folders';
import { httpServer, type TestServer } from '../../support/servers';
import { at, imagegen, jpeg } from './cli';

interface Asked {
	readonly headers: IncomingHttpHeaders;
	readonly body: Readonly<Record<string, unknown>>;
}

/** A service that draws, and remembers what it was asked. */
async function service(asked: Asked[]): Promise<TestServer> {
	return await httpServer((request, response) => {
		void text(request).then((body) => {
			asked.push({ headers: request.headers, body: JSON.parse(body) as Asked['body'] });
			response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] }));
		});
	});
}

function withModel(server: TestServer, model: string): string[] {
	return [...at(server).slice(0, -1), model];
}

describe('what an image is to be like', () => {
	it('is asked for as the model takes it', async () => {
		await using home = await temporaryFolder();
		const asked: Asked[] = [];
		await using server = await service(asked);
		const wishes = [
			...['--quality', 'high', '--background', 'transparent', '--format', 'webp'],
			...['--compression', '80', '--count', '2'],
		];
		const args = [
			'generate',
			'A fox',
			...withModel(server, 'gpt-image-2.5-flare'),
			...wishes,
			'--out',
			home.path,
			'--json',
		];
		const { code, stdout } = await imagegen(args, home.path);
		assert.equal(code, 0);
		const [{ body } = assert.fail()] = asked;
		const { quality, background, output_format: format, output_compression: compression, n } = body;
		assert.deepEqual(
			{ quality, background, format, compression, n },
			{ quality: 'high', background: 'transparent', format: 'webp', compression: 80, n: 2 },
		);
		assert.doesNotMatch(stdout, /"fitted"/);
	});

	it('and is not taken is said before anything is sent, once, whatever the attempts', async () => {
		await using home = await temporaryFolder();
		let requests = 0;
		await using server = await httpServer((request, response) => {
			request.resume().on('end', () => {
				requests++;
				if (requests === 1) {
					response.writeHead(429, { 'retry-after': '0' }).end('{"error":{"message":"busy"}}');
				} else {
					response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] }));
				}
			});
		});
		const wishes = ['--quality', 'max', '--count', '3', '--background', 'opaque', '--resolution', '4K'];
		const args = ['generate', 'A fox', ...withModel(server, 'grok-imagine'), ...wishes, '--out', home.path];
		const { code, stderr } = await imagegen(args, home.path);
		assert.deepEqual([code, requests], [0, 2]);
		assert.deepEqual(stderr.trim().split('\n'), [
			"grok-imagine doesn't take the resolution 4K: it is asked for 2K.",
			"grok-imagine doesn't take the quality max: it is asked for high.",
			"grok-imagine can't be told the background, so opaque is left to it.",
			'It is smaller than the 2K you asked for.',
		]);
	});

	it('and is not taken is an event with --json, before the request', async () => {
		await using home = await temporaryFolder();
		await using server = await service([]);
		const args = ['generate', 'A fox', ...at(server), '--quality', 'low', '--json', '--out', home.path];
		const { stdout, stderr } = await imagegen(args, home.path);
		assert.equal(stderr, '');
		const events = stdout
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as { type: string; changes?: unknown });
		const types = events.map(({ type }) => type);
		assert.ok(types.indexOf('fitted') > 0 && types.indexOf('fitted') < types.indexOf('sending'), types.join());
		assert.deepEqual(events.find(({ type }) => type === 'fitted')?.changes, [{ wish: 'quality', wanted: 'low' }]);
	});

	it('is told by what a deployment is known as', async () => {
		await using home = await temporaryFolder();
		const asked: Asked[] = [];
		await using server = await service(asked);
		const options = [...withModel(server, 'my-image'), '--known-as', 'gpt-image-2', '--quality', 'low'];
		await imagegen(['generate', 'A fox', ...options, '--out', home.path], home.path);
		const { model, quality, response_format: format } = asked[0]?.body ?? {};
		assert.deepEqual({ model, quality, format }, { model: 'my-image', quality: 'low', format: undefined });
	});

	it('is said of all images together by fill, before it asks', async () => {
		await using home = await temporaryFolder();
		await using server = await service([]);
		const page = join(home.path, 'page.md');
		await writeFile(page, '![a fox](fox.jpg)\n\n![a hen](hen.jpg)\n');
		const args = ['fill', page, ...withModel(server, 'grok-imagine'), '--background', 'opaque', '--count', '2'];
		const dry = await imagegen([...args, '--dry-run'], home.path);
		assert.match(
			dry.stdout,
			/^4 images with .*\ngrok-imagine can't be told the background, so opaque is left to it\.\n$/m,
		);
		const { code, stderr } = await imagegen([...args, '--yes'], home.path);
		assert.equal(code, 0);
		assert.equal(stderr.match(/can't be told the background/g)?.length, 1);
		assert.ok((await readdir(home.path)).includes('hen.jpg'));
	});

	it('and is known not to be drawn is refused before anything is sent, with who draws it', async () => {
		await using home = await temporaryFolder();
		const asked: Asked[] = [];
		await using server = await service(asked);
		const args = ['A fox', ...withModel(server, 'gpt-image-2'), '--background', 'transparent', '--out', home.path];
		const { code, stderr } = await imagegen(['generate', ...args], home.path);
		assert.deepEqual([code, asked.length], [3, 0]);
		assert.equal(
			stderr,
			"gpt-image-2 doesn't draw on a transparent background. These do: gpt-image-2.5-flare (OpenAI), gpt-image-2.5-sunburst (OpenAI), gpt-image-2.6-flare (OpenAI). Nothing was sent.\n",
		);
	});

	it('and is known not to be drawn is asked of a fallback that can', async () => {
		await using home = await temporaryFolder();
		const asked: Asked[] = [];
		await using server = await service(asked);
		const endpoint = [...withModel(server, 'gpt-image-2'), '--fallback', 'gpt-image-2.5-flare'];
		const args = ['generate', 'A fox', ...endpoint, '--background', 'transparent', '--out', home.path];
		const { code } = await imagegen(args, home.path);
		assert.equal(code, 0);
		assert.deepEqual(
			asked.map(({ body }) => [body['model'], body['background']]),
			[['gpt-image-2.5-flare', 'transparent']],
		);
	});

	it('and is known not to be drawn is refused by fill before it asks', async () => {
		await using home = await temporaryFolder();
		const asked: Asked[] = [];
		await using server = await service(asked);
		const page = join(home.path, 'page.md');
		await writeFile(page, '![a fox](fox.jpg)\n');
		const args = ['fill', page, ...withModel(server, 'gpt-image-2'), '--background', 'transparent', '--yes'];
		const { code, stderr } = await imagegen(args, home.path);
		assert.deepEqual([code, asked.length], [2, 0]);
		assert.match(stderr, /^gpt-image-2 doesn't draw on a transparent background\. These do: /);
	});

	const wrong: readonly (readonly [option: string, value: string, says: RegExp])[] = [
		['--quality', 'best', /^--quality takes low, medium, high, xhigh, max, not "best"/],
		['--background', 'red', /^--background takes opaque, transparent/],
		['--format', 'gif', /^--format takes png, jpeg, webp/],
		['--compression', '101', /^--compression takes a whole number from 0 to 100/],
		['--compression', '1.5', /^--compression takes a whole number/],
		['--count', '0', /^--count takes a whole number from 1 to 10/],
		['--count', '99', /^--count takes a whole number from 1 to 10/],
		['--stream', '', /^--stream takes auto, on, off/],
	];
	for (const [option, value, says] of wrong) {
		it(`is refused where it is none: ${option}=${value}`, async () => {
			await using home = await temporaryFolder();
			const { code, stderr } = await imagegen(['generate', 'A fox', `${option}=${value}`], home.path);
			assert.equal(code, 2);
			assert.match(stderr, says);
		});
	}
});

describe('--stream', () => {
	const rows: readonly (readonly [args: readonly string[], isStreamed: boolean])[] = [
		[['A fox'], false],
		[['A fox', '--stream', 'auto'], false],
		[['A fox', '--stream', 'off'], false],
		[['A fox', '--stream', 'on'], true],
		[['A fox', '--stream=on'], true],
		// As it was before there were others.
		[['A fox', '--stream'], true],
		[['--stream', 'A fox'], true],
	];
	for (const [args, isStreamed] of rows) {
		it(`asks ${isStreamed ? '' : 'not '}for a stream: ${args.join(' ')}`, async () => {
			await using home = await temporaryFolder();
			const asked: Asked[] = [];
			await using server = await service(asked);
			const { code } = await imagegen(
				['generate', ...withModel(server, 'gpt-image-2'), '--out', home.path, ...args],
				home.path,
			);
			assert.equal(code, 0);
			assert.equal(asked[0]?.body['stream'] === true, isStreamed);
		});
	}
});

describe('further headers', () => {
	it('go with the request, and the key into the header that is named', async () => {
		await using home = await temporaryFolder();
		const asked: Asked[] = [];
		await using server = await service(asked);
		const options = [
			...['--header', 'X-Portkey-Provider: @openai', '--header', 'x-title:a: b'],
			...['--key-header', 'Api-Key'],
		];
		const env = { IMAGEGEN_API_KEY: 'sk-1' };
		const { code } = await imagegen(['generate', 'A fox', ...at(server), ...options, '--out', home.path], home.path, {
			env,
		});
		assert.equal(code, 0);
		const { headers } = asked[0] ?? assert.fail();
		assert.deepEqual(
			[headers['x-portkey-provider'], headers['x-title'], headers['api-key'], headers.authorization],
			['@openai', 'a: b', 'sk-1', undefined],
		);
	});

	const wrong: readonly (readonly [args: readonly string[], says: RegExp])[] = [
		[['--header', 'no colon'], /^--header: That isn't a header\. It is written as --header "Name: value"\./],
		[['--header', 'two words: x'], /^--header: That isn't a header/],
		[
			['--header', 'Authorization: Bearer swordfish'],
			/^--header: Authorization looks like a secret.* --key-header NAME/,
		],
		[['--header', 'X-Api-Key: swordfish'], /^--header: X-Api-Key looks like a secret/],
		[['--header', 'Cookie: swordfish'], /^--header: Cookie looks like a secret/],
		[['--header', 'X-Else: sk-swordfish'], /^--header: X-Else looks like a secret/],
		[['--header', 'Content-Length: 1'], /^--header: Content-Length is set by every request itself/],
		[['--header', 'Host: swordfish'], /^--header: Host is set by/],
		[['--header', 'X-Else: a\nswordfish'], /^--header: The value of X-Else can't be sent/],
		[['--key-header', 'two words'], /^--key-header takes the name of a header/],
		[['--key-header', 'host'], /^--key-header takes the name of a header/],
	];
	for (const [args, says] of wrong) {
		it(`are refused where they cannot be sent, or kept in a file: ${JSON.stringify(args[1])}`, async () => {
			await using home = await temporaryFolder();
			await using server = await service([]);
			const { code, stderr } = await imagegen(['generate', 'A fox', ...at(server), ...args], home.path);
			assert.deepEqual([code, server.connections()], [2, 0]);
			assert.match(stderr, says);
			assert.doesNotMatch(stderr, /swordfish/);
		});
	}
});

describe('a key as people paste it', () => {
	for (const pasted of [
		'\u200bsk-1\ufeff',
		'sk\u00ad-\u20601',
		'"sk-1"',
		'Bearer sk-1',
		'Authorization: Bearer sk-1',
	]) {
		it(`is sent as it was meant: ${JSON.stringify(pasted)}`, async () => {
			await using home = await temporaryFolder();
			const asked: Asked[] = [];
			await using server = await service(asked);
			const args = ['generate', 'A fox', ...at(server), '--out', home.path];
			assert.equal((await imagegen(args, home.path, { env: { IMAGEGEN_API_KEY: pasted } })).code, 0);
			assert.equal(asked[0]?.headers.authorization, 'Bearer sk-1');
		});
	}

	it('is refused with a blank in it that only looks like one', async () => {
		await using home = await temporaryFolder();
		await using server = await service([]);
		const env = { IMAGEGEN_API_KEY: 'sk\u00a01' };
		const { code, stderr } = await imagegen(['generate', 'A fox', ...at(server)], home.path, { env });
		assert.equal(code, 2);
		assert.match(stderr, /^The API key in IMAGEGEN_API_KEY can't be sent/);
	});
});
