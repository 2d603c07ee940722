import { t } from './translate';

/** Why something failed, for people: in words where it is one of the disk's usual refusals, else as the error says. */
export function reasonOf(error: unknown): string {
	switch (error instanceof Error && 'code' in error ? error.code : undefined) {
		case 'ENOSPC':
		case 'EDQUOT':
			return t('The disk is full.');
		case 'EROFS':
			return t('The disk is read-only.');
		case 'EACCES':
		case 'EPERM':
			return t('Writing there is not allowed.');
		default:
			return error instanceof Error ? error.message : String(error);
	}
}
