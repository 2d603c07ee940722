import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** A page that asks something. */
export interface Page {
	/** The kind of page, as the editor tells them apart. */
	readonly id: string;
	readonly title: string;
	/** The folders whose images it may show. */
	readonly roots: readonly string[];
	/** Its text, between a heading and the script; `source` gives an image's address. */
	readonly body: (source: (path: string) => string) => string;
	readonly style: string;
	/** Calls `answer` with what is told, and `leave` where there is no answer. */
	readonly script: string;
}

/** Shows a page, which nothing but its own script acts in. Resolves with what it tells; undefined where it was closed or left. */
export async function askInPage(page: Page): Promise<unknown> {
	const panel = vscode.window.createWebviewPanel(page.id, page.title, vscode.ViewColumn.Active, {
		enableScripts: true,
		localResourceRoots: page.roots.map((path) => vscode.Uri.file(path)),
	});
	return await new Promise((resolve) => {
		panel.onDidDispose(() => resolve(undefined));
		panel.webview.onDidReceiveMessage((told: unknown) => {
			resolve(told ?? undefined);
			close(panel).catch(() => undefined);
		});
		panel.webview.html = htmlOf(panel.webview, page);
	});
}

/** Closes it by its tab: the focus goes on to the document below then, and nowhere when only the panel is disposed. */
async function close(panel: vscode.WebviewPanel): Promise<void> {
	const tab = vscode.window.tabGroups.all
		.flatMap(({ tabs }) => tabs)
		.find(({ input, label, isActive }) => isActive && label === panel.title && input instanceof vscode.TabInputWebview);
	if (tab) {
		await vscode.window.tabGroups.close(tab);
	}
	panel.dispose();
}

function htmlOf(webview: vscode.Webview, { title, body, style, script }: Page): string {
	const nonce = randomBytes(16).toString('base64');
	const csp = `default-src 'none'; img-src ${webview.cspSource}; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
	const source = (path: string): string => escaped(webview.asWebviewUri(vscode.Uri.file(path)).toString());
	return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(csp)}">
<title>${escaped(title)}</title>
<style nonce="${nonce}">${commonStyle}${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${body(source)}
</main>
<script nonce="${nonce}">${commonScript}${script}</script>
</body>
</html>`;
}

/** A text as it is told in a page. */
export function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}

const commonStyle = `
body { background: var(--vscode-editor-background); color: var(--vscode-foreground); font-family: var(--vscode-font-family); }
h1 { font-size: 1.3em; font-weight: normal; overflow-wrap: anywhere; }
button { background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, transparent); color: var(--vscode-button-foreground); padding: 6px 14px; }
button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
button:disabled { background: transparent; border-color: var(--vscode-widget-border, currentColor); color: var(--vscode-foreground); }
#leave { background: var(--vscode-button-secondaryBackground); color: var(--vscode-button-secondaryForeground); }
`;

const commonScript = `
const api = acquireVsCodeApi();
const answer = (told) => api.postMessage(told);
// The editor passes nothing on where that is undefined.
const leave = () => api.postMessage(null);
document.getElementById('leave').addEventListener('click', leave);
document.addEventListener('keydown', ({ key }) => key === 'Escape' && leave());
`;
