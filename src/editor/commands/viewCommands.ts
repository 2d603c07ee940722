import type { ImagesView } from '../view/imagesView';
import { setContext } from '../ui/context';
import { watchText } from '../ui/quickInput';
import type { Command } from './command';
import { t } from '../ui/translate';

/** What can be done with the view of all images as a whole. */
export function viewCommands(images: ImagesView): Command[] {
	const setFilter = (text: string): void => {
		images.setFilter(text);
		setContext('imagegen.isFiltered', images.filter !== '');
	};
	return [
		{ id: 'imagegen.showJobs', execute: () => images.show() },
		{
			id: 'imagegen.filterImages',
			execute: async () => {
				const before = images.filter;
				const text = await watchText(
					{
						title: t('Filter Images'),
						prompt: t('Shows the images whose prompt, model, service or resolution has these words.'),
						value: before,
					},
					setFilter,
				);
				setFilter(text ?? before);
			},
		},
		{ id: 'imagegen.clearImageFilter', execute: () => setFilter('') },
		{ id: 'imagegen.showMore', execute: () => images.showMore() },
	];
}
