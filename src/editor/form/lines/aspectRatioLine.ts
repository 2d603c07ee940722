import type { AspectRatio } from '../../../engine/task';
import { askPick, back } from '../../ui/quickInput';
import { ratiosAt } from '../imageOptions';
import { automatic, type Form, type FormLine, withInstead } from './line';
import { t } from '../../ui/translate';

/** The shape of the image, where what the image is for does not say it. */
export function aspectRatioLine(form: Form): readonly FormLine[] {
	const { aspectRatio, pixels, icons } = form.asked;
	if (pixels || icons) {
		return [];
	}
	const ratio = withInstead(form, aspectRatio ?? automatic(), 'aspectRatio');
	return [
		{
			id: 'aspectRatio',
			label: t('Aspect ratio: {0}', ratio),
			description: aspectRatio === undefined && form.choices.along.isEdit ? ofImage() : shapeOf(aspectRatio),
			choose: () => askAspectRatio(form),
		},
	];
}

/** What a model makes of an image that is to be changed, where it isn't told. */
function ofImage(): string {
	return t("chosen by the model, usually the image's");
}

async function askAspectRatio({ title, endpoint, choices }: Form): Promise<void> {
	const items = [undefined, ...ratiosAt(endpoint, choices.resolution)].map((ratio) => ({
		ratio,
		label: ratio ?? automatic(),
		description: ratio === undefined && choices.along.isEdit ? ofImage() : shapeOf(ratio),
	}));
	const answer = await askPick({
		title,
		canGoBack: true,
		placeholder: t('Choose an aspect ratio (width to height)'),
		items,
		active: items.find(({ ratio }) => ratio === choices.aspectRatio),
	});
	if (answer !== undefined && answer !== back) {
		await choices.choose('aspectRatio', answer.ratio);
	}
}

function shapeOf(ratio: AspectRatio | undefined): string {
	switch (ratio) {
		case undefined:
			return t('chosen by the model, usually square');
		case '1:1':
			return t('square');
		case '16:9':
			return t('screen');
		case '21:9':
		case '4:1':
		case '8:1':
			return t('banner');
		case '9:16':
			return t('phone');
		case '3:2':
		case '4:3':
		case '5:4':
			return t('landscape');
		case '2:3':
		case '3:4':
		case '4:5':
			return t('portrait');
		case '1:4':
		case '1:8':
			return t('column');
	}
}
