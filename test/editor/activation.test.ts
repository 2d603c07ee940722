import assert from 'node:assert/strict';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';

interface Manifest {
	readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

// By its name the first of the suite: the documents of other tests have links in them, and a cursor on one of those loads more.
describe('The extension', () => {
	function extension(): vscode.Extension<unknown> {
		const found = vscode.extensions.getExtension('imagegen.imagegen');
		assert.ok(found, 'imagegen.imagegen is not there');
		return found;
	}

	it('loads nothing but its frame where nothing waits', async () => {
		await extension().activate();
		const bundles = join(extension().extensionPath, 'dist');
		const loaded = Object.keys(require.cache).filter((path) => dirname(path) === bundles);
		assert.deepEqual(
			loaded.map((path) => basename(path)),
			['extension.js'],
		);
	});

	it('registers the commands that it contributes, and no others', async () => {
		await extension().activate();
		const registered = (await vscode.commands.getCommands(true)).filter((id) => /^imagegen\.\w+$/.test(id));
		const { contributes } = extension().packageJSON as Manifest;
		assert.deepEqual(registered.sort(), contributes.commands.map(({ command }) => command).sort());
	});
});
