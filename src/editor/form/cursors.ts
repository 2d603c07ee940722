import * as vscode from 'vscode';
import { askPick, back } from '../ui/quickInput';

/** Asks whether one cursor gets an image or all of them do, of which no more than `each` can: that is so many requests. Undefined when the person changed their mind. */
export async function askForCursors(title: string, count: number, each: number): Promise<number | undefined> {
	const { t } = vscode.l10n;
	const items = [
		{ label: t('One image at the main cursor'), cursors: 1 },
		{
			label:
				each === count
					? t('An image at each of the {0} cursors', count)
					: t('An image at each of the first {0} of {1} cursors', each, count),
			detail: t('{0} requests, {0} images', each),
			cursors: each,
		},
	];
	const answer = await askPick({ title, placeholder: t('Choose where to insert images'), items, active: items[0] });
	return answer === back ? undefined : answer?.cursors;
}
