import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { temporaryFolder } from '../../support/folders';
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
