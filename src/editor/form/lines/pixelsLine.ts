import type * as vscode from 'vscode';
import { type ExactPixels, isWithinMegapixels, maxEdge, maxMegapixels } from '../../../engine/task';
import { askPick, askText, back } from '../../ui/quickInput';
import type { Choices } from '../choices';
import type { Form, FormLine } from './line';
import { t } from '../../ui/translate';

/** The exact pixels of the file, to which a larger image is cut and scaled; or a set of icons, that a square one is. */
export function pixelsLine({ title, choices }: Form): readonly FormLine[] {
	const { pixels, icons } = choices;
	const choose = (): Promise<void> => askPixels(title, choices);
	if (icons) {
		const { label, description } = iconSet();
		return [{ id: 'pixels', label: t('Pixels: {0}', label), description, choose }];
	}
	const purpose = purposes().find((one) => isSame(one.pixels, pixels));
	return [
		{
			id: 'pixels',
			label: t('Pixels: {0}', pixels ? wordPixels(pixels) : t('as drawn')),
			description: (pixels ? purpose?.label : purpose?.description) ?? '',
			choose,
		},
	];
}

/** Pixels as they are written of images. */
export function wordPixels({ width, height }: ExactPixels): string {
	return `${width} × ${height}`;
}

/** What people have typed: `1200x630`, or `1200 × 630`. Undefined where it is no size that an image may have. */
function pixelsIn(text: string): ExactPixels | undefined {
	const [, width, height] = /^\s*(\d{1,6})\s*(?:[x×*,]|\s)\s*(\d{1,6})\s*$/i.exec(text) ?? [];
	const pixels = { width: Number(width), height: Number(height) };
	const isSize = (edge: number): boolean => edge >= 1 && edge <= maxEdge;
	return isSize(pixels.width) && isSize(pixels.height) && isWithinMegapixels(pixels) ? pixels : undefined;
}

type Purpose = vscode.QuickPickItem & { readonly pixels: ExactPixels | undefined };

/** What images are often needed for. */
function purposes(): readonly Purpose[] {
	const of = (label: string, width: number, height: number): Purpose => {
		const pixels = { width, height };
		return { label, description: wordPixels(pixels), pixels };
	};
	return [
		{ label: t('As drawn'), description: t('whatever the model draws'), pixels: undefined },
		of(t('Social card'), 1200, 630),
		of(t('README hero'), 1280, 640),
		of(t('Slide'), 1920, 1080),
	];
}

function iconSet(): { readonly label: string; readonly description: string } {
	return {
		label: t('Icon set'),
		description: t('a square, with icons of 16 to 512 pixels and an .ico made of it'),
	};
}

async function askPixels(title: string, choices: Choices): Promise<void> {
	const other = { label: t('Other…'), alwaysShow: true };
	const icons = iconSet();
	const items = purposes();
	const answer = await askPick<Purpose | typeof icons | typeof other>({
		title,
		canGoBack: true,
		placeholder: t('Choose what the image is for; it is cut to these pixels in its centre'),
		items: [...items, icons, other],
		active: choices.icons ? icons : (items.find((one) => isSame(one.pixels, choices.pixels)) ?? other),
	});
	if (answer === undefined || answer === back) {
		return;
	}
	if (answer === icons) {
		choices.icons = true;
	} else {
		await ('pixels' in answer ? choosePixels(choices, answer.pixels) : askOther(title, choices));
	}
}

async function askOther(title: string, choices: Choices): Promise<void> {
	const { pixels } = choices;
	const answer = await askText({
		title,
		canGoBack: true,
		prompt: t('Width and height in pixels'),
		placeholder: t('1200x630'),
		value: pixels ? `${pixels.width}x${pixels.height}` : '',
		check: (text) =>
			pixelsIn(text)
				? undefined
				: t('Two numbers from 1 to {0}, as in 1200x630, with {1} megapixels at most.', maxEdge, maxMegapixels),
	});
	const typed = typeof answer === 'string' ? pixelsIn(answer) : undefined;
	if (typed) {
		await choosePixels(choices, typed);
	}
}

async function choosePixels(choices: Choices, pixels: ExactPixels | undefined): Promise<void> {
	choices.icons = false;
	await choices.choose('pixels', pixels);
}

function isSame(one: ExactPixels | undefined, other: ExactPixels | undefined): boolean {
	return one?.width === other?.width && one?.height === other?.height;
}
