import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
	readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('The extension', () => {
	function extension(): vscode.Extension<unknown> {
		const found = vscode.extensions.getExtension('imagegen.imagegen');
		assert.ok(found, 'imagegen.imagegen is not there');
		return found;
	}

	it('costs nothing before it is used', () => {
		assert.equal(extension().isActive, false);
	});

	it('registers the commands that it contributes, and no others', async () => {
		await extension().activate();
		const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('imagegen.'));
		const { contributes } = extension().packageJSON as Manifest;
		assert.deepEqual(registered.sort(), contributes.commands.map(({ command }) => command).sort());
	});
});
