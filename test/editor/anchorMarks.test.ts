import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Anchors } from '../../src/editor/anchors/anchors';
import type { Anchor } from '../../src/editor/anchors/anchor';
import type { Job } from '../../src/editor/jobs/jobs';
import { marksIn } from '../../src/editor/status/anchorMarks';
import { jobFolder } from '../../src/engine/jobs/layout';
import { newJob } from '../../src/engine/jobs/state';
import { request } from './support/jobs';
import { makeFolder, openFile, tidyUp } from './support/workspace';

describe('The mark where an image will land', () => {
	const minute = 60_000;
	let folder: vscode.Uri;
	let anchors: Anchors;
	let document: vscode.TextDocument;

	beforeEach(async () => {
		folder = makeFolder();
		anchors = new Anchors();
		document = await openFile(folder, 'a.md', 'Alpha\r\n\r\nBeta\r\n');
	});
	afterEach(async () => {
		anchors.dispose();
		await tidyUp(folder);
	});

	const at = (line: number, character: number): Anchor => anchors.pin(document, new vscode.Position(line, character));

	function job(anchor: Anchor, startedAt = 0, command: Job['command'] = 'insert'): Job {
		return { folder: jobFolder('/jobs/1'), task: request, command, anchor, startedAt, state: newJob };
	}

	const marks = (...at: Parameters<typeof marksIn>): object[] =>
		marksIn(...at).map(({ offset, text }) => ({ offset, text }));

	it('says for how many minutes it has been generated, and nothing that changes sooner', () => {
		const jobs = [job(at(1, 0))];
		assert.deepEqual(marks(document, jobs, minute - 1), [{ offset: 7, text: 'generating…' }]);
		assert.deepEqual(marks(document, jobs, minute), [{ offset: 7, text: 'generating, 1 min' }]);
		assert.deepEqual(marks(document, jobs, 3 * minute - 1), [{ offset: 7, text: 'generating, 2 min' }]);
	});

	it('is one for all images at a place, and says how long the first has taken', () => {
		const jobs = [job(at(1, 0), 2 * minute), job(at(1, 0)), job(at(2, 4), 2 * minute)];
		assert.deepEqual(marks(document, jobs, 2 * minute), [
			{ offset: 7, text: 'generating 2 images, 2 min' },
			{ offset: 13, text: 'generating…' },
		]);
	});

	it('is only in the document that the image is to be inserted into', async () => {
		const other = await openFile(folder, 'b.md', 'Other\n');
		assert.deepEqual(marks(other, [job(at(1, 0))], 0), []);
		assert.deepEqual(marks(document, [job(at(1, 0), 0, 'generate')], 0), []);
	});

	it('moves with the text, and is gone where that is', async () => {
		const jobs = [job(at(2, 2))];
		const editor = await vscode.window.showTextDocument(document);
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'x'));
		assert.deepEqual(marks(document, jobs, 0), [{ offset: 12, text: 'generating…' }]);
		await editor.edit((edit) => edit.delete(new vscode.Range(2, 0, 2, 4)));
		assert.deepEqual(marks(document, jobs, 0), []);
	});
});
