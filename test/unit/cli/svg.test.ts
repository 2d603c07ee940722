import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { httpServer, type TestServer } from '../../support/servers';
import { at, imagegen } from './cli';

const drawing =
	'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="9" height="9" fill="red"/></svg>';
const hostile = drawing.replace('</svg>', '<script>alert(1)</script><image href="https://a.example/b.png"/></svg>');
const damaged = drawing.slice(0, -3);

const base64 = (file: string | Buffer): object => ({ b64_json: Buffer.from(file).toString('base64') });

/** A service that answers with that, and remembers what it was asked for; links to `file.svg` lead to what it draws. */
async function service(item: (url: string) => object, asked: object[] = []): Promise<TestServer & { fetched: number }> {
	const state = { fetched: 0 };
	const server: TestServer = await httpServer((request, response) => {
		if (request.method === 'GET') {
			state.fetched++;
			response.setHeader('content-type', 'image/svg+xml').end(hostile);
			return;
		}
		void json(request).then((body) => {
			asked.push(body as object);
			response.end(JSON.stringify({ data: [item(`http://${request.headers.host}/file.svg`)] }));
		});
	});
	return Object.assign(server, {
		get fetched() {
			return state.fetched;
		},
	});
}

const model = ['--model', 'gpt-image-2.6-flare'];
const asSvg = [...model, '--format', 'svg'];

describe('an SVG, from the terminal', () => {
	it('is asked for alone and in one piece, and saved as such', async () => {
		await using home = await temporaryFolder();
		const asked: object[] = [];
		await using server = await service(() => base64(drawing), asked);
		const { code, stdout, stderr } = await imagegen(
			['generate', 'a fox', '--count', '2', '--stream', ...at(server), ...asSvg],
			home.path,
			{ cwd: home.path },
		);
		assert.equal(code, 0, stderr);
		const [first = '', second] = stdout.trim().split('\n').sort().reverse();
		assert.deepEqual([first, second], [join(home.path, 'a-fox.svg'), join(home.path, 'a-fox-1.svg')]);
		assert.match(await readFile(first, 'utf8'), /<rect width="9" height="9" fill="red"\/><\/svg>\n$/);
		assert.doesNotMatch(stderr, /taken out|smaller/);
		const one = { model: 'gpt-image-2.6-flare', prompt: 'a fox', n: 1, size: '1024x1024', output_format: 'svg' };
		assert.deepEqual(asked, [one, one]);
	});

	for (const [name, item] of [
		['that comes along', () => base64(hostile)],
		['behind a link', (url: string) => ({ url })],
	] as const) {
		it(`${name} is saved without what acts in it, and that is told`, async () => {
			await using home = await temporaryFolder();
			await using server = await service(item);
			const { code, stdout, stderr } = await imagegen(['generate', 'a fox', ...at(server), ...asSvg], home.path, {
				cwd: home.path,
			});
			assert.equal(code, 0, stderr);
			assert.match(stderr, /What acts or leads elsewhere was taken out of the SVG: href, <script>\./);
			assert.doesNotMatch(await readFile(stdout.trim(), 'utf8'), /script|a\.example/);
			assert.ok(server.fetched <= 1);
		});
	}

	it('is no image where none was asked for: the reply is kept', async () => {
		await using home = await temporaryFolder();
		await using server = await service(() => base64(drawing));
		const { code, stderr } = await imagegen(['generate', 'a fox', ...at(server), ...model], home.path, {
			cwd: home.path,
		});
		assert.equal(code, 4, stderr);
		assert.deepEqual(await imagesIn(home.path), []);
		assert.match(stderr, /imagegen recover/);
	});

	it('that is damaged is told, and the reply kept', async () => {
		await using home = await temporaryFolder();
		await using server = await service(() => base64(damaged));
		const { code, stderr } = await imagegen(['generate', 'a fox', ...at(server), ...asSvg], home.path, {
			cwd: home.path,
		});
		assert.equal(code, 4, stderr);
		assert.match(stderr, /the SVG is damaged/);
		assert.deepEqual(await imagesIn(home.path), []);
	});

	it('was asked for, and pixels came: they are saved, and that is told', async () => {
		await using home = await temporaryFolder();
		await using server = await service(() => base64(noisePng(64, 48)));
		const { code, stdout, stderr } = await imagegen(['generate', 'a fox', ...at(server), ...asSvg], home.path, {
			cwd: home.path,
		});
		assert.equal(code, 0, stderr);
		assert.match(stdout, /a-fox\.png/);
		assert.match(stderr, /You asked for an SVG, and it came as PNG\./);
	});

	it('is as large as exact pixels say', async () => {
		await using home = await temporaryFolder();
		await using server = await service(() => base64(drawing));
		const args = ['generate', 'a fox', ...at(server), ...asSvg, '--pixels', '1200x630'];
		const { code, stdout, stderr } = await imagegen(args, home.path, { cwd: home.path });
		assert.equal(code, 0, stderr);
		const text = await readFile(stdout.trim(), 'utf8');
		assert.match(text, /width="1200" height="630" viewBox="0 0 64 48" preserveAspectRatio="xMidYMid slice"/);
	});

	for (const [option, value] of [
		['--edge', '100'],
		['--max-kb', '10'],
		['--quality', '80'],
	] as const) {
		it(`goes without ${option}`, async () => {
			await using home = await temporaryFolder();
			await using server = await service(() => base64(drawing));
			const { code, stderr } = await imagegen(
				['generate', 'a fox', ...at(server), ...asSvg, option, value],
				home.path,
				{ cwd: home.path },
			);
			assert.equal(code, 2);
			assert.match(stderr, /An SVG has no pixels/);
		});
	}

	it('is told apart from what is no image where pixels are wanted', async () => {
		await using home = await temporaryFolder();
		await writeFile(join(home.path, 'fox.svg'), `<?xml version="1.0"?>\n<!-- a fox -->\n${drawing}`);
		const { code, stderr } = await imagegen(['convert', 'fox.svg', '--format', 'png'], home.path, { cwd: home.path });
		assert.equal(code, 3);
		assert.match(stderr, /fox\.svg is SVG, which can't be read here\. Save it as PNG/);
	});

	it('is refused before anything is sent by a model that is known not to draw it', async () => {
		await using home = await temporaryFolder();
		const asked: object[] = [];
		await using server = await service(() => base64(drawing), asked);
		const args = ['generate', 'a fox', ...at(server), '--model', 'gpt-image-2', '--format', 'svg'];
		const { code, stderr } = await imagegen(args, home.path, { cwd: home.path });
		assert.equal(code, 3);
		assert.match(stderr, /gpt-image-2 doesn't draw SVG\. .*gpt-image-2\.6-flare/);
		assert.deepEqual(asked, []);
	});
});

async function imagesIn(folder: string): Promise<readonly string[]> {
	return (await readdir(folder)).filter((name) => /\.(?:svg|png)$/.test(name));
}
