import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createJob } from '../../../src/engine/jobs/layout';
import { servicePresets } from '../../../src/engine/providers/catalogue';
import { toLine } from '../../../src/engine/secrets';
import { temporaryFolder } from '../../support/folders';
import { httpServer, type TestServer } from '../../support/servers';
import { imagegen, inTerminal } from './cli';

interface Model {
	readonly id: string;
	readonly catalogue: boolean;
	readonly listed?: boolean;
	readonly draws: boolean;
	readonly takes?: Readonly<Record<string, unknown>>;
}

interface Told {
	readonly list: string;
	readonly baseUrl: string;
	readonly failure?: { readonly kind: string };
	readonly models: readonly Model[];
}

interface Asked {
	readonly url: string;
	readonly key: string | undefined;
}

/** A service that answers `GET` as `answers` says, by path and query; 404 elsewhere. */
async function service(answers: Readonly<Record<string, unknown>>, asked: Asked[] = []): Promise<TestServer> {
	return await httpServer((request, response) => {
		const { url = '', headers } = request;
		asked.push({ url, key: headers.authorization ?? (headers['x-goog-api-key'] as string | undefined) });
		const answer = answers[url];
		response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
		response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));
	});
}

function told(stdout: string): Told {
	return JSON.parse(stdout) as Told;
}

const openai = (server: TestServer): string[] => [
	...['models', '--json', '--service', 'openaiCompatible', '--base-url', `${server.url.origin}/v1`],
];

describe('imagegen models', () => {
	it('has what is known of the models of a service, and does not ask where it has no list', async () => {
		await using home = await temporaryFolder();
		const { code, stdout, stderr } = await imagegen(['models', '--service', 'vertex', '--json'], home.path);
		assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
		const { list, models } = told(stdout);
		assert.equal(list, 'none');
		const { id, catalogue, takes } = models[0] ?? assert.fail();
		assert.deepEqual({ id, catalogue }, { id: 'gemini-3-pro-image', catalogue: true });
		assert.deepEqual(takes, {
			resolutions: ['1K', '2K', '4K'],
			ratios: ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'],
			...{ formats: [], qualities: [], transparent: false, count: 1, references: 14, streams: true },
			...{ price: { '1K': 0.134, '2K': 0.134, '4K': 0.24 }, priceAsOf: '2026-11' },
		});
	});

	it('lists what the service has, those first that draw, without a key where none is given', async () => {
		await using home = await temporaryFolder();
		const asked: Asked[] = [];
		const data = [{ id: 'gpt-9' }, { id: 'openai/gpt-image-2' }, { id: 'gpt-9' }, { id: 'mine', type: 'image' }];
		await using server = await service({ '/v1/models': { data } }, asked);
		const { code, stdout } = await imagegen(openai(server), home.path);
		const { list, models } = told(stdout);
		assert.deepEqual([code, list], [0, 'listed']);
		assert.deepEqual(
			models.map(({ id, catalogue, draws }) => [id, catalogue, draws]),
			[
				['openai/gpt-image-2', false, true],
				['mine', false, true],
				['gpt-9', false, false],
			],
		);
		assert.deepEqual(models[0]?.takes?.['qualities'], ['low', 'medium', 'high']);
		assert.deepEqual(asked, [{ url: '/v1/models', key: undefined }]);
	});

	it('goes through the pages of a list, with the key, and says which of the known ones are not in it', async () => {
		await using home = await temporaryFolder();
		const asked: Asked[] = [];
		const first = '/v1beta/models?pageSize=1000';
		const draws = { supportedGenerationMethods: ['generateContent'] };
		await using server = await service(
			{
				[first]: {
					models: [
						{ name: 'models/gemini-3-pro-image', ...draws },
						{ name: 'models/embedding-9', supportedGenerationMethods: ['embedContent'] },
					],
					nextPageToken: 'a&b',
				},
				// A token that leads round in a circle.
				[`${first}&pageToken=a%26b`]: {
					models: [{ name: 'models/gemini-9-image', displayName: 'Nine', ...draws }],
					nextPageToken: 'a&b',
				},
			},
			asked,
		);
		const args = ['models', '--json', '--service', 'gemini', '--base-url', `${server.url.origin}/v1beta`];
		const { code, stdout } = await imagegen(args, home.path, { env: { IMAGEGEN_API_KEY: 'sk-1' } });
		assert.equal(code, 0);
		assert.deepEqual(
			told(stdout).models.map(({ id, catalogue, listed }) => [id, catalogue, listed]),
			[
				['gemini-3-pro-image', true, true],
				['gemini-nano-banana-2.1', true, false],
				['gemini-3.1-flash-lite-image', true, false],
				['gemini-9-image', false, true],
			],
		);
		assert.deepEqual(
			asked.map(({ key }) => key),
			['sk-1', 'sk-1'],
		);
		assert.equal(asked.length, 2);
	});

	const failures: readonly (readonly [name: string, answer: unknown, status: number, kind: string, says: RegExp])[] = [
		['a refused key', { error: { message: 'no such key' } }, 401, 'unauthorized', /no such key/],
		['nothing at the address', '<html>', 404, 'notFound', /There is nothing at http:\/\/127\S+\/v1\/models \(404\)/],
		[
			'no such model',
			{ error: { code: 'model_not_found', message: 'no such model' } },
			404,
			'notFound',
			/There is nothing at/,
		],
		['a web page', '<!doctype html><html>', 200, 'badReply', /isn't an image service's .*Check the base URL/],
		['a failure', 'oops', 500, 'serverError', /failed \(500/],
	];
	for (const [name, answer, status, kind, says] of failures) {
		it(`says it in a sentence, and nothing of a bill: ${name}`, async () => {
			await using home = await temporaryFolder();
			await using server = await httpServer((_request, response) => {
				response.writeHead(status).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
			});
			const { code, stdout, stderr } = await imagegen(openai(server), home.path);
			const { list, failure, models } = told(stdout);
			assert.deepEqual([code, list, failure?.kind, models], [3, 'failed', kind, []]);
			assert.match(stderr, says);
			assert.doesNotMatch(stderr, /billed/);
		});
	}

	it('shows no key that a service repeats, and lets nothing in a list act on the terminal', async () => {
		await using home = await temporaryFolder();
		const data = [{ id: 'sk-swordfish-image' }, { id: 'evil\u001b[2J' }, { id: 'x'.repeat(9999) }, { id: 7 }, null, []];
		await using server = await service({ '/v1/models': { data } });
		const env = { IMAGEGEN_API_KEY: 'sk-swordfish' };
		const { code, stdout } = await imagegen(openai(server), home.path, { env });
		assert.equal(code, 0);
		assert.doesNotMatch(stdout, /swordfish|evil|xxxx/);
	});

	it('shows no key that a service repeats where it refuses, redirects or sends what is no list', async () => {
		await using home = await temporaryFolder();
		const env = { IMAGEGEN_API_KEY: 'sk-swordfish' };
		const rows = [
			[401, JSON.stringify({ error: { message: 'Invalid token passed: sk-swordfish' } })],
			[307, ''],
			[200, 'sk-swordfish'],
		] as const;
		for (const [status, body] of rows) {
			await using server = await httpServer((_request, response) => {
				response.writeHead(status, { location: 'https://h.example/?key=sk-swordfish' }).end(body);
			});
			const { code, stdout, stderr } = await imagegen(openai(server), home.path, { env });
			assert.equal(code, 3);
			assert.match(stdout, /•••/);
			assert.doesNotMatch(stdout + stderr, /swordfish/);
		}
	});

	it('stays small, whatever a service lists', async () => {
		await using home = await temporaryFolder();
		const data = Array.from({ length: 20_000 }, (_, at) => ({ id: `m-${at}` }));
		await using server = await service({ '/v1/models': { data } });
		assert.equal(told((await imagegen(openai(server), home.path)).stdout).models.length, 5000);
		const asked: string[] = [];
		await using paged = await httpServer(({ url = '' }, response) => {
			asked.push(url);
			const models = Array.from({ length: 3000 }, (_, at) => ({ name: `m-${asked.length}-${at}` }));
			response.end(JSON.stringify({ models, nextPageToken: String(asked.length) }));
		});
		assert.equal(told((await imagegen(openai(paged), home.path)).stdout).models.length, 5000);
		assert.equal(asked.length, 2);
	});

	it('looks for the window, which gives the endpoint in a folder and the secrets on standard input', async () => {
		await using home = await temporaryFolder();
		const asked: Asked[] = [];
		await using server = await service({ '/v1/models': [{ id: 'mine' }] }, asked);
		const endpoint = {
			...({ service: 'openaiCompatible', protocol: 'openaiImages', model: 'any' } as const),
			baseUrl: `${server.url.origin}/v1`,
		};
		const { path } = await createJob(join(home.path, 'jobs'), { type: 'diagnose', endpoint, resolution: '1K' });
		const input = `${toLine({ keys: new Map([[server.url.origin, 'sk-1']]) })}\n`;
		const { code, stdout } = await imagegen(['models', path, '--json'], home.path, { input });
		assert.deepEqual([code, told(stdout).models.map(({ id }) => id)], [0, ['mine']]);
		assert.deepEqual(asked, [{ url: '/v1/models', key: 'Bearer sk-1' }]);
	});

	it('is words on a terminal', async () => {
		await using home = await temporaryFolder();
		const { code, stdout } = await inTerminal(['models', '--service', 'huggingFace'], home.path, /never/, '');
		assert.equal(code, 0);
		assert.match(stdout, /^Hugging Face\r\n {2}black-forest-labs\/FLUX\.1-schnell.*\(default\)/);
		assert.match(stdout, /It has no list of its models to ask for\./);
	});

	it('takes a service that there is, and an address', async () => {
		await using home = await temporaryFolder();
		const rows = [
			[['--service', 'nobody'], /There is no service "nobody"/],
			[['--service', 'openaiCompatible'], /Give the service's address with --base-url/],
			[['a', 'b'], /takes no argument/],
		] as const;
		for (const [args, says] of rows) {
			const { code, stderr } = await imagegen(['models', ...args], home.path);
			assert.equal(code, 2);
			assert.match(stderr, says);
		}
	});
});

describe('imagegen services', () => {
	it('has every service, a line of JSON each', async () => {
		await using home = await temporaryFolder();
		const { code, stdout, stderr } = await imagegen(['services', '--json'], home.path);
		assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
		const lines = stdout
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
		assert.deepEqual(
			lines.map(({ id }) => id),
			servicePresets.map(({ id }) => id),
		);
		const { group, label, baseUrl, key, model, streams, keepsAlive, tasks } =
			lines.find(({ id }) => id === 'openrouter') ?? assert.fail();
		assert.deepEqual(
			{ group, label, baseUrl, key, model, streams, keepsAlive, tasks },
			{
				...{ group: 'aggregator', label: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1', key: 'required' },
				...{ model: 'google/gemini-3-pro-image', streams: true, keepsAlive: true, tasks: false },
			},
		);
		for (const line of lines) {
			assert.ok(line['id'] === 'sandbox' || line['baseUrl'] !== undefined || line['example'] !== undefined);
		}
	});

	it('is a table on a terminal, with what is not verified marked as that', async () => {
		await using home = await temporaryFolder();
		const { code, stdout } = await inTerminal(['services'], home.path, /never/, '');
		assert.equal(code, 0);
		servicePresets.forEach(({ id, unverified = '' }) => {
			assert.ok(stdout.includes(`  ${id}`), id);
			assert.ok(stdout.includes(unverified), id);
		});
	});

	it('takes no argument', async () => {
		await using home = await temporaryFolder();
		const { code, stderr } = await imagegen(['services', 'gemini'], home.path);
		assert.equal(code, 2);
		assert.match(stderr, /imagegen models --service ID/);
	});
});
