import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { agentHost } from '../../support/agentHost';
import { agentPlaces, firstImage } from '../../support/agentPlaces';
import { noisePng } from '../../support/images';

const imagesIn = async (folder: string): Promise<string[]> =>
	(await readdir(folder).catch(() => [])).filter((name) => /\.(?:jpg|png)$/.test(name)).sort();

describe('imagegen mcp', () => {
	it('has the five tools, with every parameter described', async () => {
		await using at = await agentPlaces();
		await using host = await agentHost(at);
		const { tools } = await host.client.listTools();
		const named = Object.fromEntries(
			tools.map(({ name, inputSchema }) => [name, Object.keys(inputSchema.properties ?? {})]),
		);
		const wishes = [
			'out',
			'document',
			'line',
			'resolution',
			'pixels',
			'aspect_ratio',
			'service',
			'model',
			'references',
			'preview',
		];
		assert.deepEqual(named, {
			generate_image: ['prompt', ...wishes],
			edit_image: ['image', 'prompt', ...wishes],
			image_status: ['id', 'preview'],
			list_missing_images: ['paths'],
			cancel_image: ['id'],
		});
		for (const { name, description, inputSchema } of tools) {
			assert.ok(description, name);
			for (const [parameter, schema] of Object.entries(inputSchema.properties ?? {})) {
				assert.ok('description' in schema && schema.description, `${name}: ${parameter}`);
			}
		}
	});

	it('makes an image beside the document, tells how far it is, and gives the path and the text to insert', async () => {
		await using at = await agentPlaces();
		await using host = await agentHost(at);
		const told = await host.call('generate_image', { prompt: 'a lighthouse', document: 'README.md', line: 4 });
		assert.equal(told.isError, false, told.words);
		const { link, width, height, bytes, cost_usd: cost, ...image } = firstImage(told);
		const path = String(image['path']);
		assert.equal(path, join(at.workspace, 'images', 'a-lighthouse.jpg'));
		assert.match(String(link), /!\[a lighthouse\]\(images\/a-lighthouse\.jpg\)/);
		const found = await sharp(path).metadata();
		assert.deepEqual([width, height, cost], [found.width, found.height, 0]);
		assert.equal(bytes, (await readFile(path)).length);
		assert.ok(told.progress.length > 0 && told.progress.every(({ message }) => /\d:\d\d/.test(message ?? '')));
		const steps = told.progress.map(({ progress }) => progress);
		assert.deepEqual(
			steps,
			[...new Set(steps)].sort((a, b) => a - b),
		);
		assert.ok(
			told.content.every(({ type }) => type === 'text'),
			'no image where none was asked for',
		);
		assert.equal(told.data['message'], told.words, 'hosts give their model the words, or the data');
	});

	it('sends a small version on request alone', async () => {
		await using at = await agentPlaces();
		await using host = await agentHost(at);
		const told = await host.call('generate_image', { prompt: 'a harbour', resolution: '4K', preview: true });
		assert.deepEqual(told.data, {}, 'where there are data, some hosts keep the image from their model');
		const [preview] = told.content.flatMap((part) => (part.type === 'image' ? [part] : []));
		const bytes = Buffer.from(preview?.data ?? '', 'base64');
		const { width, height, format } = await sharp(bytes).metadata();
		assert.equal(preview?.mimeType, `image/${format}`);
		assert.ok(Math.max(width, height) <= 1568 && bytes.length <= 100_000, `${width}×${height}, ${bytes.length}`);
	});

	it('answers in good time where an image takes longer than a call may, and makes it once', async () => {
		await using at = await agentPlaces();
		await using host = await agentHost({ ...at, args: ['--limit', '0.3', '--time-scale', '0.05'] });
		const begun = await host.call('generate_image', { prompt: 'a slow ship', document: 'README.md' });
		const { state, id } = begun.data;
		assert.deepEqual([state, begun.isError], ['running', false]);
		let told = begun;
		for (let looks = 0; told.data['state'] === 'running'; looks++) {
			assert.ok(looks < 100, 'it goes on for ever');
			told = await host.call('image_status', { id });
		}
		assert.equal(firstImage(told)['path'], join(at.workspace, 'images', 'a-slow-ship.jpg'));
		assert.deepEqual(await imagesIn(join(at.workspace, 'images')), ['a-slow-ship.jpg']);
		// And may be asked for again, whoever has asked.
		assert.match(String(firstImage(told)['link']), /images\/a-slow-ship\.jpg/);
		await using other = await agentHost(at);
		assert.deepEqual(firstImage(await other.call('image_status', { id })), firstImage(told));
	});

	it('stops an image that nobody wants any more', async () => {
		await using at = await agentPlaces();
		await using host = await agentHost({ ...at, args: ['--limit', '0.3', '--time-scale', '0.2'] });
		const { data } = await host.call('generate_image', { prompt: 'a raft' });
		const told = await host.call('cancel_image', { id: data['id'] });
		assert.deepEqual([told.isError, told.data['state']], [true, 'failed'], told.words);
		assert.deepEqual(await imagesIn(join(at.workspace, 'images')), []);
	});

	it('makes another version beside an image that stays, out of it and of references', async () => {
		await using at = await agentPlaces();
		await writeFile(join(at.workspace, 'fox.png'), noisePng(64, 48));
		await writeFile(join(at.workspace, 'style.png'), noisePng(32, 32));
		await using host = await agentHost(at);
		const told = await host.call('edit_image', { image: 'fox.png', prompt: 'at night', references: ['style.png'] });
		assert.equal(firstImage(told)['path'], join(at.workspace, 'fox-1.jpg'), told.words);
		assert.deepEqual(await readFile(join(at.workspace, 'fox.png')), noisePng(64, 48));
	});

	it('lists image links that lead to no file', async () => {
		await using at = await agentPlaces();
		await using host = await agentHost(at);
		const { data } = await host.call('list_missing_images', {});
		const document = join(at.workspace, 'README.md');
		assert.deepEqual(data['missing'], [{ document, line: 7, column: 12, path: 'images/crane.png', alt: 'a crane' }]);
	});

	describe('asks the person where the host can', () => {
		it('who it is that draws, for how much, what, and where to, and makes nothing without a yes', async () => {
			await using at = await agentPlaces();
			// Hosts that nobody sits at answer in one of these ways.
			for (const answer of ['decline', 'cancel'] as const) {
				await using host = await agentHost({ ...at, answer });
				const told = await host.call('generate_image', { prompt: 'a fox', resolution: '2K' });
				assert.equal(told.data['state'], 'refused');
				assert.match(told.words, /did not agree, or nobody is there to answer.*--confirm never/);
				const [question = ''] = host.questions;
				for (const part of ['Sandbox', 'gemini-3-pro-image', '2K', 'free', 'a fox', join(at.workspace, 'images')]) {
					assert.ok(question.includes(part), `${part} is not in: ${question}`);
				}
			}
			assert.deepEqual(await imagesIn(join(at.workspace, 'images')), []);
		});

		it('and what a house style adds to the prompt, as text, before the prompt', async () => {
			await using at = await agentPlaces();
			const style = join(at.home, 'style.json');
			await writeFile(style, JSON.stringify({ style: 'Ink drawing\n\n`free`', palette: ['#0b3d91'] }));
			await using host = await agentHost({ ...at, answer: 'decline', args: ['--style', style] });
			await host.call('generate_image', { prompt: 'a fox' });
			assert.match(
				host.questions[0] ?? '',
				/\)\? It goes to `.*`\.\n\nHouse style: `Ink drawing 'free'.*#0b3d91.*`\n\n`a fox`$/,
			);
		});

		it('not where that was answered once and for all', async () => {
			await using at = await agentPlaces();
			await using host = await agentHost({ ...at, answer: 'decline', args: ['--confirm', 'never'] });
			assert.equal((await host.call('generate_image', { prompt: 'a fox' })).data['state'], 'saved');
			assert.deepEqual(host.questions, []);
		});

		it('never, where that is said, and names what allows more', async () => {
			await using at = await agentPlaces();
			const args = ['--confirm', 'never', '--max-images', '1'];
			await using host = await agentHost({ ...at, answer: 'accept', args });
			await host.call('generate_image', { prompt: 'a fox' });
			const told = await host.call('generate_image', { prompt: 'a hare' });
			assert.equal(told.data['state'], 'refused');
			assert.match(told.words, /1 image was asked for in this session.* higher --max-images\.$/);
			assert.doesNotMatch(told.words, /--confirm/);
			assert.deepEqual(host.questions, []);
		});

		it('and says why it was needed, and what allows more, after a No', async () => {
			await using at = await agentPlaces();
			const args = ['--confirm', 'over-budget', '--max-images', '1'];
			await using host = await agentHost({ ...at, answer: 'decline', args });
			await host.call('generate_image', { prompt: 'a fox' });
			const told = await host.call('generate_image', { prompt: 'a hare' });
			assert.match(
				told.words,
				/since 1 image was asked for in this session, and did not agree.* higher --max-images\.$/,
			);
			assert.doesNotMatch(told.words, /--confirm/);
		});

		it('beyond the number that was allowed, why, and goes on after a yes', async () => {
			await using at = await agentPlaces();
			const args = ['--confirm', 'over-budget', '--max-images', '1'];
			await using host = await agentHost({ ...at, answer: 'accept', args });
			const states = [];
			for (const prompt of ['a fox', 'a hare']) {
				states.push((await host.call('generate_image', { prompt })).data['state']);
			}
			assert.deepEqual(states, ['saved', 'saved']);
			assert.equal(host.questions.length, 1);
			assert.match(
				host.questions[0] ?? '',
				/Asked since 1 images? (?:was|were) asked for in this session\.\n\n`a hare`$/,
			);
		});
	});

	it('leaves out what a host names that is no folder of this machine', async () => {
		await using at = await agentPlaces();
		const others = ['file://elsewhere/work', 'file:///%2Fetc'];
		await using host = await agentHost({ ...at, roots: () => [...others, pathToFileURL(at.workspace).href] });
		const told = await host.call('generate_image', { prompt: 'a buoy' });
		assert.equal(firstImage(told)['path'], join(at.workspace, 'images', 'a-buoy.jpg'), told.words);
	});

	it('says that a host names no folders when it is asked, or never answers that, and does nothing', async () => {
		await using at = await agentPlaces();
		for (const roots of [() => Promise.reject(new Error('gone')), () => new Promise<never>(() => undefined)]) {
			await using host = await agentHost({ ...at, roots });
			const told = await host.call('generate_image', { prompt: 'a buoy' });
			assert.equal(told.data['state'], 'refused', told.words);
			assert.match(told.words, /didn't say in which folders it works/);
		}
		assert.deepEqual(await imagesIn(join(at.workspace, 'images')), []);
	});

	it('works in the folder that it was started in where a host names none', async () => {
		await using at = await agentPlaces();
		await using host = await agentHost({ ...at, isRootless: true });
		const told = await host.call('generate_image', { prompt: 'a buoy' });
		assert.equal(firstImage(told)['path'], join(at.workspace, 'images', 'a-buoy.jpg'));
	});
});
