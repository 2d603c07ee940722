import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ImageFiles } from '../../src/editor/delivery/imageFiles';
import { MemoryFileSystem } from './support/memoryFileSystem';
import { makeFolder, tidyUp } from './support/workspace';

describe('An image that is put into the workspace', () => {
	let folder: vscode.Uri;
	let source: string;

	beforeEach(async () => {
		folder = makeFolder();
		source = join(folder.fsPath, 'image-1.jpg');
		await writeFile(source, 'new image');
	});
	afterEach(() => tidyUp(folder));

	const adding = { id: 'job', onName: () => Promise.resolve() };
	const text = async (uri: vscode.Uri): Promise<string> =>
		new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));

	it('lies where it was meant to, in a folder that is made for it', async () => {
		const desired = vscode.Uri.joinPath(folder, 'deep', 'images', 'fox.jpg');
		assert.equal((await new ImageFiles().add(source, desired, adding)).path, desired.path);
		assert.equal(await readFile(desired.fsPath, 'utf8'), 'new image');
	});

	it('never replaces a file that is there', async () => {
		const desired = vscode.Uri.joinPath(folder, 'fox.jpg');
		await writeFile(desired.fsPath, 'mine');
		await writeFile(join(folder.fsPath, 'fox-1.jpg'), 'mine too');
		const placed = await new ImageFiles().add(source, desired, adding);
		assert.equal(placed.path, `${folder.path}/fox-2.jpg`);
		assert.equal(await readFile(desired.fsPath, 'utf8'), 'mine');
		assert.equal(await readFile(join(folder.fsPath, 'fox-1.jpg'), 'utf8'), 'mine too');
	});

	it('gets the name of a file that is to make room, which is kept under the next number', async () => {
		const desired = vscode.Uri.joinPath(folder, 'fox.jpg');
		await writeFile(desired.fsPath, 'mine');
		await writeFile(join(folder.fsPath, 'fox-1.jpg'), 'mine too');
		const files = new ImageFiles();
		const replacing = { ...adding, replaces: true };
		assert.equal((await files.add(source, desired, replacing)).path, desired.path);
		const names = ['fox.jpg', 'fox-1.jpg', 'fox-2.jpg'];
		const texts = (): Promise<string[]> =>
			Promise.all(names.map((name) => readFile(join(folder.fsPath, name), 'utf8')));
		assert.deepEqual(await texts(), ['new image', 'mine too', 'mine']);
		assert.equal(
			(await files.add(source, desired, replacing)).path,
			`${folder.path}/fox-3.jpg`,
			'its own keeps its name',
		);
		assert.deepEqual(await texts(), ['new image', 'mine too', 'mine']);
	});

	it('replaces no folder and no link', async () => {
		await mkdir(join(folder.fsPath, 'a.jpg'));
		await symlink(source, join(folder.fsPath, 'b.jpg'));
		for (const name of ['a', 'b']) {
			const desired = vscode.Uri.joinPath(folder, `${name}.jpg`);
			const placed = await new ImageFiles().add(source, desired, { ...adding, replaces: true });
			assert.equal(placed.path, `${folder.path}/${name}-1.jpg`);
		}
	});

	it('gets a name of its own when many come at once, also from other windows', async () => {
		const windows = [new ImageFiles(), new ImageFiles(), new ImageFiles()];
		const desired = vscode.Uri.joinPath(folder, 'fox.jpg');
		const placed = await Promise.all([...windows, ...windows].map((files) => files.add(source, desired, adding)));
		assert.equal(new Set(placed.map(({ path }) => path)).size, 6);
	});

	it('does not get the name of an image that was deleted, whose reference may come back by undo', async () => {
		const files = new ImageFiles();
		const desired = vscode.Uri.joinPath(folder, 'fox.jpg');
		await vscode.workspace.fs.delete(await files.add(source, desired, adding));
		const again = await files.add(source, desired.with({ path: `${folder.path}/Fox.jpg` }), adding);
		assert.equal(again.path, `${folder.path}/Fox-1.jpg`);
	});

	it('is refused with the reason when a file stands where its folder should be', async () => {
		await writeFile(join(folder.fsPath, 'images'), 'a file');
		await assert.rejects(new ImageFiles().add(source, vscode.Uri.joinPath(folder, 'images', 'fox.jpg'), adding));
		assert.equal(await readFile(source, 'utf8'), 'new image');
	});

	it('is refused by a folder that is read-only', async function () {
		if (process.getuid?.() === 0 || process.platform === 'win32') {
			// Root writes everywhere; a folder that is none is as closed to it.
			await assert.rejects(new ImageFiles().add(source, vscode.Uri.file('/dev/null/fox.jpg'), adding));
			return;
		}
		await chmod(folder.fsPath, 0o500);
		await assert
			.rejects(new ImageFiles().add(source, vscode.Uri.joinPath(folder, 'fox.jpg'), adding))
			.finally(() => chmod(folder.fsPath, 0o700));
	});

	describe('of a virtual file system', () => {
		let provider: vscode.Disposable;

		before(() => {
			provider = vscode.workspace.registerFileSystemProvider('memfs', new MemoryFileSystem(), {
				isCaseSensitive: true,
			});
		});
		after(() => {
			provider.dispose();
		});

		it('is copied there, and never replaces a file either', async () => {
			const desired = vscode.Uri.parse('memfs:/docs/images/fox.jpg');
			const files = [new ImageFiles(), new ImageFiles()];
			assert.equal((await files[0]?.add(source, desired, adding))?.toString(), 'memfs:/docs/images/fox.jpg');
			await writeFile(source, 'another');
			assert.equal((await files[1]?.add(source, desired, adding))?.toString(), 'memfs:/docs/images/fox-1.jpg');
			assert.equal(await text(desired), 'new image');
			assert.equal(await text(vscode.Uri.parse('memfs:/docs/images/fox-1.jpg')), 'another');
		});

		it('is known again there by its bytes', async () => {
			const files = new ImageFiles();
			const placed = await files.add(source, vscode.Uri.parse('memfs:/known/fox.jpg'), adding);
			assert.equal(await files.isThere(source, placed), true);
			assert.equal(await files.isThere(source, vscode.Uri.parse('memfs:/known/none.jpg')), false);
			await writeFile(source, 'another');
			assert.equal(await files.isThere(source, placed), false);
		});

		it('gets its name there only once that has been noted', async () => {
			const desired = vscode.Uri.parse('memfs:/noted/fox.jpg');
			const refuse = (): Promise<void> => Promise.reject(new Error('no'));
			await assert.rejects(new ImageFiles().add(source, desired, { id: 'job', onName: refuse }), /no/);
			await assert.rejects(async () => vscode.workspace.fs.stat(desired));
		});
	});
});
