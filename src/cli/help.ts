import stringWidth from 'string-width';
import type { Command } from './command';
import { commandEntries, commandGroups } from './commands';
import type { Option } from './options';
import { t, translated } from './translate';
import { exitCodeMeanings } from './usage';

/** Terminals have as many columns, unless somebody has made them wider. */
const width = 80;

/** What all commands are about, as lines. */
export function overview(): string[] {
	const column = Math.max(...commandEntries.map(([name]) => stringWidth(name)));
	return [
		...wrapped(t('imagegen: generates images, and keeps them safe until they are on disk')),
		'',
		...wrapped(t('imagegen COMMAND --help says what a command takes.'), 2),
		...commandGroups.flatMap(({ group, commands }) => [
			'',
			translated(group),
			...rows(
				Object.entries(commands).map(([name, { summary }]) => [name, translated(summary)]),
				column,
			),
		]),
		'',
		t('Environment'),
		...rows(environment),
		'',
		t('Exit codes'),
		...rows(Object.entries(exitCodeMeanings)),
		'',
		...wrapped(t('README.md and docs/terminal.md say more: the events and members of --json, and a build on GitHub.')),
	];
}

const environment: readonly (readonly [name: string, meaning: string])[] = [
	['IMAGEGEN_API_KEY', t('the API key of the service that is asked')],
	[
		'IMAGEGEN_API_KEY_ARK',
		t('that of another one beside it, a fallback or whom an agent names, after its id; here ark'),
	],
	['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', t('proxies, as everywhere')],
	['NODE_EXTRA_CA_CERTS', t("a file with certificates to trust beside the system's")],
	['XDG_DATA_HOME', t('where the jobs are kept, on Linux: in imagegen/jobs there')],
	['LC_ALL, LC_MESSAGES, LANG', t('the language that is spoken, where it is one of those that Image Gen speaks')],
];

/** What a command is about, and all that it takes, as lines. */
export function helpOf(name: string, { usage, about, options }: Command): string[] {
	const groups = Object.groupBy(Object.entries(options), ([, { group }]) =>
		group === undefined ? t('Options') : translated(group),
	);
	const heads = Object.fromEntries(Object.entries(options).map(([option, told]) => [option, headOf(option, told)]));
	const column = Math.max(...Object.values(heads).map((head) => stringWidth(head)));
	return [
		...usage.map((line) => `imagegen ${name} ${line}`),
		...about.flatMap((paragraph) => ['', ...wrapped(translated(paragraph))]),
		...Object.entries(groups).flatMap(([title, members = []]) => [
			'',
			title,
			...rows(
				members.map(([option, { help, values = [] }]) => [heads[option] ?? option, translated(help, ...values)]),
				column,
			),
		]),
	];
}

function headOf(name: string, { value }: Option): string {
	return `--${name}${value === undefined ? '' : ` ${value}`}`;
}

/** Two columns, the second one wrapped. */
function rows(
	pairs: readonly (readonly [string, string])[],
	column = Math.max(...pairs.map(([head]) => stringWidth(head))),
): string[] {
	const indent = column + 4;
	return pairs.flatMap(([head, text]) => {
		const gap = ' '.repeat(column - stringWidth(head));
		return wrapped(text, indent).map((line, at) => (at === 0 ? `  ${head}${gap}  ${line.trimStart()}` : line));
	});
}

/** The text in lines that fit, each after so many blanks. */
function wrapped(text: string, indent = 0): string[] {
	const lines: string[] = [];
	for (const piece of text.match(pieces) ?? []) {
		const line = lines.at(-1);
		if (line === undefined || indent + stringWidth((line + piece).trimEnd()) > width) {
			lines.push(piece);
		} else {
			lines[lines.length - 1] = line + piece;
		}
	}
	return lines.map((line) => ' '.repeat(indent) + line.trimEnd());
}

/**
 * What stays on one line: a word with the space after it. Chinese and Japanese have no spaces, and are broken between any two letters, but neither
 * after an opening mark nor before a closing one, a small letter, or a long vowel's mark.
 */
const pieces =
	/[\p{Ps}\p{Pi}]*(?:[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]|(?:(?![\p{scx=Han}\p{scx=Hira}\p{scx=Kana}])\S)+)[\p{Pe}\p{Pf}、。，．：；！？…ぁぃぅぇぉっゃゅょァィゥェォッャュョー]*\s*/gu;
