import { readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { documentLanguages, otherExtensions } from './documents/documentLanguages';
import { mayLinkImage } from './documents/imagePath';
import { reportNamesKey, reportScheme } from './editor/diagnosis/reportScheme';
import { PromptFiles } from './editor/form/promptFiles';
import { remember, setContext } from './editor/ui/context';
import { LazyTree } from './editor/view/lazyTree';
import { openJobsPath } from './engine/jobs/openJobsPath';
import { serverDefinition } from './editor/agents/serverDefinition';
import type { ToolName } from './editor/agents/tools';
import type { Window } from './window';

/** Whether there has ever been an image. */
const memoryKey = 'hasImages';

/**
 * What every window loads once it has started: the commands' names, the view's frame, and one look at one folder. The rest is loaded
 * where something waits, the view is seen, or a command is used.
 */
export function activate(context: vscode.ExtensionContext): void {
	const jobsPath = vscode.Uri.joinPath(context.globalStorageUri, 'jobs').fsPath;
	let window: Promise<Window> | undefined;
	const open = (): Promise<Window> => (window ??= load());
	const tree = new LazyTree(async () => (await open()).tree);
	const view = vscode.window.createTreeView('imagegen.images', {
		treeDataProvider: tree,
		dragAndDropController: tree,
		canSelectMany: true,
	});
	const showView = (): boolean => {
		const isFirst = context.globalState.get(memoryKey) === undefined;
		setContext('imagegen.hasImages', true);
		remember(context.globalState, memoryKey, true);
		return isFirst;
	};
	const promptFiles = new PromptFiles(context.workspaceState);
	const load = async (): Promise<Window> => {
		const { openWindow } = await import('./window');
		return openWindow({ context, jobsPath, tree, view, showView, promptFiles });
	};
	if (context.globalState.get(memoryKey)) {
		showView();
	}
	const reports = vscode.workspace.registerTextDocumentContentProvider(reportScheme, {
		// After a reload the editor shows its tabs again, and asks for what is in them.
		provideTextDocumentContent: async (uri) => (await open()).reportAt(uri),
	});
	context.subscriptions.push(view, reports, promptFiles.register());
	context.subscriptions.push(...commandsOf(context.extension).map((id) => registerCommand(id, open)));
	const documents = [
		...documentLanguages.map((language) => ({ language })),
		{ language: 'plaintext', pattern: `**/*.{${otherExtensions.join(',')}}` },
	];
	const fixes = vscode.languages.registerCodeActionsProvider(
		documents,
		{
			provideCodeActions: async (document, range, context) =>
				linesOf(document, range).some(mayLinkImage) ? (await open()).quickFixes(document, range, context) : [],
		},
		{ providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite] },
	);
	const hovers = vscode.languages.registerHoverProvider(documents, {
		provideHover: async (document, position) =>
			linesOf(document, new vscode.Range(position, position)).some(mayLinkImage)
				? (await open()).hover(document, position)
				: undefined,
	});
	context.subscriptions.push(fixes, hovers, ...watchImageLinks(documents));
	context.subscriptions.push(...serveAgents(context.extension, open));
	// Their tabs are to be closed.
	const hasReports = context.workspaceState.get(reportNamesKey) !== undefined;
	somethingWaits(jobsPath).then(
		(waits) => (waits || hasReports ? open() : undefined),
		() => undefined,
	);
}

/** More lines of a document are not looked at for a menu. */
const maxLines = 10_000;

/**
 * Keeps up to date what the editor's menu asks: whether there may be a link to an image in the document that is shown. Not where the cursor
 * is: by a right-click it comes there at the same moment as the menu.
 */
function watchImageLinks(documents: vscode.DocumentSelector): vscode.Disposable[] {
	const tell = (): void => {
		const document = vscode.window.activeTextEditor?.document;
		const text = document && vscode.languages.match(documents, document) > 0 ? document.getText(beginning) : '';
		setContext('imagegen.mayLinkImages', mayLinkImage(text));
	};
	const beginning = new vscode.Range(0, 0, maxLines, 0);
	tell();
	return [
		vscode.window.onDidChangeActiveTextEditor(tell),
		vscode.workspace.onDidSaveTextDocument(tell),
		vscode.workspace.onDidChangeTextDocument(({ contentChanges }) =>
			contentChanges.some(({ text }) => mayLinkImage(text)) ? tell() : undefined,
		),
	];
}

/** Asked for at every step of a cursor: of what is long, the beginning. */
function linesOf(document: vscode.TextDocument, { start, end }: vscode.Range): readonly string[] {
	const count = Math.min(end.line - start.line + 1, 10);
	return Array.from({ length: count }, (_, index) => document.lineAt(start.line + index).text.slice(0, 10_000));
}

function registerCommand(id: string, open: () => Promise<Window>): vscode.Disposable {
	return vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => (await open()).run(id, args));
}

/** Offers agents what package.json says of tools and servers. */
function serveAgents(extension: vscode.Extension<unknown>, open: () => Promise<Window>): vscode.Disposable[] {
	const { contributes } = extension.packageJSON as { contributes: { languageModelTools: { name: ToolName }[] } };
	const tools = contributes.languageModelTools.map(({ name }) =>
		vscode.lm.registerTool<unknown>(name, {
			prepareInvocation: async ({ input }) => (await open()).agentTools.prepare(name, input),
			invoke: async ({ input }, token) => (await open()).agentTools.invoke(name, input, token),
		}),
	);
	const server = vscode.lm.registerMcpServerDefinitionProvider('imagegen', {
		// The editor asks for it as soon as it has started.
		provideMcpServerDefinitions: () => [serverDefinition(extension)],
		resolveMcpServerDefinition: async () => (await open()).agentServer.resolve(),
	});
	return [...tools, server];
}

function commandsOf({ packageJSON }: vscode.Extension<unknown>): string[] {
	const { contributes } = packageJSON as { contributes: { commands: { command: string }[] } };
	return contributes.commands.map(({ command }) => command);
}

/** Whether any job needs attention; also where a version before has left jobs, and kept no notes of them. */
async function somethingWaits(jobsPath: string): Promise<boolean> {
	try {
		return (await readdir(openJobsPath(jobsPath))).length > 0;
	} catch {
		return (await readdir(jobsPath).catch(() => [])).length > 0;
	}
}
