import { askPick, back } from '../../ui/quickInput';
import { type ImageOption, optionsOf } from '../imageOptions';
import { automatic, type Form, type FormLine, withInstead } from './line';
import { t } from '../../ui/translate';

/** What only some models can be told. Where several requests are made, each is for one image. */
export function optionLines(form: Form): readonly FormLine[] {
	const { endpoint, asked, count } = form;
	return (endpoint ? optionsOf(endpoint, asked) : [])
		.filter(({ key }) => count === 1 || key !== 'count')
		.map((option) => ({
			id: option.key,
			label: t('{0}: {1}', option.title, wordWish(form, option)),
			choose: () => askOption(form, option),
		}));
}

function wordWish(form: Form, { key }: ImageOption): string {
	if (key === 'count') {
		// Where the model draws fewer at a time, several requests bring them.
		return wordValue(form.asked.count ?? 1);
	}
	const value = form.asked[key];
	return value === undefined ? automatic() : withInstead(form, wordValue(value), key);
}

async function askOption({ title, choices }: Form, { key, placeholder, values }: ImageOption): Promise<void> {
	const { [key]: current, ...others } = choices.wishes;
	const items = [undefined, ...values].map((value) => ({
		value,
		label: value === undefined ? automatic() : wordValue(value),
		description: value === undefined ? t('left to the model') : '',
	}));
	const answer = await askPick({
		title,
		canGoBack: true,
		placeholder,
		items: key === 'count' ? items.slice(1) : items,
		active: items.find(({ value }) => value === (current ?? (key === 'count' ? 1 : undefined))),
	});
	if (answer !== undefined && answer !== back) {
		const { value } = answer;
		await choices.choose('wishes', { ...others, ...(value !== undefined && { [key]: value }) });
	}
}

function wordValue(value: ImageOption['values'][number]): string {
	if (value === 'webp') {
		return 'WebP';
	}
	return value === 'png' || value === 'jpeg' ? value.toUpperCase() : String(value);
}
