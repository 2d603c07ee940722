import { inspect } from 'node:util';
import { complain, print } from './output';
import { exitCodes, usage, UsageError } from './usage';
import { version } from '../../package.json';

type Command = (argv: readonly string[]) => Promise<number>;

/** None is loaded before it is asked for, so that a job's process starts at once. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
	diagnose: async () => (await import('./diagnose')).diagnoseCommand,
	generate: async () => (await import('./generate')).generateCommand,
	jobs: async () => (await import('./jobs')).jobsCommand,
	recover: async () => (await import('./recover')).recoverCommand,
	run: async () => (await import('./run')).runCommand,
	sandbox: async () => (await import('./sandbox')).sandboxCommand,
};

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
		print(version);
		return exitCodes.saved;
	}
	if (name === '' || name === '--help' || argv.includes('--help')) {
		print(...usage.split('\n'));
		return name === '' ? exitCodes.usage : exitCodes.saved;
	}
	try {
		const load = commands[name];
		if (!load) {
			throw new UsageError(`There is no command "${name}".`);
		}
		const command = await load();
		return await command(argv);
	} catch (error) {
		if (error instanceof UsageError) {
			complain(error.message, 'imagegen --help shows how it is used.');
			return exitCodes.usage;
		}
		throw error;
	}
}
