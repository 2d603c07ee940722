import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createJob, jobFolder, removedPath } from '../../../src/engine/jobs/layout';
import { readState, requestCancel } from '../../../src/engine/jobs/follow';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { GenerateTask } from '../../../src/engine/task';
import { toLine } from '../../../src/engine/secrets';
import { temporaryFolder } from '../../support/folders';
import { afterRequest, httpServer, tcpServer, type TestServer } from '../../support/servers';
import { until } from '../../support/until';
import { assertOnlyRecords, at, ended, imagegen, jpeg, service, start } from './cli';

const key = 'sk-not-to-be-seen';

describe('imagegen generate', () => {
	it('draws with the sandbox when nothing is set up, and prints the saved path', async () => {
		await using home = await temporaryFolder();
		const { code, stdout, stderr } = await imagegen(
			['generate', 'A fox', '--out', `${home.path}/`, '--time-scale', '0.001'],
			home.path,
		);
		assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: `${join(home.path, 'a-fox.jpg')}\n`, stderr: '' });
	});

	it('puts the true extension on a file, makes missing folders, and never writes over another file', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		const out = join(home.path, 'new', 'fox.v2.png');
		for (const name of ['fox.v2.jpg', 'fox.v2-1.jpg']) {
			const { code, stdout } = await imagegen(['generate', 'A fox', ...at(server), '--out', out], home.path);
			assert.deepEqual({ code, stdout }, { code: 0, stdout: `${join(home.path, 'new', name)}\n` });
			assert.deepEqual(await readFile(join(home.path, 'new', name)), jpeg);
		}
		await assertOnlyRecords(home.path, 2);
	});

	it('clears away what an earlier one has left half removed', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		const jobs = join(home.path, 'imagegen', 'jobs');
		await mkdir(removedPath(jobFolder(join(jobs, 'killed'))), { recursive: true });
		assert.equal((await imagegen(['generate', 'A fox', ...at(server), '--out', home.path], home.path)).code, 0);
		await assertOnlyRecords(home.path, 1);
	});

	it('tells every event as a line of JSON, the saved image last', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		const { stdout } = await imagegen(['generate', 'A fox', ...at(server), '--json', '--out', home.path], home.path);
		const events = stdout
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as Record<string, unknown>);
		assert.deepEqual(
			events.map(({ type }) => type).filter((type) => type !== 'received'),
			['job', 'started', 'attempt', 'sending', 'replied', 'saved'],
		);
		const [id = ''] = await readdir(join(home.path, 'imagegen', 'jobs'));
		assert.equal(events[0]?.['path'], join(home.path, 'imagegen', 'jobs', id));
		assert.ok(events.every(({ job }) => job === id));
		assert.ok(events.every(({ at }) => typeof at === 'number'));
		const { path, width, height, format, bytes } = events.at(-1) ?? {};
		const saved = { path: join(home.path, 'a-fox.jpg'), width: 32, height: 24, format: 'jpeg', bytes: jpeg.length };
		assert.deepEqual({ path, width, height, format, bytes }, saved);
	});

	it('takes the key from the environment or from standard input, and shows it to nobody but the service', async () => {
		await using home = await temporaryFolder();
		const keys: (string | undefined)[] = [];
		await using server = await service(keys);
		const args = ['generate', 'A fox', ...at(server), '--json', '--out', home.path];
		const fromEnv = await imagegen(args, home.path, { env: { IMAGEGEN_API_KEY: key } });
		const fromStdin = await imagegen([...args, '--key-stdin'], home.path, { input: `${key}\n` });
		assert.deepEqual(keys, [`Bearer ${key}`, `Bearer ${key}`]);
		assert.ok(![fromEnv, fromStdin].some(({ stdout, stderr }) => (stdout + stderr).includes(key)));
	});

	const failures: [name: string, answer: RequestListener, code: number, kind: string][] = [
		[
			'a wrong key',
			(_request, response) => response.writeHead(401).end('{"error":{"message":"bad"}}'),
			3,
			'unauthorized',
		],
		['a page instead of JSON', (_request, response) => response.end('<html>'), 4, 'badReply'],
		['no image', (_request, response) => response.end('{"data":[]}'), 4, 'noImage'],
		['a gateway page', (_request, response) => response.writeHead(504).end('<html>'), 4, 'serverError'],
	];
	for (const [name, answer, code, kind] of failures) {
		it(`ends with ${code} for ${name}`, async () => {
			await using home = await temporaryFolder();
			await using server = await httpServer((request, response) => {
				request.resume().on('end', () => answer(request, response));
			});
			const args = ['generate', 'A fox', ...at(server), '--out', home.path];
			const json = await imagegen([...args, '--json'], home.path);
			const { type, ...last } = JSON.parse(json.stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
			assert.deepEqual([json.code, type, last['kind'], last['maybePaid']], [code, 'failed', kind, code === 4]);
			const plain = await imagegen(args, home.path);
			assert.equal(plain.stdout, '');
			assert.equal(plain.stderr.includes('may have been billed'), code === 4, plain.stderr);
		});
	}

	for (const [name, answer, , kind] of failures.slice(1)) {
		it(`ends with 3 for ${name} of the sandbox, and says nothing of a bill`, async () => {
			await using home = await temporaryFolder();
			await using server = await httpServer((request, response) => {
				request.resume().on('end', () => answer(request, response));
			});
			const args = ['generate', 'A fox', '--base-url', `${server.url.origin}/v1`, '--out', home.path];
			const json = await imagegen([...args, '--json'], home.path);
			const last = JSON.parse(json.stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
			assert.deepEqual([json.code, last['kind'], last['maybePaid']], [3, kind, false]);
			const plain = await imagegen(args, home.path);
			assert.doesNotMatch(plain.stderr, /billed/);
		});
	}

	it('says once that there is no image', async () => {
		await using home = await temporaryFolder();
		await using server = await httpServer((request, response) => {
			request.resume().on('end', () => response.end('{"data":[]}'));
		});
		const { stderr } = await imagegen(['generate', 'A fox', ...at(server), '--out', home.path], home.path);
		assert.match(
			stderr,
			/^OpenAI-compatible \(127\.0\.0\.1:\d+\) answered without an image\. You may have been billed/,
		);
	});

	it('ends with 3 where nobody can be reached, and says that nothing was sent', async () => {
		await using home = await temporaryFolder();
		const server = await service();
		await server[Symbol.asyncDispose]();
		const { code, stderr } = await imagegen(['generate', 'A fox', ...at(server), '--out', home.path], home.path);
		assert.equal(code, 3);
		assert.match(stderr, /^127\.0\.0\.1:\d+ refused the connection.*Nothing was sent\./);
		await assertOnlyRecords(home.path, 1);
	});

	it('asks for nothing where --out leads nowhere', async () => {
		await using home = await temporaryFolder();
		const keys: (string | undefined)[] = [];
		await using server = await service(keys);
		await writeFile(join(home.path, 'taken'), '');
		const out = join(home.path, 'taken', 'x');
		const { code, stderr } = await imagegen(['generate', 'A fox', ...at(server), '--out', out], home.path);
		assert.equal(code, 2);
		assert.match(stderr, /--out: nothing can be written to/);
		assert.deepEqual(keys, []);
	});

	it('keeps the image, and says how to get it, when it cannot be written after all', async () => {
		await using home = await temporaryFolder();
		const out = join(home.path, 'out');
		await using server = await httpServer((request, response) => {
			// Somebody puts a file where the folder was.
			rmSync(out, { recursive: true, force: true });
			writeFileSync(out, '');
			const reply = JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] });
			request.resume().on('end', () => response.end(reply));
		});
		const { code, stderr } = await imagegen(['generate', 'A fox', ...at(server), '--out', `${out}/`], home.path);
		assert.equal(code, 4);
		const kept = /imagegen recover (\S+) --out PATH/.exec(stderr)?.[1] ?? assert.fail(stderr);
		assert.deepEqual(await readFile(join(kept, 'image-1.jpg')), jpeg);
	});

	for (const json of [false, true]) {
		it(`says where the image is when nobody reads its output any more${json ? ', with --json' : ''}`, async () => {
			await using home = await temporaryFolder();
			await using server = await service();
			const args = ['generate', 'A fox', ...at(server), '--out', home.path, ...(json ? ['--json'] : [])];
			const child = start(args, home.path);
			child.stdout.destroy();
			const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
			const remark = json ? '' : 'It is smaller than the 1K you asked for.\n';
			assert.equal(stderr, `Couldn't write to standard output.\n${join(home.path, 'a-fox.jpg')}\n${remark}`);
			assert.deepEqual(await readFile(join(home.path, 'a-fox.jpg')), jpeg);
		});
	}

	for (const word of ['saved', 'type', 'true', 'prompt', 'failed', 'sandbox', 'image-1', '1024']) {
		it(`is not misled by a key that is the word ${word}`, async () => {
			await using home = await temporaryFolder();
			const keys: (string | undefined)[] = [];
			await using server = await service(keys);
			const env = { IMAGEGEN_API_KEY: word };
			const args = ['generate', 'A fox', ...at(server), '--out', home.path];
			const { code, stdout } = await imagegen(args, home.path, { env });
			assert.deepEqual({ code, stdout }, { code: 0, stdout: `${join(home.path, 'a-fox.jpg')}\n` });
			assert.deepEqual(keys, [`Bearer ${word}`]);
			await assertOnlyRecords(home.path, 1);
		});
	}

	for (const word of ['prompt', 'attempt']) {
		it(`takes a refused prompt for free, although the key is the word ${word}`, async () => {
			await using home = await temporaryFolder();
			const blocked = { error: { code: 'moderation_blocked', message: `no ${word}` } };
			await using server = await httpServer((request, response) => {
				request.resume().on('end', () => response.writeHead(400).end(JSON.stringify(blocked)));
			});
			const args = ['generate', 'A fox', ...at(server), '--out', home.path];
			assert.equal((await imagegen(args, home.path, { env: { IMAGEGEN_API_KEY: word } })).code, 3);
			await assertOnlyRecords(home.path, 1);
		});
	}

	for (const [input, env, source] of [
		['', { IMAGEGEN_API_KEY: 'sk-1\nsk-2' }, 'IMAGEGEN_API_KEY'],
		['鍵\n', {}, 'standard input'],
		['sk-1\u2028sk-2\n', {}, 'standard input'],
		[`sk-${'x'.repeat(9000)}\n`, {}, 'standard input'],
	] as const) {
		it(`refuses a key that no request can carry: ${input.slice(0, 8)} from ${source}`, async () => {
			await using home = await temporaryFolder();
			await using server = await service();
			const args = ['generate', 'A fox', ...at(server), ...(input ? ['--key-stdin'] : [])];
			const { code, stderr } = await imagegen(args, home.path, { env, input });
			assert.equal(code, 2);
			assert.ok(
				stderr.startsWith(`The API key in ${source} can't be sent: it is far too long, or holds a line break`),
				stderr,
			);
			assert.equal(server.connections(), 0);
		});
	}

	it('takes a key without the line break that a file ends in', async () => {
		await using home = await temporaryFolder();
		const keys: (string | undefined)[] = [];
		await using server = await service(keys);
		const env = { IMAGEGEN_API_KEY: `${key}\n` };
		await imagegen(['generate', 'A fox', ...at(server), '--out', home.path], home.path, { env });
		assert.deepEqual(keys, [`Bearer ${key}`]);
	});

	it('says where a reply is kept in which no image was found', async () => {
		await using home = await temporaryFolder();
		await using server = await httpServer((request, response) => {
			request.resume().on('end', () => response.end(JSON.stringify({ data: [{ url: 5 }], hint: 'QUJD'.repeat(20) })));
		});
		const { code, stderr } = await imagegen(['generate', 'A fox', ...at(server), '--out', home.path], home.path);
		assert.equal(code, 4);
		const [, folder = ''] =
			/^What came of the reply was kept: imagegen recover (\S+) --out PATH looks/m.exec(stderr) ?? [];
		assert.ok((await readdir(folder)).includes('reply.txt'), stderr);
	});

	it('keeps the key out of what it keeps, also where a service repeats it in what begins like an image', async () => {
		await using home = await temporaryFolder();
		await using server = await httpServer((request, response) => {
			const said = `GIF89a you said ${String(request.headers.authorization)}, and that is wrong`;
			request.resume().on('end', () => response.writeHead(200, { 'content-type': 'image/gif' }).end(said));
		});
		const args = ['generate', 'A fox', ...at(server), '--out', home.path];
		const { code, stderr } = await imagegen(args, home.path, { env: { IMAGEGEN_API_KEY: key } });
		assert.equal(code, 4);
		const kept = /Partial data was kept in (\S+)/.exec(stderr)?.[1] ?? assert.fail(stderr);
		assert.equal(await readFile(join(kept, 'image-1.part'), 'utf8'), 'GIF89a you said Bearer •••, and that is wrong');
	});

	it('stops at --timeout', async () => {
		await using home = await temporaryFolder();
		await using server = await tcpServer(() => undefined);
		const args = ['generate', 'A fox', ...at(server), '--timeout', '0.3', '--out', home.path];
		const { code, stderr } = await imagegen(args, home.path);
		assert.equal(code, 4);
		assert.match(stderr, /0\.3 s/);
	});

	it('is cancelled by Ctrl-C: closes its connection, asks nothing more, ends with 130', async () => {
		await using home = await temporaryFolder();
		await using server = await tcpServer((socket) => afterRequest(socket, () => child.kill('SIGINT')));
		const child = start(['generate', 'A fox', ...at(server), '--out', home.path], home.path);
		const { code } = await ended(child);
		assert.equal(code, 130);
		await until(() => server.sockets.size === 0, 'the socket is closed');
		assert.equal(server.connections(), 1);
		// It may be billed all the same: that stays on record.
		const { stdout } = await imagegen(['jobs'], home.path);
		assert.partialDeepStrictEqual(JSON.parse(stdout), { state: 'maybePaid', failure: { kind: 'cancelled' } });
	});

	const wrong: [args: string[], says: RegExp][] = [
		[[], /quotes|describe the image/i],
		[[' '], /Describe the image/],
		[['a', 'fox'], /quotes/],
		[['a fox', '--size', '8K'], /--size takes 1K, 2K, 4K/],
		[['a fox', '--resolution', '8K'], /--resolution takes 1K, 2K, 4K/],
		[['a fox', '--resolution', '1K', '--size', '4K'], /give one of them/],
		[['a fox', '--ratio', '7:5'], /--ratio takes/],
		[['a fox', '--service', 'nobody'], /no service "nobody"/],
		[['a fox', '--service', 'openaiCompatible'], /--base-url/],
		[['a fox', '--service', 'openaiCompatible', '--base-url', 'https://h/v1'], /--model/],
		[['a fox', '--service', 'gemini'], /IMAGEGEN_API_KEY/],
		[['a fox', '--base-url', 'ftp://h/v1'], /--base-url: An address begins with http/],
		[['a fox', '--base-url', 'https://h/v1?key=1'], /--base-url: Leave the key out of the address/],
		[['a fox', '--base-url', 'https://h/v1#x'], /--base-url: That isn't a service's address/],
		[['a fox', '--base-url', 'https://h.example/v1'], /Name the service at that address with --service/],
		[['a fox', '--timeout', 'soon'], /--timeout takes a number from 0 up, not "soon"\./],
		[['a fox', '--timeout', '-1'], /--timeout takes a number from 0 up, not "-1"\./],
		[['a fox', '--out', ''], /^--out takes a file or a folder\. For the current one, leave it out\.\n.*--help/],
		[['a fox', '--out', 'é'.repeat(121)], /^--out: a file name takes 240 bytes at most\.$/m],
		[['a fox', '--timeout'], /^--timeout needs a value after it\.$/m],
		[['a fox', '--out', '--json'], /^--out needs a value after it\. One that .* is written --out=--json\.$/m],
		[['a fox', '--stream=yes'], /^--stream takes auto, on, off, not "yes"\.$/m],
		[['a fox', '--tiemout', '3'], /^There is no option --tiemout\.\nimagegen generate --help shows how it is used\.$/m],
		[['a fox', '--constructor'], /^There is no option --constructor\.$/m],
		[['-a fox'], /^There is no option -a\. A text that begins with a dash goes after "--"\.$/m],
	];
	for (const [args, says] of wrong) {
		it(`ends with 2 for "generate ${args.join(' ')}" and says what to write`, async () => {
			await using home = await temporaryFolder();
			const { code, stdout, stderr } = await imagegen(['generate', ...args], home.path);
			assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
			assert.match(stderr, says);
		});
	}
});

describe('imagegen run', () => {
	const request = (server: TestServer): GenerateTask => ({
		type: 'generate',
		image: { prompt: 'a fox', resolution: '1K' },
		endpoint: {
			service: 'openaiCompatible',
			protocol: 'openaiImages',
			baseUrl: `${server.url.origin}/v1`,
			model: 'm',
		},
		timeouts: timeoutsFor('1K'),
		retry: defaultRetryRules,
	});

	it('makes the image of a job folder, its key on standard input and in no file', async () => {
		await using home = await temporaryFolder();
		const keys: (string | undefined)[] = [];
		await using server = await service(keys);
		const folder = await createJob(home.path, request(server));
		const input = `${toLine({ keys: new Map([[server.url.origin, key]]) })}\n`;
		const { code, stdout, stderr } = await imagegen(['run', folder.path], home.path, { input });
		assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: '', stderr: '' });
		assert.deepEqual(keys, [`Bearer ${key}`]);
		const { phase, images } = await readState(folder);
		assert.deepEqual([phase, images[0]?.path], ['saved', join(folder.path, 'image-1.jpg')]);
		for (const name of await readdir(folder.path)) {
			assert.ok(!(await readFile(join(folder.path, name), 'latin1')).includes(key), name);
		}
	});

	for (const [service, maybePaid] of [
		['openaiCompatible', true],
		['sandbox', false],
	] as const) {
		it(`stops as soon as the folder asks for it; ${service} ${maybePaid ? 'may' : 'does not'} bill it`, async () => {
			await using home = await temporaryFolder();
			await using server = await tcpServer((socket) => afterRequest(socket, () => void requestCancel(folder)));
			const task = request(server);
			const folder = await createJob(home.path, { ...task, endpoint: { ...task.endpoint, service } });
			const { code } = await imagegen(['run', folder.path], home.path, { input: `${toLine({ keys: new Map() })}\n` });
			assert.equal(code, 130);
			const { phase, failure } = await readState(folder);
			assert.deepEqual([phase, failure?.kind, failure?.maybePaid], ['failed', 'cancelled', maybePaid]);
			assert.equal(server.connections(), 1);
		});
	}
});

describe('imagegen sandbox', () => {
	it('says where it listens, and stops when it is told to', async () => {
		await using home = await temporaryFolder();
		const child = start(['sandbox', '--time-scale', '0'], home.path);
		const [line] = (await once(child.stdout, 'data')) as [Buffer];
		const address = /^listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line.toString())?.[1];
		assert.ok(address, line.toString());
		assert.equal((await fetch(`${address}/_sandbox/ledger`)).status, 200);
		child.kill('SIGTERM');
		assert.equal((await ended(child)).code, 0);
	});
});
