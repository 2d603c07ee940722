import { t } from './translate';
/** The command can't be carried out: the message says why, and what to do. */
export class CommandError extends Error {
	override readonly name: string = 'CommandError';
}

/** The command line was wrong: the message says what to write instead. */
export class UsageError extends CommandError {
	override readonly name = 'UsageError';
}

export const exitCodes = {
	saved: 0,
	missing: 1,
	usage: 2,
	failed: 3,
	maybePaid: 4,
	accepted: 5,
	cancelled: 130,
} as const;

/** What each of them says, for people. */
export const exitCodeMeanings: Readonly<Record<(typeof exitCodes)[keyof typeof exitCodes], string>> = {
	0: t('done: the image is saved, nothing is missing'),
	1: t('images are missing, or nothing is told of one'),
	2: t("wrong usage, or something that can't be read or written"),
	3: t('failed for good'),
	4: t('failed, and possibly billed'),
	5: t('a service has taken it on: imagegen recover fetches it'),
	130: t('cancelled'),
};
