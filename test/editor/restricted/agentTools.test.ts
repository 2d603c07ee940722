import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { workspaceRoot } from '../support/workspace';

describe("Agents' tools in Restricted Mode", function () {
	this.timeout(60_000);

	it('make an image by the person’s own settings alone, whatever the repository says', async () => {
		assert.equal(vscode.workspace.isTrusted, false);
		const root = workspaceRoot().fsPath;
		const { Workspace } = vscode.ConfigurationTarget;
		const configuration = vscode.workspace.getConfiguration('imagegen');
		await configuration.update('destination', 'theirs/', Workspace);
		await configuration.update('output', { format: 'webp' }, Workspace);
		await writeFile(join(root, '.imagegen.json'), JSON.stringify({ style: 'In their colours', resolution: '4K' }));
		const source = new vscode.CancellationTokenSource();
		const input = { prompt: 'A lighthouse' };
		const { content } = await vscode.lm.invokeTool(
			'imagegen_generate_image',
			{ input, toolInvocationToken: undefined },
			source.token,
		);
		const [words] = content;
		assert.ok(words instanceof vscode.LanguageModelTextPart);
		assert.match(words.value, /images[\\/]a-lighthouse\.(?:jpg|png) \(1\d\d\d × 1\d\d\d, /);
		assert.ok(!existsSync(join(root, 'theirs')));
		const recipes = join(root, 'images/.imagegen.json');
		assert.ok(existsSync(recipes), 'the person’s own setting for recipes holds');
	});
});
