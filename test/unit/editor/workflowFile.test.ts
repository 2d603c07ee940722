import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { workflowAt } from '../../../src/editor/form/workflowFile';
import { workflow } from '../../support/taskJob';
import { temporaryFolder } from '../../support/folders';

describe('the file with a workflow', () => {
	it('is read at its absolute path or below the home folder, with a byte order mark or without', async () => {
		await using folder = await temporaryFolder();
		const path = join(folder.path, 'workflow.json');
		await writeFile(path, JSON.stringify(workflow));
		assert.deepEqual(await workflowAt(path), workflow);
		assert.deepEqual(await workflowAt(`~/${relative(homedir(), path)}`), workflow);
		await writeFile(path, `\uFEFF${JSON.stringify(workflow)}`);
		assert.deepEqual(await workflowAt(path), workflow);
	});

	it('tells why there is none', async () => {
		await using folder = await temporaryFolder();
		assert.equal(await workflowAt(''), 'unset');
		assert.equal(await workflowAt('workflow.json'), 'relative');
		assert.equal(await workflowAt(join(folder.path, 'nothing.json')), 'unreadable');
		await mkdir(join(folder.path, 'folder'));
		assert.equal(await workflowAt(join(folder.path, 'folder')), 'other');
		const saved = { nodes: [{ id: 1, type: 'KSampler' }], links: [], version: 0.4 };
		for (const text of ['', '{}', '[]', '{"3": {"inputs": {}}}', 'no JSON', JSON.stringify(saved)]) {
			const path = join(folder.path, 'other.json');
			await writeFile(path, text);
			assert.equal(await workflowAt(path), 'other', text);
		}
	});
});
