import * as vscode from 'vscode';

/**
 * Resolves once the window has answered, and never for one that is gone. Its extension host may outlive it: for a moment where it is
 * closed, on a remote machine for hours where it crashed or lost its connection. What that tells, nobody reads.
 */
export async function windowAnswers(): Promise<void> {
	// The window itself sets contexts.
	await vscode.commands.executeCommand('setContext', 'imagegen.answers', true);
}
