import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
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

describe('an SVG that a link waits for', () => {
	const page = '![A drawn fox](art/fox.svg)\n\n![An owl](art/owl.png)\n';

	/** Fills a page with links to an SVG and to a PNG by that model. */
	async function fillWith(home: string, server: TestServer, ...args: readonly string[]): ReturnType<typeof imagegen> {
		await mkdir(join(home, 'art'));
		await writeFile(join(home, 'page.md'), page);
		return await imagegen(['fill', 'page.md', '--yes', ...at(server), ...args], home, { cwd: home });
	}

	it('is asked for as one, beside pixels for the other links, whatever the files are to be', async () => {
		await using home = await temporaryFolder();
		const formats: unknown[] = [];
		await using server = await httpServer((request, response) => {
			void json(request).then((body) => {
				const { output_format: format } = body as { output_format?: string };
				formats.push(format);
				response.end(JSON.stringify({ data: [base64(format === 'svg' ? hostile : noisePng(64, 48))] }));
			});
		});
		const { code, stderr } = await fillWith(home.path, server, ...model, '--max-kb', '90');
		assert.deepEqual([code, formats.toSorted()], [0, ['svg', undefined]], stderr);
		assert.deepEqual((await imagesIn(join(home.path, 'art'))).toSorted(), ['fox.svg', 'owl.png']);
		assert.doesNotMatch(await readFile(join(home.path, 'art/fox.svg'), 'utf8'), /script|a\.example/);
	});

	it('is left out where the model does not draw it, which is said with those that do', async () => {
		await using home = await temporaryFolder();
		const asked: object[] = [];
		await using server = await service(() => base64(noisePng(64, 48)), asked);
		const { code, stderr } = await fillWith(home.path, server, '--model', 'gpt-image-2');
		assert.deepEqual([code, asked.length], [1, 1], stderr);
		assert.match(
			stderr,
			/^Skipped: page\.md:1:16: art\/fox\.svg: gpt-image-2 doesn't draw SVG\. .*gpt-image-2\.6-flare.*\.$/m,
		);
		assert.deepEqual(await imagesIn(join(home.path, 'art')), ['owl.png']);
	});

	it('is all that a model is asked for that draws nothing else', async () => {
		await using home = await temporaryFolder();
		await using server = await service(() => base64(drawing));
		const { stderr, stdout } = await fillWith(home.path, server, '--model', 'recraftv4_vector', '--dry-run');
		assert.match(
			stdout,
			/^Skipped: page\.md:3:11: art\/owl\.png: recraftv4_vector draws nothing but SVG\. These do: /m,
			stderr,
		);
		assert.match(stdout, /^page\.md:1:16: art\/fox\.svg: A drawn fox$/m);
	});

	it('is told to be none where pixels came', async () => {
		await using home = await temporaryFolder();
		await using server = await service(() => base64(noisePng(64, 48)));
		const { code, stderr } = await fillWith(home.path, server, ...model);
		assert.equal(code, 0, stderr);
		assert.match(stderr, /It is PNG, and its name says SVG: it can't be shown so\. Rename it, and change its link\./);
	});

	it('needs no --format', async () => {
		await using home = await temporaryFolder();
		await using server = await service(() => base64(drawing));
		const { code, stderr } = await fillWith(home.path, server, ...asSvg);
		assert.equal(code, 2);
		assert.match(stderr, /leave --format svg out/);
	});
});

async function imagesIn(folder: string): Promise<readonly string[]> {
	return (await readdir(folder)).filter((name) => /\.(?:svg|png)$/.test(name));
}
