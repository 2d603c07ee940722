import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { draftPath, PromptFiles, promptPath } from '../../src/editor/form/promptFiles';
import { memento } from './support/memento';

// VS Code saves over a file only as long as it is no newer than what its editor was last told.
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
});
