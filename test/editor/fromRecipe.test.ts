import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import { ImageVersions } from '../../src/editor/commands/imageVersions';
import { Recipes } from '../../src/editor/delivery/recipes';
import type { Subject } from '../../src/editor/form/requestForm';
import { Jobs } from '../../src/editor/jobs/jobs';
import { Library } from '../../src/editor/jobs/library';
import { Settings } from '../../src/editor/settings';
import { until } from '../support/until';
import { makeJobsPath, quickJobs } from './support/jobs';
import { log } from './support/log';
import { makeFolder, tidyUp } from './support/workspace';

describe('Other versions of images that were made elsewhere', () => {
	let folder: vscode.Uri;
	let jobsPath: string;
	let jobs: Jobs;
	let anchors: Anchors;
	let settings: Settings;
	let library: Library;
	let versions: ImageVersions;
	/** What the person was asked. */
	let asked: Subject[];

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		jobs = new Jobs({ jobsPath, cliPath: join(jobsPath, 'cli.js'), log, ...quickJobs });
		anchors = new Anchors();
		settings = new Settings(log);
		library = new Library(jobsPath);
		asked = [];
		const ask = (subject: Subject): Promise<void> => Promise.resolve(void asked.push(subject));
		const starter = { startVersion: ask, startFor: ask };
		const failures = { retry: () => assert.fail('nothing is asked for unseen') };
		versions = new ImageVersions(starter, failures, anchors, library, jobs, new Recipes(settings, log));
	});
	afterEach(async () => {
		jobs.dispose();
		library.dispose();
		settings.dispose();
		anchors.dispose();
		await rm(jobsPath, { recursive: true, force: true, maxRetries: 5 });
		await tidyUp(folder);
	});

	const at = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name);
	const write = (name: string, content = 'old'): Thenable<void> =>
		vscode.workspace.fs.writeFile(at(name), Buffer.from(content));

	it('are made from the recipe of a clone, in which nothing is asked for unseen', async () => {
		const recipe = { prompt: 'A fox', resolution: '2K', aspectRatio: '16:9', quality: 'low', seed: 7 };
		const hostile = { service: 'fal', baseUrl: 'https://example.org', model: 'dear', style: 'Unseen', count: 4 };
		const images = { 'fox.png': { ...recipe, ...hostile }, 'wolf.png': { prompt: 'A wolf', parent: 'fox.png' } };
		await write('fox.png');
		await write('wolf.png', 'wolf');
		await write('.imagegen.json', JSON.stringify({ images }));
		await versions.again({ uri: at('fox.png') });
		await versions.vary({ uri: at('wolf.png') });
		const [again, vary] = asked;
		assert.ok(again && vary);
		assert.deepEqual([again.prompt, again.isWritten, again.madeBy], ['A fox', undefined, 'dear, fal']);
		assert.deepEqual(again.like, { resolution: '2K', aspectRatio: '16:9', quality: 'low' });
		assert.deepEqual(again.along, { files: [], isEdit: false });
		assert.deepEqual([vary.prompt, vary.along?.isEdit, vary.like?.resolution], ['A wolf', true, '1K']);
		assert.deepEqual(
			vary.along?.files.map(({ uri }) => uri.toString()),
			[at('fox.png').toString()],
		);
	});

	it('take nothing along that a recipe names elsewhere, and are not made without what they are made out of', async () => {
		const outside = await makeJobsPath();
		await writeFile(join(outside, 'key.png'), 'secret');
		await symlink(join(outside, 'key.png'), at('link.png').fsPath);
		await write('sub/fox.png');
		await write('fox.png');
		const named = [
			'../fox.png',
			'sub/fox.png',
			'/etc/passwd',
			'link.png',
			'gone.png',
			'sub\\fox.png',
			'.imagegen.json',
		];
		const images = Object.fromEntries(named.map((parent, index) => [`${index}.png`, { prompt: 'x', parent }]));
		const went = { 'went.png': { prompt: 'x', references: [...named, 'fox.png'] } };
		await write('.imagegen.json', JSON.stringify({ images: { ...images, ...went } }));
		for (const name of [...Object.keys(images), 'went.png']) {
			await write(name, name);
			void versions.again({ uri: at(name) });
		}
		await until(() => asked.length > 0, 'the one that only went by others');
		assert.deepEqual(
			asked.map(({ along }) => along?.files.map(({ name }) => name)),
			[['fox.png']],
		);
		await vscode.commands.executeCommand('notifications.clearAll');
		await rm(outside, { recursive: true });
	});

	it('are offered for an image that was moved to another folder, by its bytes', async () => {
		const bytes = `moved ${Math.random()}`;
		const originalHash = createHash('sha256').update(bytes).digest('hex');
		await write('img/.imagegen.json', JSON.stringify({ images: { 'fox.png': { prompt: 'A fox', originalHash } } }));
		await write('docs/red-fox.png', bytes);
		await versions.vary({ uri: at('docs/red-fox.png') });
		assert.deepEqual(
			asked.map(({ prompt }) => prompt),
			['A fox'],
		);
	});
});
