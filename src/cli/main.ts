import { inspect } from 'node:util';
import type { Command, CommandEntry } from './command';
import { commandEntries } from './commands';
import { helpOf, overview } from './help';
import { complain, complainOfOutput, print } from './output';
import { t } from './translate';
import { CommandError, exitCodes, UsageError } from './usage';
import { version } from '../../package.json';

/** Runs the command that the arguments name, and sets the exit code. */
export async function main(args: readonly string[]): Promise<void> {
	// Whoever reads what is printed may be gone long before a request that costs money is over.
	process.stdout.on('error', () => undefined);
	process.stderr.on('error', () => undefined);
	try {
		process.exitCode = await run(args);
	} catch (error) {
		complain(...inspect(error).split('\n'));
		process.exitCode = exitCodes.failed;
	}
}

async function run([name = '', ...argv]: readonly string[]): Promise<number> {
	if (name === '--version') {
		return await told(version);
	}
	if (name === 'help') {
		return await run([...argv.slice(0, 1), '--help']);
	}
	if (['', '--help', '-h'].includes(name)) {
		const code = await told(...overview());
		return name === '' ? exitCodes.usage : code;
	}
	try {
		const command = await loaded(name);
		return asksForHelp(argv) ? await told(...helpOf(name, command)) : await command.run(argv);
	} catch (error) {
		if (error instanceof CommandError) {
			complain(
				error.message,
				...(error instanceof UsageError
					? [t('{0} shows how it is used.', `imagegen ${entryOf(name) ? `${name} ` : ''}--help`)]
					: []),
			);
			return exitCodes.usage;
		}
		if (isSystemError(error)) {
			complain(
				error.syscall === 'uv_cwd' ? noFolder : t("Couldn't read or write {0} ({1}).", error.path ?? '', error.code),
			);
			return exitCodes.usage;
		}
		throw error;
	}
}

async function loaded(name: string): Promise<Command> {
	const entry = entryOf(name);
	if (!entry) {
		throw new UsageError(t('There is no command "{0}".', name));
	}
	return await entry.load();
}

function entryOf(name: string): CommandEntry | undefined {
	return new Map(commandEntries).get(name);
}

/** Whether help is asked for by an option, which a text after two dashes is not. */
function asksForHelp(argv: readonly string[]): boolean {
	const end = argv.indexOf('--');
	return argv.slice(0, end === -1 ? argv.length : end).some((argument) => ['--help', '-h'].includes(argument));
}

const noFolder = t("The current folder isn't there any more. Change to another one.");

async function told(...lines: readonly string[]): Promise<number> {
	if (await print(...lines)) {
		return exitCodes.saved;
	}
	complainOfOutput();
	return exitCodes.failed;
}

/** Whether the file system or the system refused something, and says what. */
function isSystemError(error: unknown): error is Error & { code: string; syscall: string; path?: string } {
	return (
		error instanceof Error && 'syscall' in error && 'code' in error && ('path' in error || error.syscall === 'uv_cwd')
	);
}
