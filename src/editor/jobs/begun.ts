import { plural } from '../../messages/translate';
import { tellScreenReader } from '../ui/notify';
import { t } from '../ui/translate';

/** How many images are being generated, without the time. */
export function wordBegun(count: number): string {
	return plural(t, count, '{0} image in progress', '{0} images in progress');
}

/** Says that so many images are under way now to whoever does not see that in the status bar. */
export function tellBegun(count: number): void {
	tellScreenReader(wordBegun(count));
}
