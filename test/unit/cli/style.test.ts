import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { httpServer } from '../../support/servers';
import { at, imagegen, jpeg } from './cli';

describe('--style', () => {
	it('has an image as the house style says, and says what in it is none; no style is read unasked', async () => {
		await using home = await temporaryFolder();
		const asked: string[] = [];
		await using server = await httpServer((request, response) => {
			void text(request).then((body) => {
				asked.push((JSON.parse(body) as { prompt: string }).prompt);
				response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] }));
			});
		});
		const file = join(home.path, '.imagegen.json');
		await symlink('/etc/hostname', join(home.path, 'far.png'));
		const style = {
			style: 'Flat',
			palette: ['#0a7'],
			budget: 'much',
			service: 'fal',
			references: ['far.png', 'no.png'],
		};
		await writeFile(file, JSON.stringify(style));
		const generate = ['generate', 'A fox', ...at(server), '--out', join(home.path, 'fox.jpg')];
		await imagegen(generate, home.path, { cwd: home.path });
		const { code, stderr } = await imagegen([...generate, '--style', file], home.path);
		assert.equal(code, 0, stderr);
		assert.deepEqual(asked, ['A fox', 'A fox\n\nFlat\nColours: #0a7.']);
		assert.deepEqual(stderr.replaceAll(home.path, '').trim().split('\n').slice(0, 4), [
			'/.imagegen.json: "budget" is ignored. It must be a whole number of kilobytes from 1 to 1000000.',
			'/.imagegen.json: "service" is ignored. A house style has style, palette, references, resolution, ratio, format and budget.',
			'/.imagegen.json: far.png is left out: it leads out of .',
			'/.imagegen.json: no.png is left out: there is no such file.',
		]);
		const recipe = await imagegen(['recipe', join(home.path, 'fox-1.jpg')], home.path);
		const { prompt, style: noted } = JSON.parse(recipe.stdout) as Record<string, unknown>;
		assert.deepEqual([prompt, noted], ['A fox', 'Flat\nColours: #0a7.']);
	});

	it('has its images go along with each image that documents wait for, where the model takes any', async () => {
		await using home = await temporaryFolder();
		const types: string[] = [];
		const sent: Buffer[] = [];
		await using server = await httpServer((request, response) => {
			types.push(`${request.url} ${String(request.headers['content-type']).split(';')[0]}`);
			void buffer(request).then((body) => {
				sent.push(body);
				response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] }));
			});
		});
		const [file, reference] = [join(home.path, 'style.json'), noisePng(64, 48)];
		await writeFile(join(home.path, 'ref.png'), reference);
		await writeFile(file, JSON.stringify({ style: 'Flat', references: ['ref.png'] }));
		await writeFile(join(home.path, 'a.md'), '![A fox](fox.jpg)\n\n![An owl](owl.jpg)\n');
		const fill = ['fill', 'a.md', '--yes', '--style', file, ...at(server)];
		const { code, stderr } = await imagegen(fill, home.path, { cwd: home.path });
		assert.equal(code, 0, stderr);
		assert.deepEqual(
			types,
			Array.from({ length: 2 }, () => '/v1/images/edits multipart/form-data'),
		);
		assert.ok(sent.every((body) => body.includes(reference)));
		// A model that is known to take none.
		const args = ['generate', 'A fox', '--style', file, ...at(server).slice(0, -1), 'flux-schnell', '--out', home.path];
		const other = await imagegen(args, home.path);
		assert.equal(other.code, 0, other.stderr);
		assert.equal(types.at(-1), '/v1/images/generations application/json');
		assert.match(
			other.stderr,
			/^The images of the house style don't go along\. flux-schnell doesn't take images along with a prompt\./,
		);
	});

	it('takes a file that is one', async () => {
		await using home = await temporaryFolder();
		const file = join(home.path, 'style.json');
		const said = async (content: string): Promise<string> => {
			await writeFile(file, content);
			const { code, stderr } = await imagegen(['generate', 'A fox', '--style', file], home.path);
			assert.equal(code, 2);
			return stderr.split('\n')[0] ?? '';
		};
		assert.equal(await said('flat'), `--style: ${file} isn't JSON.`);
		assert.equal(await said('{ "images": {} }'), `--style: ${file} says nothing of a style.`);
		const { stderr } = await imagegen(['generate', 'A fox', '--style', `${file}x`], home.path);
		assert.match(stderr, /There is no file/);
	});
});
