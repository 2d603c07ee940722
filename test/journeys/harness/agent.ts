// An extension that stands for an agent of the editor: it calls a tool as a chat does, and keeps what it was told.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { waitUntil } from './waitUntil';
import type { Workbench } from './workbench';

const manifest = {
	...{ name: 'agent', publisher: 'test', version: '1.0.0', displayName: 'Test Agent', license: 'MIT' },
	...{ engines: { vscode: '^1.106.0' }, main: './extension.js', repository: 'https://example.com/agent' },
	contributes: { commands: [{ command: 'agent.call', title: 'Call Tool', category: 'Agent' }] },
};

const code = `
const { readFile, writeFile } = require('node:fs/promises');
const vscode = require('vscode');
exports.activate = () => {
	vscode.commands.registerCommand('agent.call', async () => {
		const folder = vscode.workspace.workspaceFolders[0].uri.fsPath;
		const { tool, input } = JSON.parse(await readFile(folder + '/call.json', 'utf8'));
		const told = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined }).then(
			({ content }) => content.map((part) => part.value ?? part.mimeType),
			(error) => [String(error)],
		);
		await writeFile(folder + '/told.json', JSON.stringify(told));
	});
};
`;

/** Packs it into a folder. Resolves with the VSIX. */
export async function packAgent(folder: string): Promise<string> {
	await mkdir(folder, { recursive: true });
	await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
	await writeFile(path.join(folder, 'extension.js'), code);
	await writeFile(path.join(folder, 'LICENSE'), 'MIT');
	await writeFile(path.join(folder, 'README.md'), 'A test.');
	const vsix = path.join(folder, 'agent.vsix');
	await createVSIX({ cwd: folder, packagePath: vsix, dependencies: false });
	return vsix;
}

/** Has it call a tool. */
export async function beginCall(workbench: Workbench, tool: string, input: object): Promise<void> {
	// What it was told of an earlier call is no answer to this one.
	await rm(path.join(workbench.workspace, 'told.json'), { force: true });
	await writeFile(path.join(workbench.workspace, 'call.json'), JSON.stringify({ tool, input }));
	await workbench.runCommand('Agent: Call Tool');
}

/** What it was told in the end: words, and the types of images. */
export async function toldTo({ workspace }: Workbench): Promise<readonly string[]> {
	let told = '';
	await waitUntil(async () => {
		told = await readFile(path.join(workspace, 'told.json'), 'utf8').catch(() => '');
		return told !== '';
	}, 'what the agent was told');
	return JSON.parse(told) as readonly string[];
}
