import type { JobRecord } from '../../engine/jobs/records';
import { t } from '../ui/translate';

/** What is to be done about it. */
export function waitingText({ saved, deliveredTo, isLinkMissing, maybePaid, fetchableUntil }: JobRecord): string {
	if (saved && deliveredTo === undefined) {
		return t('not saved yet');
	}
	if (isLinkMissing) {
		return t('saved, not inserted');
	}
	if (fetchableUntil !== undefined) {
		return Date.now() < fetchableUntil
			? t('accepted by the service, can be fetched')
			: t('accepted by the service, and expired');
	}
	return maybePaid ? t('failed, may have been billed') : t('failed, its reply is kept');
}
