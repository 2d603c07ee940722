import * as vscode from 'vscode';

/** What the parts under test log to, for as long as the suite runs. */
export const log = vscode.window.createOutputChannel('Image Gen test', { log: true });
