import { askPick, back } from '../ui/quickInput';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';

/** Asks whether one cursor gets an image or all of them do, of which no more than `each` can: that is so many requests. Undefined when the person changed their mind. */
export async function askForCursors(title: string, count: number, each: number): Promise<number | undefined> {
	const items = [
		{ label: t('One image at the main cursor'), cursors: 1 },
		{
			label:
				each === count
					? plural(t, count, 'An image at {0} cursor', 'An image at each of the {0} cursors')
					: t('An image at each of the first {0} of {1} cursors', each, count),
			detail: plural(t, each, '{0} request, {0} image', '{0} requests, {0} images'),
			cursors: each,
		},
	];
	const answer = await askPick({ title, placeholder: t('Choose where to insert images'), items, active: items[0] });
	return answer === back ? undefined : answer?.cursors;
}
