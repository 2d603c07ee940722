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

	it('registers every command that it contributes', async () => {
		await extension().activate();
		const registered = new Set(await vscode.commands.getCommands(true));
		const { contributes } = extension().packageJSON as Manifest;
		for (const { command } of contributes.commands) {
			assert.ok(registered.has(command), `${command} is not registered`);
		}
	});
});
