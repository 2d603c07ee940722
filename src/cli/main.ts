import { inspect } from 'node:util';
import { complain, complainOfOutput, print } from './output';
import { CommandError, exitCodes, usage, UsageError } from './usage';
import { version } from '../../package.json';

type Command = (argv: readonly string[]) => Promise<number>;

/** None is loaded before it is asked for, so that a job's process starts at once. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
	convert: async () => (await import('./convert')).convertCommand,
	diagnose: async () => (await import('./diagnose')).diagnoseCommand,
	edit: async () => (await import('./generate')).editCommand,
	fill: async () => (await import('./fill')).fillCommand,
	generate: async () => (await import('./generate')).generateCommand,
	jobs: async () => (await import('./jobs')).jobsCommand,
	link: async () => (await import('./link')).linkCommand,
	mcp: async () => (await import('./mcp')).mcpCommand,
	missing: async () => (await import('./missing')).missingCommand,
	models: async () => (await import('./models')).modelsCommand,
	recipe: async () => (await import('./recipe')).recipeCommand,
	recover: async () => (await import('./recover')).recoverCommand,
	requests: async () => (await import('./requests')).requestsCommand,
	run: async () => (await import('./run')).runCommand,
	services: async () => (await import('./services')).servicesCommand,
	shrink: async () => (await import('./shrink')).shrinkCommand,
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
		return await told(version);
	}
	if (name === '' || [name, ...argv].some((argument) => argument === '--help' || argument === '-h')) {
		const code = await told(...usage.split('\n'));
		return name === '' ? exitCodes.usage : code;
	}
	try {
		const load = commands[name];
		if (!load) {
			throw new UsageError(`There is no command "${name}".`);
		}
		const command = await load();
		return await command(argv);
	} catch (error) {
		if (error instanceof CommandError) {
			complain(error.message, ...(error instanceof UsageError ? ['imagegen --help shows how it is used.'] : []));
			return exitCodes.usage;
		}
		if (isSystemError(error)) {
			complain(error.syscall === 'uv_cwd' ? noFolder : `Couldn't read or write ${error.path} (${error.code}).`);
			return exitCodes.usage;
		}
		throw error;
	}
}

const noFolder = "The current folder isn't there any more. Change to another one.";

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
