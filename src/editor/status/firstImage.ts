import { showImages } from '../ui/actions';
import { notify } from '../ui/notify';
import { t } from '../ui/translate';

/** Says, for the very first image, where people see how it goes. */
export function tellFirst(): Promise<void> {
	const message = t(
		'Your image is being generated. Keep working: the status bar shows its progress, and the Image Gen view lists all your images.',
	);
	return notify('info', message, [showImages()]);
}
