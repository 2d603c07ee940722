// npm run texts: whether every text that people read is in every language, and as it should be there.
//   npm run texts -- --todo ru     prints what that language lacks, as JSON to be filled in: of the texts, and of the manifest's
//   npm run texts -- --tidy        sorts the languages' files and removes what is not said any more
// A text is its own key, as VS Code looks for it (`l10n/bundle.l10n.<language>.json`). A text with a number in it has one key for
// each form that the language has of it: the two that English has, and `text/few` and the like.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import ts from 'typescript';
import { isMain, root } from './setup.mjs';

/** What Image Gen speaks beside English, by VS Code's names of languages: a language is added by its two files. */
const languages = [
	...new Set(
		globSync(['l10n/bundle.l10n.*.json', 'package.nls.*.json'], { cwd: root }).map(
			(file) => /(?:bundle\.l10n|package\.nls)\.(.+)\.json$/.exec(file)[1],
		),
	),
].sort();

/** No image is asked for, and no day counted, beyond this number: forms of larger ones need no words. */
const largestNumber = 1000;

/** Longer buttons are cut off, or push others out of their notification: the columns that 30 Latin letters take. */
const mostColumns = 30;

/**
 * Collects what people read out of the sources.
 * @returns {{ texts: Set<string>, ones: Set<string>, others: Set<string>, buttons: Set<string> }} plain texts; the two forms of those with a number; and which of
 *   the plain ones stand on buttons
 */
function collectTexts() {
	const inEnglish = readJson('src/cli/commandsInEnglish.json').map((name) => `src/cli/${name}.ts`);
	const found = { texts: new Set(), ones: new Set(), others: new Set(), buttons: new Set() };
	for (const file of globSync('src/**/*.ts', { cwd: root })
		.map((file) => file.replaceAll(sep, '/'))
		.sort()) {
		const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
		visit(source, found);
		if (file.startsWith('src/cli/') && !file.startsWith('src/cli/agent/') && !inEnglish.includes(file)) {
			visitTables(source, found);
		}
	}
	return found;
}

/** Members of the terminal's tables of options and commands that people read in its help. */
const helpMembers = ['help', 'summary', 'about', 'group'];

function visitTables(node, found) {
	if (ts.isPropertyAssignment(node) && helpMembers.includes(node.name.text)) {
		const { initializer: value } = node;
		const texts = ts.isArrayLiteralExpression(value) ? value.elements : [value];
		texts.filter(isText).forEach(({ text }) => found.texts.add(text));
	}
	ts.forEachChild(node, (child) => visitTables(child, found));
}

function visit(node, found) {
	if (ts.isCallExpression(node)) {
		const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.text;
		const [first, , one, other] = node.arguments;
		if ((name === 't' || name === 'inWindow') && isText(first)) {
			found.texts.add(first.text);
			if (isTitleOfButton(node)) {
				found.buttons.add(first.text);
			}
		}
		if (name === 'plural' && isText(one) && isText(other)) {
			found.ones.add(one.text);
			found.others.add(other.text);
		}
	}
	ts.forEachChild(node, (child) => visit(child, found));
}

function isText(node) {
	return node !== undefined && (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node));
}

/** Whether it is the title of an object that does something, which becomes a button. */
function isTitleOfButton({ parent }) {
	return (
		ts.isPropertyAssignment(parent) &&
		parent.name.text === 'title' &&
		parent.parent.properties.some((property) => property.name?.text === 'run')
	);
}

/** The keys that a language's file has to have. */
function keysOf(language, { texts, ones, others }) {
	const rules = new Intl.PluralRules(language);
	const forms = new Set(Array.from({ length: largestNumber + 1 }, (_, number) => rules.select(number)));
	const further = [...forms].filter((form) => form !== 'one' && form !== 'other');
	return [
		...texts,
		...(forms.has('one') ? ones : []),
		...others,
		...[...others].flatMap((text) => further.map((form) => `${text}/${form}`)),
	].sort();
}

/**
 * What is wrong with a language, in sentences; none where nothing is.
 * @param {string} language
 * @param {ReturnType<typeof collectTexts>} found what people read
 */
function flawsOf(language, found) {
	const flaws = (file, wanted, read) => [
		...wanted.filter((key) => !Object.hasOwn(read, key)).map((key) => `${file} lacks: ${key}`),
		...Object.keys(read)
			.filter((key) => !wanted.includes(key))
			.map((key) => `${file} has what is not said any more: ${key}`),
	];
	const bundle = readJson(bundleOf(language));
	const manifest = readJson(`package.nls.${language}.json`);
	const english = readJson('package.nls.json');
	return [
		...flaws(bundleOf(language), keysOf(language, found), bundle),
		...flaws(`package.nls.${language}.json`, Object.keys(english), manifest),
		...[bundleOf(language), `package.nls.${language}.json`].flatMap(saidTwiceIn),
		...Object.entries(bundle).flatMap(([key, text]) => flawsOfText(key, key, text)),
		...Object.entries(manifest).flatMap(([key, text]) => flawsOfText(key, english[key] ?? '', text)),
		...[...found.buttons]
			.filter((key) => columnsOf(bundle[key] ?? '') > Math.max(mostColumns, columnsOf(key)))
			.map((key) => `${bundleOf(language)}: too long for a button: ${bundle[key]}`),
	];
}

/** Placeholders, what a manifest's text links to, and code stay as they are. */
const kept = /\{\d+\}|`[^`]*`|\]\([^)]*\)|\$\([\w-]+\)|<[^>]+>/g;

/** Names, figures and single words may be the same in another language; a sentence is not, which has one of these. */
const onlyEnglish = /\b(the|an?|of|is|are|was|to|and|or|not|for|with|by|from|that|it)\b/i;

function flawsOfText(key, english, text) {
	if (typeof text !== 'string' || text.trim() === '') {
		return [`nothing is said for: ${key}`];
	}
	const [asked, given] = [english, text].map((one) => [...new Set(one.match(kept) ?? [])].sort().join(' '));
	const [bracesAsked, bracesGiven] = [english, text].map((one) => one.replace(kept, '').replace(/[^{}]/g, ''));
	return [
		...(asked === given
			? []
			: [`"${text}" has ${given || 'nothing'} in it, where "${english}" has ${asked || 'nothing'}`]),
		...(bracesAsked === bracesGiven ? [] : [`"${text}" has other braces than "${english}"`]),
		...(text === english && onlyEnglish.test(text) ? [`is still in English: ${text}`] : []),
	];
}

/** What a file has more than once, of which JSON's own reader would take the last. */
function saidTwiceIn(file) {
	const path = join(root, file);
	if (!existsSync(path)) {
		return [];
	}
	const [statement] = ts.parseJsonText(file, readFileSync(path, 'utf8')).statements;
	const keys = statement.expression.properties.map(({ name }) => name.text);
	return keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${file} has more than once: ${key}`);
}

/** How much room a text takes: East Asian letters take two columns. */
function columnsOf(text) {
	return [...text].reduce(
		(sum, letter) =>
			sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/u.test(letter) ? 2 : 1),
		0,
	);
}

function bundleOf(language) {
	return `l10n/bundle.l10n.${language}.json`;
}

function readJson(path) {
	try {
		return JSON.parse(readFileSync(join(root, path), 'utf8'));
	} catch (error) {
		if (error.code === 'ENOENT') {
			return {};
		}
		throw error;
	}
}

function writeJson(path, entries) {
	writeFileSync(join(root, path), `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`);
}

function tidy(found) {
	const english = readJson('package.nls.json');
	for (const language of languages) {
		const bundle = readJson(bundleOf(language));
		const manifest = readJson(`package.nls.${language}.json`);
		const said = (keys, read) => keys.filter((key) => Object.hasOwn(read, key)).map((key) => [key, read[key]]);
		writeJson(bundleOf(language), said(keysOf(language, found), bundle));
		writeJson(`package.nls.${language}.json`, said(Object.keys(english), manifest));
	}
}

function todo(language, found) {
	const lacking = (texts, read) => Object.fromEntries(texts.filter(([key]) => !Object.hasOwn(read, key)));
	const texts = keysOf(language, found).map((key) => [key, '']);
	const manifest = Object.entries(readJson('package.nls.json'));
	return {
		texts: lacking(texts, readJson(bundleOf(language))),
		manifest: lacking(manifest, readJson(`package.nls.${language}.json`)),
	};
}

if (isMain(import.meta.url)) {
	const [option, language] = process.argv.slice(2);
	const found = collectTexts();
	if (option === '--todo') {
		console.log(JSON.stringify(todo(language, found), undefined, 2));
	} else if (option === '--tidy') {
		tidy(found);
	} else {
		const flaws = languages.flatMap((each) => flawsOf(each, found));
		flaws.forEach((flaw) => console.error(flaw));
		process.exitCode = flaws.length === 0 ? 0 : 1;
	}
}
