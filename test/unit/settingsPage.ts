import texts from '../../package.nls.json';
import { withGenerated } from '../support/generatedPage';
import { manifestSettings, type Property } from '../support/manifestSettings';

/** docs/settings.md, whose sections are what the manifest says. */
export function settingsPage(page: string): string {
	const sections = Object.entries(manifestSettings).map(([name, property]) => sectionOf(name, property));
	return withGenerated(page, sections);
}

function sectionOf(name: string, property: Property): string {
	const members = Object.entries(property.properties ?? {}).map(([member, its]) => memberOf(member, its));
	const lists = [choicesOf(property), members].filter(({ length }) => length > 0).map((lines) => lines.join('\n'));
	const facts = [...rangeOf(property), whoseIs(property)].join(' ');
	return `${[`## ${name}`, wordsOf(property), facts, ...lists].join('\n\n')}\n`;
}

function memberOf(name: string, property: Property): string {
	const choices = property.enum ? [`One of ${property.enum.map(code).join(', ')}.`] : [];
	return [`- \`${name}\`: ${wordsOf(property)}`, ...choices, ...rangeOf(property)].join(' ');
}

function whoseIs({ scope }: Property): string {
	if (scope === 'resource') {
		return 'A workspace can set it.';
	}
	return scope === 'machine' ? "A workspace can't set it; each machine has its own." : "A workspace can't set it.";
}

/** The values that there are, each with what it means or is called. */
function choicesOf({ enum: values = [], enumItemLabels, markdownEnumDescriptions }: Property): string[] {
	const meanings = enumItemLabels ?? markdownEnumDescriptions?.map(said) ?? [];
	return values.map((value, index) => `- \`${value}\`: ${linked(meanings[index] ?? '')}`);
}

/** The default, the least and the most: a sentence, or none. */
function rangeOf({ default: standard, minimum, exclusiveMinimum, maximum }: Property): string[] {
	const facts = [
		...(standard === undefined ? [] : [`default: ${code(standard)}`]),
		...(minimum === undefined ? [] : [`at least ${minimum}`]),
		...(exclusiveMinimum === undefined ? [] : [`more than ${exclusiveMinimum}`]),
		...(maximum === undefined ? [] : [`at most ${maximum}`]),
	].join(', ');
	return facts === '' ? [] : [`${facts.slice(0, 1).toUpperCase()}${facts.slice(1)}.`];
}

function wordsOf({ markdownDescription, description }: Property): string {
	return linked(said(markdownDescription ?? description ?? ''));
}

/** A text of the manifest in English. */
function said(key: string): string {
	return key.replace(/^%(.+)%$/, (_, name: keyof typeof texts) => texts[name]);
}

/** What the settings editor links to another setting. */
function linked(text: string): string {
	return text
		.replace(/`#(imagegen\.[\w.]+)#`/g, (_, name: string) => `[\`${name}\`](#${anchorOf(name)})`)
		.replace(/`#([\w.]+)#`/g, '`$1`');
}

/** As headings are linked to. */
function anchorOf(heading: string): string {
	return heading.toLowerCase().replaceAll('.', '');
}

function code(value: unknown): string {
	return `\`${JSON.stringify(value)}\``;
}
