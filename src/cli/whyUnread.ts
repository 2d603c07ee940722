import { NewerVersionError } from '../engine/jobs/layout';
import { t } from './translate';

/** Why a job's folder is left alone. */
export function whyUnread(error: unknown): string {
	return error instanceof NewerVersionError
		? t('it was made by a newer version of Image Gen (folder version {0}, known up to {1})', error.found, error.known)
		: String(error);
}
