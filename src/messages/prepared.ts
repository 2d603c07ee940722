import type { PreparedInput } from '../engine/jobs/events';
import { dataSize } from './elapsed';
import type { Translate } from './translate';

/** What goes along in the place of an image that the service doesn't take as it is, for people. */
export function wordPrepared(t: Translate, { name, format, width, height, bytes }: PreparedInput): string {
	return t('{0} goes along as {1}, {2} × {3} ({4}).', name, format.toUpperCase(), width, height, dataSize(bytes));
}
