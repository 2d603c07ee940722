import assert from 'node:assert/strict';
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { draftPath, PromptFiles, promptPath } from '../../src/editor/form/promptFiles';
import { temporaryFolder } from '../support/folders';
import { memento } from './support/memento';

// VS Code saves over a file only as long as it is no newer than what its editor was last told, but for a setting of its language.
describe('the files that prompts are written in', () => {
	const uri = vscode.Uri.from({ scheme: 'imagegen-prompt', path: promptPath });

	it('are newer than their editors know by nothing but another text', () => {
		const files = new PromptFiles(memento());
		files.keep(promptPath, 'A mill');
		const { mtime } = files.stat(uri);
		files.keep(promptPath, 'A mill', 'what it is for');
		files.keep(draftPath('Edit mill.png', 'mill.png'), 'Make it dusk');
		assert.equal(files.stat(uri).mtime, mtime);
		files.keep(promptPath, 'A mull');
		assert.ok(files.stat(uri).mtime > mtime);
	});

	it('are never newer after a reload than before', () => {
		const memory = memento();
		const before = new PromptFiles(memory);
		before.keep(promptPath, 'A mill');
		const after = new PromptFiles(memory);
		assert.equal(Buffer.from(after.readFile(uri)).toString(), 'A mill');
		assert.ok(after.stat(uri).mtime <= before.stat(uri).mtime);
	});

	it('are saved over, also where they are newer: the draft is what the person sees', async () => {
		await using home = await temporaryFolder();
		try {
			// Its language is told by the folder, and how it is saved by the language.
			await mkdir(path.join(home.path, 'imagegen-prompt'));
			const file = path.join(home.path, 'imagegen-prompt/Prompt');
			await writeFile(file, 'A mill');
			const document = await vscode.workspace.openTextDocument(file);
			const editor = await vscode.window.showTextDocument(document);
			await editor.edit((edit) => edit.insert(new vscode.Position(0, 6), ' by a brook'));
			await writeFile(file, 'A mill as the question has it');
			const later = Date.now() / 1000 + 60;
			await utimes(file, later, later);
			assert.equal(await document.save(), true);
			assert.match(await readFile(file, 'utf8'), /^A mill by a brook\s*$/);
		} finally {
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		}
	});
});
