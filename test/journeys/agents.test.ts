import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beginCall, packAgent, toldTo } from './harness/agent';
import { openWorkbench } from './harness/openWorkbench';
import { patientService } from './harness/patientService';
import { waitUntil } from './harness/waitUntil';
import type { Workbench } from './harness/workbench';

describe('An agent that makes an image, by keyboard', function () {
	this.timeout(180_000);
	let folder: string;
	let workbench: Workbench;

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'imagegen-agent-'));
		workbench = await openWorkbench({
			extensions: [await packAgent(folder)],
			userSettings: { 'imagegen.sandbox.timeScale': 0.05 },
		});
	});
	after(async () => {
		await workbench.close();
		await rm(folder, { recursive: true });
	});

	it('is confirmed by the person, who reads whom is asked, what it costs, where it goes and what it shows', async () => {
		await beginCall(workbench, 'imagegen_generate_image', {
			prompt: 'A heron at the pier [approved](command:workbench.action.quit)',
			out: 'art/',
		});
		const dialog = workbench.page.locator('.monaco-dialog-box');
		await dialog.getByText('A heron at the pier').waitFor();
		await workbench.screenshot('agent-asks');
		for (const text of ['Generate an image', 'gemini-3-pro-image', 'free', 'art']) {
			await dialog.getByText(text).first().waitFor();
		}
		await workbench.press('Enter');
	});

	it('is in the view while it is made, and nothing is told twice', async () => {
		await workbench.showImages();
		await workbench.page.locator('.customview-tree .monaco-list-row', { hasText: 'A heron' }).waitFor();
		await workbench.screenshot('agent-in-view');
		const [words = '', look] = await toldTo(workbench);
		assert.match(words, /art\/a-heron\S*\.(?:jpg|png) \(/);
		assert.equal(look, 'image/jpeg');
		assert.equal(await workbench.page.locator('.notification-toast', { hasText: 'Image saved' }).count(), 0);
		await workbench.screenshot('agent-done');
	});
});

describe("An agent's image and what befalls it, by keyboard", function () {
	this.timeout(180_000);
	let folder: string;
	let agent: string;

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'imagegen-agent-'));
		agent = await packAgent(folder);
	});
	after(() => rm(folder, { recursive: true }));

	it('may be paid for where the connection breaks, which agent and person are told; it outlives a reload', async () => {
		const service = await patientService();
		const workbench = await openWorkbench({
			extensions: [agent],
			userSettings: { ...service.settings, 'imagegen.agents.confirm': 'never' },
		});
		try {
			await beginCall(workbench, 'imagegen_generate_image', { prompt: 'Lost heron' });
			await waitUntil(() => Promise.resolve(service.asked.length === 1), 'its request');
			service.answer('Lost heron');
			const [words = '', ...others] = await toldTo(workbench);
			assert.match(words, /^No image: .* may have been billed .* Tell the person before you ask again\.$/);
			assert.deepEqual(others, []);
			await workbench.notification('Couldn\'t generate "Lost heron"').waitFor();
			assert.equal(await workbench.notification('Lost heron').count(), 1);
			await workbench.screenshot('agent-lost');

			await beginCall(workbench, 'imagegen_generate_image', { prompt: 'A late heron', out: 'art/' });
			await waitUntil(() => Promise.resolve(service.asked.length === 2), 'the other request');
			await workbench.reload();
			await workbench.statusBarItem('Image 0:').waitFor();
			service.answer('A late heron');
			// The agent is gone with its window: the person is told in its place.
			await workbench.notification('Image saved: art/a-late-heron.png').waitFor();
			await workbench.screenshot('agent-reloaded');
			const saved = await readdir(path.join(workbench.workspace, 'art'));
			assert.deepEqual(
				saved.filter((name) => name.endsWith('.png')),
				['a-late-heron.png'],
			);
			assert.deepEqual(service.asked, ['Lost heron', 'A late heron']);
		} finally {
			await workbench.close();
			await service.server[Symbol.asyncDispose]();
		}
	});

	it('has the house style of the folder that it is for, whatever is shown, and the agent is told so', async () => {
		const source = path.join(folder, 'source');
		for (const [name, style] of Object.entries({ '.': 'Ink drawing', docs: 'Watercolour' })) {
			await mkdir(path.join(source, name), { recursive: true });
			await writeFile(path.join(source, name, '.imagegen.json'), JSON.stringify({ style }));
			await writeFile(path.join(source, name, 'guide.md'), '# Guide\n');
		}
		const folders = [{ path: '.' }, { path: 'docs' }];
		await writeFile(path.join(source, 'both.code-workspace'), JSON.stringify({ folders }));
		const workbench = await openWorkbench({
			...{ workspace: source, workspaceFile: 'both.code-workspace', extensions: [agent] },
			userSettings: { 'imagegen.agents.confirm': 'never', 'imagegen.sandbox.timeScale': 0.02 },
		});
		try {
			const document = path.join(workbench.workspace, 'docs/guide.md');
			await beginCall(workbench, 'imagegen_generate_image', { prompt: 'A heron', document });
			const [words = ''] = await toldTo(workbench);
			assert.match(words, /^The house style went along with the prompt: Watercolour$/m);
			assert.match(words, /^This is a placeholder from the sandbox\.$/m);
			const images = path.join(workbench.workspace, 'docs/images');
			const { images: recipes } = JSON.parse(await readFile(path.join(images, '.imagegen.json'), 'utf8')) as {
				images: Record<string, { style?: string }>;
			};
			assert.deepEqual(
				Object.values(recipes).map(({ style }) => style),
				['Watercolour'],
			);
		} finally {
			await workbench.close();
		}
	});
});
