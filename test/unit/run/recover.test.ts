import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GenerationError } from '../../../src/engine/failure';
import { jobFolder } from '../../../src/engine/jobs/layout';
import { recoverImages } from '../../../src/engine/run/recover';
import { temporaryFolder } from '../../support/folders';
import { noiseJpeg, noisePng } from '../../support/images';

const png = noisePng(40, 30);
const data = png.toString('base64');
const small = noisePng(8, 6);
const preview = noisePng(20, 15).toString('base64');

describe('recovering', () => {
	const replies: [name: string, text: string, image?: Buffer][] = [
		['of OpenAI', JSON.stringify({ data: [{ b64_json: data }] })],
		['of Gemini', JSON.stringify({ candidates: [{ content: { parts: [{ inlineData: { data } }] } }] })],
		['of a protocol that nobody knows', JSON.stringify({ result: { image: data } })],
		['of no more than what a request held', JSON.stringify({ messages: [{ role: 'tool', content: data }] })],
		[
			'of no more than what a request held, in few bytes',
			JSON.stringify({ input_image: `data:image/png;base64,${small.toString('base64')}` }),
			small,
		],
		['that was cut after the image', `{"data":[{"b64_json":"${data}"},{"b64_js`],
		['in a stream of events', `event: done\ndata: {"type":"completed","b64_json":"${data}"}\n\n`],
		[
			'in a stream of events, after a preview',
			`data: {"type":"image_generation.partial_image","b64_json":"${preview}"}\n\ndata: {"b64_json":"${data}"}\n\n`,
		],
	];
	for (const [name, text, expected = png] of replies) {
		it(`finds the image in a reply ${name}`, async () => {
			await using folder = await temporaryFolder();
			const file = join(folder.path, 'reply');
			await writeFile(file, text);
			const [image, ...others] = await recoverImages(file, jobFolder(folder.path));
			assert.deepEqual(others, []);
			assert.deepEqual(await readFile(image.path), expected);
			assert.equal(image.format, 'png');
		});
	}

	it('finds whole images among the parts of a job', async () => {
		await using folder = await temporaryFolder();
		const source = join(folder.path, 'job');
		await mkdir(source);
		await writeFile(join(source, 'image-1.part'), png.subarray(0, 500));
		await writeFile(join(source, 'image-2.part'), noiseJpeg(40, 30));
		const images = await recoverImages(source, jobFolder(folder.path));
		assert.deepEqual(
			images.map(({ format, width }) => [format, width]),
			[['jpeg', 40]],
		);
	});

	it('finds the image in the reply that a job has kept', async () => {
		await using folder = await temporaryFolder();
		const source = join(folder.path, 'job');
		await mkdir(source);
		await writeFile(join(source, 'reply.txt'), JSON.stringify({ strange: png.toString('base64') }));
		const images = await recoverImages(source, jobFolder(folder.path));
		assert.deepEqual(
			images.map(({ format }) => format),
			['png'],
		);
	});

	it('says so when there is none', async () => {
		await using folder = await temporaryFolder();
		const file = join(folder.path, 'reply');
		await writeFile(file, '<html>');
		await assert.rejects(recoverImages(file, jobFolder(folder.path)), (error) => GenerationError.is(error, 'badImage'));
	});
});
