import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { read } from '../../support/caught';
import { temporaryFolder } from '../../support/folders';
import { noiseJpeg, noisePng } from '../../support/images';
import { httpServer, type TestServer } from '../../support/servers';
import { at, imagegen } from './cli';

/** A field of a form, as `read` tells it. */
type Field = readonly [
	name: string,
	value: string | { readonly name: string; readonly type: string; readonly base64: string },
];

interface Asked {
	readonly url: string;
	readonly fields: readonly Field[];
}

/** What is drawn: as large as it is asked for. */
const answer = noiseJpeg(1024, 1024);

/** A service that draws, and remembers what it was sent. */
async function service(asked: Asked[]): Promise<TestServer> {
	return await httpServer((request, response) => {
		void buffer(request)
			.then((bytes) => read(bytes, String(request.headers['content-type'])))
			.then((fields) => {
				asked.push({ url: request.url ?? '', fields: fields as readonly Field[] });
				response.end(JSON.stringify({ data: [{ b64_json: answer.toString('base64') }] }));
			});
	});
}

/** The files that were sent, decoded by sharp. */
async function sentIn({ fields }: Asked) {
	const files = fields.flatMap(([, value]) => (typeof value === 'string' ? [] : [value]));
	return await Promise.all(
		files.map(async ({ name, type, base64 }) => {
			const bytes = Buffer.from(base64, 'base64');
			return { name, type, bytes, ...(await sharp(bytes).metadata()) };
		}),
	);
}

const drawing = sharp({ create: { width: 80, height: 60, channels: 3, background: '#2060c0' } });

describe('images that go along, from the terminal', () => {
	it('become another version beside the one that is changed, numbered as in the editor', async () => {
		await using home = await temporaryFolder();
		await using server = await service([]);
		const folder = join(home.path, 'images');
		await mkdir(folder);
		await writeFile(join(folder, 'fox.png'), noisePng(64, 48));
		const edit = async (name: string, ...args: readonly string[]): Promise<string> => {
			const { stdout } = await imagegen(['edit', join(folder, name), 'at night', ...at(server), ...args], home.path);
			return relative(home.path, stdout.trim());
		};
		assert.equal(await edit('fox.png'), 'images/fox-1.jpg');
		assert.equal(await edit('fox-1.jpg'), 'images/fox-2.jpg');
		assert.equal(await edit('fox-1.jpg', '--out', `${home.path}/`), 'fox-1.jpg');
		assert.equal(await edit('fox.png', '--out', join(home.path, 'den.png')), 'den.jpg');
	});

	it('are sent with what is to be changed first, under names that tell nothing, and stay as they are', async () => {
		await using home = await temporaryFolder();
		const asked: Asked[] = [];
		await using server = await service(asked);
		const [mug, style] = [join(home.path, 'our secret mug.png'), join(home.path, 'style.jpg')];
		await writeFile(mug, noisePng(64, 48));
		await writeFile(style, noiseJpeg(48, 48));
		const args = ['edit', mug, 'the same in blue', '--image', style, ...at(server)];
		const { code, stdout, stderr } = await imagegen(args, home.path);
		assert.deepEqual([code, stderr], [0, '']);
		assert.equal(stdout.trim(), join(home.path, 'our secret mug-1.jpg'));
		const [one = assert.fail()] = asked;
		assert.equal(one.url, '/v1/images/edits');
		const sent = await sentIn(one);
		assert.deepEqual(
			sent.map(({ name, type, bytes }) => [name, type, bytes]),
			[
				['image-1.png', 'image/png', noisePng(64, 48)],
				['image-2.jpg', 'image/jpeg', noiseJpeg(48, 48)],
			],
		);
		assert.deepEqual(await readFile(mug), noisePng(64, 48));
	});

	const prepared: readonly (readonly [what: string, name: string, file: () => Promise<Buffer>, says: RegExp])[] = [
		[
			'is turned the right way up',
			'turned.jpg',
			() => drawing.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer(),
			/^turned\.jpg goes along as JPEG, 60 × 80 \(\d+ K?B\)\.\n$/,
		],
		[
			'is scaled down',
			'large.png',
			() =>
				sharp({ create: { width: 6000, height: 3000, channels: 3, background: '#2060c0' } })
					.png()
					.toBuffer(),
			/^large\.png goes along as JPEG, 4096 × 2048 \(\d+ K?B\)\.\n$/,
		],
		[
			'is scaled down, and stays transparent',
			'veil.png',
			() =>
				sharp({ create: { width: 5000, height: 100, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.5 } } })
					.png()
					.toBuffer(),
			/^veil\.png goes along as PNG, 4096 × 82 \(\d+ K?B\)\.\n$/,
		],
		['goes as it is with 16 bits', 'deep.png', () => drawing.clone().toColourspace('rgb16').png().toBuffer(), /^$/],
	];
	for (const [what, name, file, says] of prepared) {
		it(`${what}, which is said once: ${name}`, async () => {
			await using home = await temporaryFolder();
			const asked: Asked[] = [];
			await using server = await service(asked);
			const path = join(home.path, name);
			await writeFile(path, await file());
			const { code, stderr } = await imagegen(['edit', path, 'in blue', ...at(server)], home.path);
			assert.equal(code, 0, stderr);
			assert.match(stderr, says);
			const [sent = assert.fail()] = await sentIn(asked[0] ?? assert.fail());
			assert.ok(sent.orientation === undefined || sent.orientation === 1);
			assert.ok(stderr === '' || stderr.includes(`${sent.width} × ${sent.height}`), stderr);
		});
	}

	const header = noisePng(8, 8);
	header.writeUInt32BE(20_000, 16);
	header.writeUInt32BE(10_000, 20);
	const refused: readonly (readonly [what: string, name: string, file: () => Promise<Buffer>, says: RegExp])[] = [
		['nothing in it', 'empty.png', () => Promise.resolve(Buffer.alloc(0)), /^empty\.png is empty/],
		['a text', 'text.png', () => Promise.resolve(Buffer.from('no image at all')), /^text\.png is not an image/],
		[
			'200 megapixels',
			'huge.png',
			() => Promise.resolve(header),
			/^huge\.png has 200 megapixels; at most \d+ can be read/,
		],
		['frames', 'moving.webp', () => moving('webp'), /^moving\.webp is animated/],
		['frames of a GIF', 'moving.gif', () => moving('gif'), /^moving\.gif is /],
		[
			'inks',
			'inks.jpg',
			() => drawing.clone().toColourspace('cmyk').jpeg().toBuffer(),
			/^inks\.jpg is in the colours of printing/,
		],
		['half of it', 'half.jpg', async () => (await turned()).subarray(0, 900), /^half\.jpg is damaged/],
		['no end', 'endless.png', () => Promise.resolve(noisePng(8, 8).subarray(0, -12)), /^endless\.png is damaged/],
	];
	for (const [what, name, file, says] of refused) {
		it(`are refused before anything is sent: ${what}`, async () => {
			await using home = await temporaryFolder();
			const asked: Asked[] = [];
			await using server = await service(asked);
			const path = join(home.path, name);
			await writeFile(path, await file());
			const { code, stderr } = await imagegen(['generate', 'a fox', '--image', path, ...at(server)], home.path);
			assert.match(stderr, says);
			assert.deepEqual([code, asked.length], [3, 0]);
		});
	}

	it('are refused where they are none, before there is a job', async () => {
		await using home = await temporaryFolder();
		await mkdir(join(home.path, 'folder.png'));
		const folder = await imagegen(['edit', join(home.path, 'folder.png'), 'in blue'], home.path);
		assert.deepEqual([folder.code, folder.stderr], [2, `${join(home.path, 'folder.png')} is no file.\n`]);
		const large = join(home.path, 'large.png');
		await writeFile(large, noisePng(8, 8));
		await truncate(large, 3_000_000_000);
		const heavy = await imagegen(['edit', large, 'in blue'], home.path);
		assert.equal(heavy.code, 2);
		assert.match(heavy.stderr, /large\.png has 3000 MB; an image of at most 100 MB can go along\./);
		const gone = await imagegen(['generate', 'a fox', '--image', join(home.path, 'gone.png')], home.path);
		assert.equal(gone.code, 2);
		assert.match(gone.stderr, /^There is no file .*gone\.png\./);
		const many = Array.from({ length: 17 }, () => ['--image', 'a.png']).flat();
		const { code, stderr } = await imagegen(['generate', 'a fox', ...many], home.path);
		assert.equal(code, 2);
		assert.match(stderr, /^--image: 16 images at most\./);
		assert.deepEqual(await readdir(home.path), ['folder.png', 'large.png']);
	});

	it('are refused by a model that takes none, with those that do', async () => {
		await using home = await temporaryFolder();
		const path = join(home.path, 'mug.png');
		await writeFile(path, noisePng(8, 8));
		const args = ['edit', path, 'in blue', '--service', 'openai', '--model', 'dall-e-3'];
		const { code, stderr } = await imagegen(args, home.path, { env: { IMAGEGEN_API_KEY: 'k' } });
		assert.equal(code, 3);
		assert.match(
			stderr,
			/^dall-e-3 doesn't take images along with a prompt\. These do: gpt-image-2\.5-flare \(OpenAI\), /,
		);
		assert.match(stderr, /Nothing was sent\.\n$/);
	});

	it('are drawn from by the sandbox, without a key', async () => {
		await using home = await temporaryFolder();
		const path = join(home.path, 'green.png');
		await writeFile(
			path,
			await sharp({ create: { width: 64, height: 64, channels: 3, background: '#00ff00' } })
				.png()
				.toBuffer(),
		);
		const { code, stdout, stderr } = await imagegen(['edit', path, 'in blue', '--time-scale', '0.001'], home.path);
		assert.equal(code, 0, stderr);
		const { channels } = await sharp(stdout.trim()).stats();
		const [red = 0, green = 0, blue = 0] = channels.map(({ mean }) => mean);
		assert.ok(green > 150 && green > red + 50 && green > blue + 50, `${red} ${green} ${blue}`);
	});

	async function moving(format: 'webp' | 'gif'): Promise<Buffer> {
		const frames = Buffer.alloc(16 * 32 * 3, 40);
		frames.fill(200, frames.length / 2);
		const image = sharp(frames, { raw: { width: 16, height: 32, channels: 3, pageHeight: 16 } });
		return await (format === 'gif' ? image.gif({ delay: [100, 100] }) : image.webp({ delay: [100, 100] })).toBuffer();
	}

	async function turned(): Promise<Buffer> {
		const noise = await sharp(noisePng(200, 100)).jpeg().withMetadata({ orientation: 6 }).toBuffer();
		return noise;
	}
});
