import { type Command, type CommandEntry, defineCommand } from './command';
import { oneOf, type Option } from './options';
import { print } from './output';
import { t, translated } from './translate';
import { exitCodes, UsageError } from './usage';

const shells = ['bash', 'zsh', 'fish'] as const;

/** All commands by their names, loaded. */
type Commands = readonly (readonly [name: string, summary: string, command: Command])[];

/** `imagegen completion`: a script that has a shell complete commands, options and what they take, made of the commands' own tables. */
export function completionCommand(entries: readonly (readonly [name: string, entry: CommandEntry])[]): Command {
	return defineCommand({
		usage: [shells.join('|')],
		about: [
			'Prints a script that has that shell complete commands, options and what they take. To have it in every new shell:',
			'bash: eval "$(imagegen completion bash)" as a line of ~/.bashrc.',
			'zsh: eval "$(imagegen completion zsh)" as a line of ~/.zshrc, below compinit.',
			'fish: imagegen completion fish > ~/.config/fish/completions/imagegen.fish',
		],
		options: {},
		words: shells,
		run: async ({ positionals: [name, ...rest] }) => {
			const shell = oneOf(name, shells, 'imagegen completion');
			if (shell === undefined || rest.length > 0) {
				throw new UsageError(t('Name one shell: imagegen completion bash, zsh or fish.'));
			}
			const commands = await Promise.all(
				entries.map(async ([entry, { summary, load }]) => [entry, translated(summary), await load()] as const),
			);
			return (await print(...scripts[shell](commands))) ? exitCodes.saved : exitCodes.failed;
		},
	});
}

const scripts: Readonly<Record<(typeof shells)[number], (commands: Commands) => readonly string[]>> = {
	// By white space: bash itself splits words at colons and equals signs too, and takes what is completed from there. Where nothing is offered,
	// it offers files.
	bash: (commands) => [
		'_imagegen() {',
		'	local line=${COMP_LINE:0:COMP_POINT} words= typed',
		'	read -r -a typed <<<"$line"',
		'	[[ $line == *[[:space:]] ]] && typed+=("")',
		'	local last=$((${#typed[@]} - 1))',
		'	local command=${typed[1]} current=${typed[last]} option=${typed[last - 1]}',
		'	local word=$current',
		'	[[ $current == --*=* ]] && option=${current%%=*} word=${current#*=}',
		'	if ((last == 1)); then',
		`		words=${quoted(namesOf(commands).join(' '))}`,
		'	else',
		'		case "$command $option" in',
		`		"help "*) words=${quoted(namesOf(commands).join(' '))} ;;`,
		...commands.flatMap(([name, , { options }]) =>
			Object.entries(options)
				.filter(([, { type }]) => type === 'string')
				.map(([option, { choices = [] }]) => `		"${name} --${option}") words=${quoted(choices.join(' '))} ;;`),
		),
		...commands.flatMap(([name, , { options, words = [] }]) => [
			`		"${name} "*) if [[ $word == -* ]]; then words=${quoted(optionsOf(options).join(' '))}; else words=${quoted(words.join(' '))}; fi ;;`,
		]),
		'		esac',
		'	fi',
		'	COMPREPLY=($(compgen -W "$words" -- "$word"))',
		'	if [[ $current == *[:=]* ]]; then',
		'		local before=${current%"${current##*[:=]}"}',
		'		[[ $word != "$current" ]] && before=${before#"$option="}',
		'		COMPREPLY=("${COMPREPLY[@]#"$before"}")',
		'	fi',
		'}',
		'complete -o default -F _imagegen imagegen',
	],
	zsh: (commands) => [
		'#compdef imagegen',
		'_imagegen() {',
		`	local -a commands=(${commands.map(([name, summary]) => quoted(`${name}:${summary}`)).join(' ')} ${quoted(`help:${t('says what a command takes')}`)})`,
		'	if ((CURRENT == 2)); then',
		'		_describe command commands',
		'		return',
		'	fi',
		'	shift words',
		'	((CURRENT--))',
		'	case $words[1] in',
		...commands.map(([name, , { options, words }]) => {
			const specs = [
				...Object.entries(options).map(([option, told]) => zshSpec(option, told)),
				`--help[${escaped(t('says what it takes'))}]`,
				words ? `*:word:(${words.join(' ')})` : '*:file:_files',
			];
			return `	${name}) _arguments ${specs.map(quoted).join(' ')} ;;`;
		}),
		'	help) _describe command commands ;;',
		'	esac',
		'}',
		'if [[ $funcstack[1] == _imagegen ]]; then _imagegen "$@"; else compdef _imagegen imagegen; fi',
	],
	fish: (commands) => {
		const first = (name: string, summary: string): string =>
			`complete -c imagegen -n __fish_use_subcommand -f -a ${name} -d ${fishQuoted(summary)}`;
		return [
			...commands.map(([name, summary]) => first(name, summary)),
			first('help', t('says what a command takes')),
			`complete -c imagegen -n '__fish_seen_subcommand_from help' -f -a ${fishQuoted(commands.map(([name]) => name).join(' '))}`,
			`complete -c imagegen -l help -d ${fishQuoted(t('says what it takes'))}`,
			...commands.flatMap(([name, , { options, words }]) => {
				const there = `complete -c imagegen -n '__fish_seen_subcommand_from ${name}'`;
				return [
					...(words ? [`${there} -f -a ${fishQuoted(words.join(' '))}`] : []),
					...Object.entries(options).map(([option, told]) => `${there} -l ${option} ${fishValue(told)}`),
				];
			}),
		];
	},
};

function namesOf(commands: Commands): string[] {
	return [...commands.map(([name]) => name), 'help', '--help', '--version'];
}

function optionsOf(options: Command['options']): string[] {
	return [...Object.keys(options), 'help'].map((name) => `--${name}`);
}

function zshSpec(name: string, { type, multiple, value = '', choices, ...told }: Option): string {
	const head = `${multiple ? '*' : ''}--${name}`;
	const meaning = `[${escaped(brief(told))}]`;
	if (type === 'boolean') {
		return head + meaning;
	}
	const words = choices ? `(${choices.map(escaped).join(' ')})` : isPath(value) ? '_files' : ' ';
	return `${head}=${meaning}:${escaped(value)}:${words}`;
}

function fishValue({ type, value = '', choices, ...told }: Option): string {
	const words = choices ? `-x -a ${fishQuoted(choices.join(' '))} ` : isPath(value) ? '-r -F ' : '-x ';
	return `${type === 'boolean' ? '' : words}-d ${fishQuoted(brief(told))}`;
}

function isPath(value: string): boolean {
	return ['FILE', 'DIR', 'PATH'].includes(value);
}

/** As much of a help text as fits beside an option in a list: its first sentence, without what is in parentheses. A stop within a word ends none. */
function brief({ help, values = [] }: Pick<Option, 'help' | 'values'>): string {
	return translated(help, ...values)
		.replace(/\s?[(（][^)）]*[)）]/g, '')
		.replace(/(\.(?=\s+\P{Ll}|$)|[:;](?=\s|$)|[。：；]).*$/su, '')
		.trim();
}

/** As what stands in brackets, or between colons, in a specification of zsh. */
function escaped(text: string): string {
	return text.replace(/[[\]\\:]/g, '\\$&');
}

/** As one word of bash or zsh. */
function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

function fishQuoted(text: string): string {
	return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
