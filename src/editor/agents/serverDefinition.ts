import * as vscode from 'vscode';

/** How `imagegen mcp` is started. That there is one is told at once, before the window knows anything else. */
export function serverDefinition(
	extension: Pick<vscode.Extension<unknown>, 'extensionUri' | 'packageJSON'>,
	also: readonly string[] = [],
): vscode.McpStdioServerDefinition {
	const { version } = extension.packageJSON as { version: string };
	const [folder] = vscode.workspace.workspaceFolders ?? [];
	const cliPath = vscode.Uri.joinPath(extension.extensionUri, 'dist/cli.js').fsPath;
	const args = [cliPath, 'mcp', ...(folder ? ['--root', folder.uri.fsPath] : []), ...also];
	// The editor's own executable is a Node.js too.
	const env = { ELECTRON_RUN_AS_NODE: '1' };
	return new vscode.McpStdioServerDefinition('Image Gen', process.execPath, args, env, version);
}
