import type { Endpoint } from '../../../engine/task';
import type { SettingsValues } from '../../settings';
import type { Choices, SizeChoice } from '../choices';
import { insteadOf } from '../imageOptions';
import { wordInstead } from '../../../messages/changes';
import { t } from '../../ui/translate';

/** What stands in the question for the size so far. */
export interface Form {
	/** Of the questions. */
	readonly title: string;
	readonly settings: SettingsValues;
	/** Whom the settings name, as far as they do. */
	readonly endpoint: Endpoint | undefined;
	readonly choices: Choices;
	/** What would be asked for, beside prompt and files. */
	readonly asked: SizeChoice;
	/** For so many jobs. */
	readonly count: number;
}

/** Something beside the resolution that can be chosen: a line of the question for the size. */
export interface FormLine {
	/** By which the focus is put on it. */
	readonly id: string;
	readonly label: string;
	readonly description?: string;
	/** Asks for it. The form is there again afterwards, whatever the answer. */
	readonly choose: () => Promise<unknown>;
}

/** The lines for something; none where it cannot be chosen. */
export type Lines = (form: Form) => readonly FormLine[];

/** What is left to the model. */
export function automatic(): string {
	return t('automatic');
}

/** A wish, with what the model makes of it where that is something else. */
export function withInstead({ endpoint, asked }: Form, value: string, wish: Parameters<typeof insteadOf>[2]): string {
	const instead = insteadOf(endpoint, asked, wish);
	return instead === undefined ? value : `${value} → ${wordInstead(instead)}`;
}
