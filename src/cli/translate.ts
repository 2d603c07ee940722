import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inEnglish, type Translate } from '../messages/translate';
import commandsInEnglish from './commandsInEnglish.json';

/** Gives a text in the language that the environment asks for, where Image Gen speaks it; in English otherwise, for which nothing is loaded. */
export const t: Translate = translateFor(process.argv.slice(2), process.env);

/** The same of a text that stands in a table of options or commands, from where it is collected for translators. */
export function translated(text: string, ...values: readonly (string | number)[]): string {
	return t(text, ...values);
}

function translateFor(args: readonly string[], env: NodeJS.ProcessEnv): Translate {
	const command = args.find((word) => word !== 'help') ?? '';
	const wanted = writingOf(localeIn(env));
	// What these say is read by models, or kept with a job for whoever looks into it later: in one language for all.
	if (commandsInEnglish.includes(command) || wanted === undefined || wanted === writingOf('en')) {
		return inEnglish;
	}
	try {
		return translateTo(wanted);
	} catch {
		// A file that can't be read is no reason to say nothing.
		return inEnglish;
	}
}

/** Throws where there is no such language, or its file is broken. */
function translateTo(wanted: string): Translate {
	const folder = join(__dirname, '..', 'l10n');
	const names = readdirSync(folder).flatMap((file) => /^bundle\.l10n\.(.+)\.json$/.exec(file)?.[1] ?? []);
	const language = names.find((name) => writingOf(name) === wanted);
	if (language === undefined) {
		return inEnglish;
	}
	const texts: unknown = JSON.parse(readFileSync(join(folder, `bundle.l10n.${language}.json`), 'utf8'));
	const known = new Map<string, unknown>(Object.entries(texts as object));
	const textOf = (key: string): string | undefined => {
		const text = known.get(key);
		return typeof text === 'string' ? text : undefined;
	};
	return Object.assign(
		(message: string, ...values: readonly (string | number)[]) => inEnglish(textOf(message) ?? message, ...values),
		{
			language,
			inCategory: (category: string, message: string, ...values: readonly (string | number)[]) =>
				inEnglish(textOf(`${message}/${category}`) ?? textOf(message) ?? message, ...values),
		},
	);
}

/** As BCP 47 writes it. The first of these that is set counts, as POSIX says. */
function localeIn({ LC_ALL: all, LC_MESSAGES: messages, LANG: lang }: NodeJS.ProcessEnv): string {
	const [locale = ''] = [all, messages, lang].filter(Boolean);
	return locale.replace(/[.@].*$/s, '').replaceAll('_', '-');
}

/**
 * A language and the script that it is written in there: whoever reads the Portuguese of Portugal reads that of Brazil too, but not
 * whoever reads the Chinese of Taiwan that of Beijing. Undefined for what names none, such as C.
 */
function writingOf(locale: string): string | undefined {
	try {
		const { language, script } = new Intl.Locale(locale).maximize();
		return `${language}-${script}`;
	} catch {
		return undefined;
	}
}
