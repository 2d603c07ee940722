// VS Code in another language than English, and the extension's texts in it.
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './paths';

/** A language that nobody speaks: what is shown without its brackets was never given to a translator. */
export const pseudoLanguage = 'qps-ploc';

type Texts = Readonly<Record<string, string>>;

/** The texts of a language: of what the extension says by its English words, of its manifest by their names. */
export interface Words {
	readonly said: (english: string) => string;
	readonly titled: (name: string) => string;
}

/** The words of a language, as the extension has them. */
export async function wordsOf(language: string): Promise<Words> {
	if (language === pseudoLanguage) {
		const english = await readTexts('package.nls.json');
		return { said: pseudo, titled: (name) => pseudo(textIn(english, name)) };
	}
	const bundle = await readTexts(`l10n/bundle.l10n.${language}.json`);
	const manifest = await readTexts(`package.nls.${language}.json`);
	return { said: (english) => textIn(bundle, english), titled: (name) => textIn(manifest, name) };
}

/**
 * Has a server that starts on these folders know a language, as if a pack for it were installed which translates nothing of VS Code itself. Gives the
 * extension a file of the pseudo-language.
 */
export async function setUpLanguage(language: string, dataDir: string, extensionsDir: string): Promise<void> {
	const folder = path.join(dataDir, 'data');
	const translations = path.join(folder, 'main.i18n.json');
	await mkdir(folder, { recursive: true });
	await writeFile(translations, JSON.stringify({ '': [], version: '1.0.0', contents: {} }));
	const extensions = [{ extensionIdentifier: { id: 'nobody.pack' }, version: '1' }];
	const pack = { hash: 'nothing', label: language, extensions, translations: { vscode: translations } };
	await writeFile(path.join(folder, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
	if (language === pseudoLanguage) {
		await addPseudoLanguage(await extensionIn(extensionsDir));
	}
}

async function addPseudoLanguage(extension: string): Promise<void> {
	// Any language has all the keys; of those for other numbers than English knows this one has no need.
	const keys = Object.keys(await readTexts('l10n/bundle.l10n.de.json'));
	const manifest = Object.entries(await readTexts('package.nls.json'));
	const inPseudo = (texts: readonly (readonly [string, string])[]): string =>
		JSON.stringify(Object.fromEntries(texts.map(([key, text]) => [key, pseudo(text)])));
	await mkdir(path.join(extension, 'l10n'), { recursive: true });
	await writeFile(
		path.join(extension, `l10n/bundle.l10n.${pseudoLanguage}.json`),
		inPseudo(keys.map((key) => [key, key])),
	);
	await writeFile(path.join(extension, `package.nls.${pseudoLanguage}.json`), inPseudo(manifest));
}

async function extensionIn(extensionsDir: string): Promise<string> {
	const name = (await readdir(extensionsDir)).find((one) => one.startsWith('imagegen.imagegen-'));
	if (name === undefined) {
		throw new Error(`The extension is not in ${extensionsDir}.`);
	}
	return path.join(extensionsDir, name);
}

const accents: Texts = { a: 'å', e: 'ë', i: 'ï', o: 'ö', u: 'ü', A: 'Å', E: 'Ë', I: 'Ï', O: 'Ö', U: 'Ü' };

/** A text as it is in the pseudo-language: longer, with accents, in brackets; placeholders, links, code and icons as they are. */
function pseudo(text: string): string {
	const parts = text.split(/(\{\d+\}|`[^`]*`|\]\([^)]*\)|\$\([\w~-]+\)|<[^>]+>)/);
	const spoken = parts.map((part, index) =>
		index % 2 === 1 ? part : part.replace(/[aeiou]/gi, (letter) => (accents[letter] ?? '').repeat(2)),
	);
	return `⟦${spoken.join('')}⟧`;
}

function textIn(texts: Texts, key: string): string {
	const text = texts[key];
	if (text === undefined) {
		throw new Error(`No text for: ${key}`);
	}
	return text;
}

async function readTexts(file: string): Promise<Texts> {
	return JSON.parse(await readFile(path.join(root, file), 'utf8')) as Texts;
}
