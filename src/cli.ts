import { diagnoseCommand } from './cli/diagnose';
import { generateCommand } from './cli/generate';
import { recoverCommand } from './cli/recover';
import { runCommand } from './cli/run';
import { sandboxCommand } from './cli/sandbox';
import { exitCodes, usage, UsageError } from './cli/usage';
import { version } from '../package.json';

const commands: Readonly<Record<string, (argv: readonly string[]) => Promise<number>>> = {
	diagnose: diagnoseCommand,
	generate: generateCommand,
	recover: recoverCommand,
	run: runCommand,
	sandbox: sandboxCommand,
};

async function main([name = '', ...argv]: readonly string[]): Promise<number> {
	if (name === '--version') {
		console.log(version);
		return exitCodes.saved;
	}
	if (name === '' || name === '--help' || argv.includes('--help')) {
		console.log(usage);
		return name === '' ? exitCodes.usage : exitCodes.saved;
	}
	try {
		const command = commands[name];
		if (!command) {
			throw new UsageError(`There is no command "${name}".`);
		}
		return await command(argv);
	} catch (error) {
		if (error instanceof UsageError) {
			console.error(`${error.message}\nimagegen --help shows how it is used.`);
			return exitCodes.usage;
		}
		throw error;
	}
}

main(process.argv.slice(2)).then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		console.error(error);
		process.exitCode = exitCodes.failed;
	},
);
