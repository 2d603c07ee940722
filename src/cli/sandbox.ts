import { startSandbox } from '../sandbox/server';
import { parseOptions, positiveNumber } from './options';
import { exitCodes } from './usage';

/** `imagegen sandbox`: runs until it is told to stop. */
export async function sandboxCommand(argv: readonly string[]): Promise<number> {
	const { values } = parseOptions(argv, {
		port: { type: 'string' },
		'time-scale': { type: 'string' },
		seed: { type: 'string' },
	});
	const sandbox = await startSandbox({
		port: positiveNumber(values.port, '--port') ?? 0,
		timeScale: positiveNumber(values['time-scale'], '--time-scale') ?? 1,
		seed: positiveNumber(values.seed, '--seed') ?? Math.floor(Math.random() * 2 ** 32),
	});
	console.log(`listening on ${sandbox.url}`);
	await new Promise<void>((resolve) => {
		process.once('SIGINT', resolve);
		process.once('SIGTERM', resolve);
	});
	await sandbox.close();
	return exitCodes.saved;
}
