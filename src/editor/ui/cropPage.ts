import { dirname } from 'node:path';
import { askInPage, escaped } from './page';
import { t } from './translate';

interface Size {
	readonly width: number;
	readonly height: number;
}

/** An image, and how much of it is kept: all of its width, or all of its height. */
export interface Cropping {
	readonly path: string;
	readonly image: Size;
	readonly part: Size;
}

/**
 * Shows an image with a frame around what is kept of it, and asks where that is to lie. Resolves with how far it lies from the left end of
 * its room to the right one, or from the upper to the lower: from 0 to 1; undefined where the page was closed or left.
 */
export async function askCrop(title: string, cropping: Cropping): Promise<number | undefined> {
	const told = await askInPage({
		...{ id: 'imagegen.crop', title, script, style: style + frameOf(cropping) },
		roots: [dirname(cropping.path)],
		body: (source) => bodyOf(source(cropping.path), cropping),
	});
	return typeof told === 'number' && told >= 0 && told <= 1 ? told : undefined;
}

function bodyOf(source: string, { image, part }: Cropping): string {
	const label = image.width > part.width ? t('From left to right') : t('From top to bottom');
	return `<p id="help">${escaped(t('Drag the frame, or move it by the arrow keys: what is in it is kept. Enter makes the copy. Escape leaves everything as it is.'))}</p>
<div id="whole"><img src="${source}" alt=""><div id="frame"></div></div>
<p><label for="at">${escaped(label)}</label><input id="at" type="range" min="0" max="100" value="50" aria-describedby="help"></p>
<p><button id="take">${escaped(t('Crop'))}</button> <button id="leave">${escaped(t('Not Now'))}</button></p>`;
}

/** The frame, in shares of the image. */
function frameOf({ image, part }: Cropping): string {
	const share = (kept: number, whole: number): number => (100 * kept) / whole;
	const [width, height] = [share(part.width, image.width), share(part.height, image.height)];
	return `#frame { height: ${height}%; left: calc(var(--at) * ${100 - width}%); top: calc(var(--at) * ${100 - height}%); width: ${width}%; }`;
}

const style = `
#whole { --at: 0.5; display: inline-block; overflow: hidden; position: relative; touch-action: none; user-select: none; }
img { display: block; max-height: 60vh; max-width: 100%; }
#frame { box-shadow: 0 0 0 100vmax #000a; box-sizing: border-box; cursor: move; outline: 2px solid var(--vscode-focusBorder); outline-offset: -2px; position: absolute; }
label { display: block; margin-bottom: 4px; }
input { accent-color: var(--vscode-focusBorder); max-width: 400px; width: 100%; }
input:focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: 2px; }
`;

const script = `
const at = document.getElementById('at');
const frame = document.getElementById('frame');
const whole = document.getElementById('whole');
const take = () => answer(at.valueAsNumber / 100);
const move = (value) => {
	at.value = value;
	whole.style.setProperty('--at', at.valueAsNumber / 100);
	api.setState(at.value);
};
// The page is loaded anew when its tab is shown again.
move(api.getState() ?? at.value);
at.addEventListener('input', () => move(at.value));
document.getElementById('take').addEventListener('click', take);
document.addEventListener('keydown', (event) => {
	const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
	if (by !== undefined) {
		event.preventDefault();
		move(at.valueAsNumber + by * (event.shiftKey ? 10 : 2));
		at.focus();
	} else if (event.key === 'Enter' && document.activeElement.tagName !== 'BUTTON') {
		take();
	}
});
let last;
frame.addEventListener('pointerdown', (event) => {
	frame.setPointerCapture(event.pointerId);
	last = event;
});
frame.addEventListener('pointermove', (event) => {
	const room = whole.clientWidth - frame.offsetWidth + whole.clientHeight - frame.offsetHeight;
	if (last && room > 0) {
		const [x, y] = [event.clientX - last.clientX, event.clientY - last.clientY];
		const by = Math.round(((whole.clientWidth > frame.offsetWidth ? x : y) * 100) / room);
		if (by !== 0) {
			move(at.valueAsNumber + by);
			last = event;
		}
	}
});
frame.addEventListener('lostpointercapture', () => (last = undefined));
at.focus();
`;
