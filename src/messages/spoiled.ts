import type { Failure } from '../engine/failure';
import type { Translate } from './translate';

/** What people are told of a reply whose images were saved, and in which not everything was as it should be; one sentence each. */
export function wordSpoiled(t: Translate, spoiled: readonly Failure[]): string[] {
	const lost = spoiled.filter(
		({ kind }) => kind === 'badImage' || kind === 'linkNotFetched' || kind === 'tooManyImages',
	);
	const isOdd = spoiled.some(({ kind }) => kind === 'noImage' || kind === 'badReply' || kind === 'blocked');
	const endedEarly = spoiled.length > lost.length && !isOdd;
	return [
		...(lost.length > 0 ? [t('Further images of the reply that were not saved: {0}.', lost.length)] : []),
		...(isOdd ? [t('The image was found in an unusual place of the reply.')] : []),
		...(endedEarly ? [t('The reply ended early; it may have held more.')] : []),
	];
}
