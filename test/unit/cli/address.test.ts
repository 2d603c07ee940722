import assert from 'node:assert/strict';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/folders';
import { httpServer, type TestServer } from '../../support/servers';
import { imagegen, jpeg } from './cli';

/** A service that draws at one path, query included, and has nothing anywhere else. */
async function serviceAt(
	path: string,
	asked: (string | undefined)[],
	keys: (string | readonly string[] | undefined)[] = [],
): Promise<TestServer> {
	return await httpServer((request, response) => {
		asked.push(request.url);
		keys.push(request.headers['api-key'] ?? request.headers.authorization);
		request.resume().on('end', () => {
			if (request.url === path) {
				response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] }));
			} else {
				response.writeHead(404).end('{"error":{"message":"nothing here"}}');
			}
		});
	});
}

const at = (baseUrl: string, out: string, ...more: string[]): string[] => [
	...['generate', 'A fox', '--service', 'openaiCompatible', '--base-url', baseUrl, '--out', out, ...more],
];

describe('an address in --base-url', () => {
	// Case 09 of the reports: people paste the whole endpoint.
	it('is taken without the path of a request, and that is said', async () => {
		await using home = await temporaryFolder();
		const asked: (string | undefined)[] = [];
		await using server = await serviceAt('/v1/images/generations', asked);
		const pasted = `"${server.url.origin}/v1/images/generations"`;
		const { code, stdout, stderr } = await imagegen(at(pasted, home.path, '--model', 'm'), home.path);
		assert.deepEqual({ code, stdout }, { code: 0, stdout: `${join(home.path, 'a-fox.jpg')}\n` });
		assert.ok(stderr.startsWith(`--base-url: The address was read as ${server.url.origin}/v1 (`), stderr);
		assert.deepEqual(asked, ['/v1/images/generations']);
	});

	// Case 08: what Azure's portal shows, query and all; the deployment is the model.
	it('keeps its query behind the path, and names the deployment; with --json that is an event', async () => {
		await using home = await temporaryFolder();
		const asked: (string | undefined)[] = [];
		const path = '/openai/deployments/my-image/images/generations?api-version=2025-04-01-preview';
		const keys: (string | readonly string[] | undefined)[] = [];
		await using server = await serviceAt(path, asked, keys);
		const args = at(server.url.origin + path, home.path, '--json');
		const { code, stdout, stderr } = await imagegen(args, home.path, { env: { IMAGEGEN_API_KEY: 'sk-1' } });
		assert.deepEqual(keys, ['sk-1']);
		assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
		assert.deepEqual(asked, [path]);
		const [, { at: time, ...second } = {}] = stdout.split('\n').map((line) => JSON.parse(line || '{}') as Event);
		assert.equal(typeof time, 'number');
		assert.deepEqual(second, {
			type: 'address',
			baseUrl: `${server.url.origin}/openai/deployments/my-image?api-version=2025-04-01-preview`,
			repaired: ['endpoint'],
			model: 'my-image',
			keyHeader: 'api-key',
		});
	});

	it('that needs no mending is not spoken of', async () => {
		await using home = await temporaryFolder();
		await using server = await serviceAt('/v1/images/generations', []);
		const { code, stderr } = await imagegen(
			at(`${server.url.origin}/v1/`, home.path, '--model', 'm', '--json'),
			home.path,
		);
		assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
	});

	it('begins with http:// where it is on this machine', async () => {
		await using home = await temporaryFolder();
		await using server = await serviceAt('/v1/images/generations', []);
		const args = at(`${server.url.host}/v1`, home.path, '--model', 'm');
		const { code, stderr } = await imagegen(args, home.path);
		assert.equal(code, 0);
		assert.ok(stderr.startsWith(`--base-url: The address was read as http://${server.url.host}/v1 (`), stderr);
	});

	it('that is none is refused with one that is, and nothing is sent', async () => {
		await using home = await temporaryFolder();
		const { code, stderr } = await imagegen(at('https://h.example/v1?api_key=swordfish', home.path), home.path);
		assert.equal(code, 2);
		assert.match(stderr, /^--base-url: Leave the key out of the address.* https:\/\/example\.com\/v1\./);
		assert.doesNotMatch(stderr, /swordfish/);
	});
});

interface Event {
	readonly at?: number;
	readonly type?: string;
}
