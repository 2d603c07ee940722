import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { temporaryFolder } from '../../support/folders';
import { httpServer, type TestServer, tcpServer } from '../../support/servers';
import { at, ended, imagegen, jpeg, start } from './cli';

/** One that draws one image at a time. */
function single(server: TestServer): string[] {
	return [...at(server).slice(0, -1), 'dall-e-3'];
}

const image = JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] });

async function imagesIn(path: string): Promise<readonly string[]> {
	return (await readdir(path)).filter((name) => name.endsWith('.jpg')).sort();
}

describe('several images at once, from the terminal', () => {
	it('are as many requests as it takes, a few at a time, and each is told', async () => {
		await using home = await temporaryFolder();
		const counts: unknown[] = [];
		const waiting: (() => void)[] = [];
		let most = 0;
		await using server = await httpServer((request, response) => {
			void text(request).then((body) => {
				counts.push((JSON.parse(body) as { n: unknown }).n);
				waiting.push(() => response.end(image));
				most = Math.max(most, waiting.length);
				// The first four are answered together: none of them waits for another.
				if (counts.length >= 4) {
					waiting.splice(0).forEach((answer) => answer());
				}
			});
		});
		const args = ['generate', 'A fox', ...single(server), '--count', '5', '--out', home.path];
		const { code, stdout, stderr } = await imagegen(args, home.path);
		const names = ['a-fox-1.jpg', 'a-fox-2.jpg', 'a-fox-3.jpg', 'a-fox-4.jpg', 'a-fox.jpg'];
		assert.deepEqual([code, await imagesIn(home.path)], [0, names]);
		const told = stdout.trim().split('\n');
		assert.deepEqual(told.map((path) => basename(path)).sort(), names);
		assert.deepEqual([counts, most], [[1, 1, 1, 1, 1], 4]);
		assert.doesNotMatch(stderr, /at a time/);
		const jobs = await imagegen(['jobs'], home.path);
		assert.equal(jobs.stdout.match(/"state":"delivered"/g)?.length, 5);
	});

	it('are saved whatever becomes of another, and the exit code is the worst', async () => {
		await using home = await temporaryFolder();
		let requests = 0;
		await using server = await httpServer((request, response) => {
			requests++;
			const isRefused = requests === 2;
			request.resume().on('end', () => {
				response.writeHead(isRefused ? 400 : 200).end(isRefused ? '{"error":{"message":"no foxes"}}' : image);
			});
		});
		const args = ['generate', 'A fox', ...single(server), '--count', '3', '--out', home.path, '--json'];
		const { code, stdout } = await imagegen(args, home.path);
		assert.deepEqual([code, await imagesIn(home.path)], [3, ['a-fox-1.jpg', 'a-fox.jpg']]);
		const events = stdout
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as { type: string; job: string });
		const ends = events.filter(({ type }) => ['saved', 'failed'].includes(type));
		assert.deepEqual(ends.map(({ type }) => type).sort(), ['failed', 'saved', 'saved']);
		assert.equal(new Set(ends.map(({ job }) => job)).size, 3);
		assert.ok(events.every(({ job }) => ends.some((end) => end.job === job)));
	});

	it('are all cancelled by Ctrl-C, also those that wait for their turn', async () => {
		await using home = await temporaryFolder();
		let sent = 0;
		await using server = await tcpServer((socket) =>
			socket.once('data', () => {
				sent++;
				if (sent === 4) {
					child.kill('SIGINT');
				}
			}),
		);
		const child = start(['generate', 'A fox', ...single(server), '--count', '6', '--out', home.path], home.path);
		const { code } = await ended(child);
		assert.deepEqual([code, server.connections(), await imagesIn(home.path)], [130, 4, []]);
	});

	it('are one request where the model draws them together', async () => {
		await using home = await temporaryFolder();
		const counts: unknown[] = [];
		const data = Array.from({ length: 3 }, () => ({ b64_json: jpeg.toString('base64') }));
		await using server = await httpServer((request, response) => {
			void text(request).then((body) => {
				counts.push((JSON.parse(body) as { n: unknown }).n);
				response.end(JSON.stringify({ data }));
			});
		});
		const model = [...at(server).slice(0, -1), 'gpt-image-2.5-flare'];
		const { code } = await imagegen(['generate', 'A fox', ...model, '--count', '3', '--out', home.path], home.path);
		assert.deepEqual([code, counts, (await imagesIn(home.path)).length], [0, [3], 3]);
	});
});
