import type { Command } from './command';
import { commandGroups } from './commands';
import type { Option } from './options';
import { exitCodeMeanings } from './usage';

/** Terminals have as many columns, unless somebody has made them wider. */
const width = 80;

/** What all commands are about, as lines. */
export function overview(): string[] {
	const names = Object.values(commandGroups).flatMap((commands) => Object.keys(commands));
	const column = Math.max(...names.map(({ length }) => length));
	return [
		'imagegen: generates images, and keeps them safe until they are on disk',
		'',
		'  imagegen COMMAND --help says what a command takes.',
		...Object.entries(commandGroups).flatMap(([title, commands]) => [
			'',
			title,
			...rows(
				Object.entries(commands).map(([name, { summary }]) => [name, summary]),
				column,
			),
		]),
		'',
		'Environment',
		...rows(environment),
		'',
		'Exit codes',
		...rows(Object.entries(exitCodeMeanings)),
		'',
		...wrapped('README.md and docs/terminal.md say more: the events and members of --json, and a build on GitHub.'),
	];
}

const environment: readonly (readonly [name: string, meaning: string])[] = [
	['IMAGEGEN_API_KEY', 'the API key of the service that is asked'],
	['IMAGEGEN_API_KEY_ARK', 'that of another one beside it, a fallback or whom an agent names, after its id; here ark'],
	['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'proxies, as everywhere'],
	['NODE_EXTRA_CA_CERTS', "a file with certificates to trust beside the system's"],
	['XDG_DATA_HOME', 'where the jobs are kept, on Linux: in imagegen/jobs there'],
];

/** What a command is about, and all that it takes, as lines. */
export function helpOf(name: string, { usage, about, options }: Command): string[] {
	const groups = Object.groupBy(Object.entries(options), ([, { group = 'Options' }]) => group);
	const heads = Object.fromEntries(Object.entries(options).map(([option, told]) => [option, headOf(option, told)]));
	const column = Math.max(...Object.values(heads).map(({ length }) => length));
	return [
		...usage.map((line) => `imagegen ${name} ${line}`),
		...about.flatMap((paragraph) => ['', ...wrapped(paragraph)]),
		...Object.entries(groups).flatMap(([title, members = []]) => [
			'',
			title,
			...rows(
				members.map(([option, { help }]) => [heads[option] ?? option, help]),
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
	column = Math.max(...pairs.map(([head]) => head.length)),
): string[] {
	const indent = column + 4;
	return pairs.flatMap(([head, text]) =>
		wrapped(text, indent).map((line, at) => (at === 0 ? `  ${head}`.padEnd(indent) + line.trimStart() : line)),
	);
}

/** The text in lines that fit, each after so many blanks. */
function wrapped(text: string, indent = 0): string[] {
	const lines = text.match(new RegExp(`\\S(?:.{0,${width - indent - 1}})(?=\\s|$)|\\S+`, 'g')) ?? [];
	return lines.map((line) => ' '.repeat(indent) + line.trimEnd());
}
