import { env, l10n } from 'vscode';
import type { Translate } from '../../messages/translate';

/** Gives a text in the window's language, where Image Gen speaks it; in English otherwise. */
export const t: Translate = Object.assign(
	(message: string, ...values: readonly (string | number)[]) => l10n.t(message, ...values),
	{
		language: l10n.bundle ? env.language : 'en',
		inCategory: (category: Intl.LDMLPluralRule, message: string, ...values: readonly (string | number)[]) =>
			l10n.t({ message, comment: category, args: [...values] }),
	},
);
