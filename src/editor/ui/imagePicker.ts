import { dirname } from 'node:path';
import { askInPage, escaped } from './page';
import { t } from './translate';

/**
 * Shows images side by side, and asks which of them to keep. Resolves with their places, in the order in which they were ticked; undefined
 * where the page was closed or left.
 */
export async function pickImages(title: string, paths: readonly string[]): Promise<readonly number[] | undefined> {
	const told = (await askInPage({
		...{ id: 'imagegen.choose', title, style, script },
		roots: [...new Set(paths.map(dirname))],
		body: (source) => bodyOf(paths.map(source)),
	})) as { readonly kept: readonly number[] } | undefined;
	return told?.kept.filter((index) => Number.isInteger(index) && index >= 0 && index < paths.length);
}

function bodyOf(sources: readonly string[]): string {
	const images = sources.map((source, index) => {
		const name = t('Image {0} of {1}', index + 1, sources.length);
		return `<label><input type="checkbox" value="${index}"><img src="${source}" alt=""><span>${escaped(name)}</span></label>`;
	});
	return `<p id="help">${escaped(t('Arrow keys move, Space ticks, Enter keeps what is ticked. The first one ticked is the one that is linked. Escape leaves all of them waiting.'))}</p>
<fieldset aria-describedby="help">
<legend>${escaped(t('Images to keep'))}</legend>
${images.join('\n')}
</fieldset>
<p><button id="keep" disabled>${escaped(t('Keep'))}</button> <button id="leave">${escaped(t('Not Now'))}</button></p>`;
}

const style = `
fieldset { border: none; display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); margin: 0; padding: 0; }
legend { margin-bottom: 8px; }
label { border: 2px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); cursor: pointer; display: block; padding: 4px; }
label:has(:checked) { border-color: var(--vscode-focusBorder); }
label:has(:focus-visible) { outline: 2px solid var(--vscode-focusBorder); outline-offset: 2px; }
img { display: block; margin-bottom: 4px; max-height: 45vh; max-width: 100%; }
input { float: right; }
`;

const script = `
const boxes = [...document.querySelectorAll('input')];
const keep = document.getElementById('keep');
// The page is loaded anew when its tab is shown again.
const kept = api.getState() ?? [];
// How many stand beside each other.
const inRow = () => boxes.filter(({ offsetTop }) => offsetTop === boxes[0].offsetTop).length;
const give = () => kept.length > 0 && answer({ kept });
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
document.addEventListener('keydown', (event) => {
	const by = { ArrowRight: 1, ArrowDown: inRow(), ArrowLeft: -1, ArrowUp: -inRow() }[event.key];
	const at = boxes.indexOf(document.activeElement);
	if (by !== undefined && at >= 0) {
		event.preventDefault();
		boxes[at + by]?.focus();
	} else if (event.key === 'Enter' && document.activeElement.tagName !== 'BUTTON') {
		give();
	}
});
boxes[0].focus();
`;
