import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import * as vscode from 'vscode';

/** What a page may tell. */
type Told = { readonly kept: readonly number[] } | undefined;

/**
 * Shows images side by side, and asks which of them to keep. Resolves with their places, in the order in which they were ticked; undefined
 * where the page was closed or left.
 */
export async function pickImages(title: string, paths: readonly string[]): Promise<readonly number[] | undefined> {
	const panel = vscode.window.createWebviewPanel('imagegen.choose', title, vscode.ViewColumn.Active, {
		enableScripts: true,
		localResourceRoots: [...new Set(paths.map(dirname))].map((path) => vscode.Uri.file(path)),
	});
	return await new Promise((resolve) => {
		panel.onDidDispose(() => resolve(undefined));
		panel.webview.onDidReceiveMessage((told: Told) => {
			const kept = told?.kept.filter((index) => Number.isInteger(index) && index >= 0 && index < paths.length);
			resolve(kept);
			panel.dispose();
		});
		panel.webview.html = pageOf(panel.webview, title, paths);
	});
}

function pageOf(webview: vscode.Webview, title: string, paths: readonly string[]): string {
	const { t } = vscode.l10n;
	const nonce = randomBytes(16).toString('base64');
	const csp = `default-src 'none'; img-src ${webview.cspSource}; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
	const images = paths.map((path, index) => {
		const source = webview.asWebviewUri(vscode.Uri.file(path)).toString();
		const name = t('Image {0} of {1}', index + 1, paths.length);
		return `<label><input type="checkbox" value="${index}"><img src="${escaped(source)}" alt=""><span>${escaped(name)}</span></label>`;
	});
	return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(csp)}">
<title>${escaped(title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(t('Arrow keys move, Space ticks, Enter keeps what is ticked. The first one ticked is the one that is linked. Escape leaves all of them waiting.'))}</p>
<fieldset>
<legend>${escaped(t('Images to keep'))}</legend>
${images.join('\n')}
</fieldset>
<p><button id="keep" disabled>${escaped(t('Keep'))}</button> <button id="leave">${escaped(t('Not Now'))}</button></p>
</main>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}

const style = `
body { color: var(--vscode-foreground); font-family: var(--vscode-font-family); }
h1 { font-size: 1.3em; font-weight: normal; overflow-wrap: anywhere; }
fieldset { border: none; display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); margin: 0; padding: 0; }
legend { margin-bottom: 8px; }
label { border: 2px solid var(--vscode-widget-border, transparent); cursor: pointer; display: block; padding: 4px; }
label:has(:checked) { border-color: var(--vscode-focusBorder); }
label:has(:focus-visible) { outline: 2px solid var(--vscode-focusBorder); outline-offset: 2px; }
img { display: block; margin-bottom: 4px; max-height: 45vh; max-width: 100%; }
input { float: right; }
button { background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, transparent); color: var(--vscode-button-foreground); padding: 6px 14px; }
button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
button:disabled { background: transparent; border-color: var(--vscode-widget-border, currentColor); color: var(--vscode-foreground); }
#leave { background: var(--vscode-button-secondaryBackground); color: var(--vscode-button-secondaryForeground); }
`;

const script = `
const api = acquireVsCodeApi();
const boxes = [...document.querySelectorAll('input')];
const keep = document.getElementById('keep');
// The page is loaded anew when its tab is shown again.
const kept = api.getState() ?? [];
const give = () => kept.length > 0 && api.postMessage({ kept });
const told = () => (keep.disabled = kept.length === 0);
told();
for (const box of boxes) {
	box.checked = kept.includes(Number(box.value));
	box.addEventListener('change', () => {
		const index = Number(box.value);
		box.checked ? kept.push(index) : kept.splice(kept.indexOf(index), 1);
		api.setState(kept);
		told();
	});
}
keep.addEventListener('click', give);
document.getElementById('leave').addEventListener('click', () => api.postMessage(undefined));
document.addEventListener('keydown', (event) => {
	const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
	const at = boxes.indexOf(document.activeElement);
	if (by !== undefined) {
		event.preventDefault();
		boxes[(at + by + boxes.length) % boxes.length].focus();
	} else if (event.key === 'Enter' && document.activeElement.tagName !== 'BUTTON') {
		give();
	} else if (event.key === 'Escape') {
		api.postMessage(undefined);
	}
});
boxes[0].focus();
`;
