import { maxOwnLength } from '../../../documents/altText';
import { askPick, askText, back } from '../../ui/quickInput';
import type { AltChoice } from '../choices';
import type { Form, FormLine } from './line';
import { t } from '../../ui/translate';

/** What the link is to say that the image shows, where it is yet to be written. */
export function altTextLine({ title, choices }: Form): readonly FormLine[] {
	const { alt } = choices;
	const choose = async (): Promise<void> => {
		choices.alt = alt && (await askAltText(title, alt));
	};
	return alt && !alt.isKept ? [{ id: 'altText', label: t('Alternative text: {0}', wordAlt(alt)), choose }] : [];
}

function wordAlt({ text }: AltChoice): string {
	return text === undefined ? t('from the prompt') : text === '' ? t('none (decorative)') : `"${text}"`;
}

async function askAltText(title: string, current: AltChoice): Promise<AltChoice> {
	const items = [
		{ label: t('From the prompt'), description: t('its beginning, in one line'), choice: 'prompt' as const },
		{ label: t('Write…'), description: current.text || '', choice: 'own' as const },
		{ label: t('None'), description: t('the image is decorative: screen readers skip it'), choice: 'none' as const },
	];
	const active = current.text === undefined ? 'prompt' : current.text === '' ? 'none' : 'own';
	const answer = await askPick({
		title,
		canGoBack: true,
		placeholder: t('Choose the text for people who do not see the image'),
		items,
		active: items.find(({ choice }) => choice === active),
	});
	if (answer === undefined || answer === back) {
		return current;
	}
	switch (answer.choice) {
		case 'prompt':
			return {};
		case 'none':
			return { text: '' };
		case 'own':
			return await askOwn(title, current);
	}
}

async function askOwn(title: string, current: AltChoice): Promise<AltChoice> {
	const text = await askText({
		title,
		canGoBack: true,
		value: current.text ?? '',
		prompt: t('What does the image show?'),
		check: (written) =>
			written.trim() === ''
				? t('Write what the image shows, or go back and choose "None".')
				: written.length > maxOwnLength
					? t('An alternative text has at most {0} characters; this one has {1}.', maxOwnLength, written.length)
					: undefined,
	});
	return text === undefined || text === back ? current : { text: text.trim() };
}
