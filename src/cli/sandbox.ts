import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { type FaultMix, faultMixSchema } from '../sandbox/faults';
import { startSandbox } from '../sandbox/server';
import { parseOptions, positiveNumber } from './options';
import { print } from './output';
import { exitCodes, UsageError } from './usage';

/** `imagegen sandbox`: runs until it is told to stop. */
export async function sandboxCommand(argv: readonly string[]): Promise<number> {
	const { values } = parseOptions(argv, {
		port: { type: 'string' },
		'time-scale': { type: 'string' },
		seed: { type: 'string' },
		faults: { type: 'string' },
	});
	const sandbox = await startSandbox({
		port: portFrom(values.port),
		timeScale: positiveNumber(values['time-scale'], '--time-scale') ?? 1,
		seed: positiveNumber(values.seed, '--seed') ?? Math.floor(Math.random() * 2 ** 32),
		...(values.faults !== undefined && { faultMix: await readFaultMix(values.faults) }),
	});
	await print(`listening on ${sandbox.url}`);
	await new Promise<void>((resolve) => {
		process.once('SIGINT', resolve);
		process.once('SIGTERM', resolve);
	});
	await sandbox.close();
	return exitCodes.saved;
}

/** Any free one where none was given. */
function portFrom(text: string | undefined): number {
	const port = positiveNumber(text, '--port') ?? 0;
	if (!Number.isInteger(port) || port > 65_535) {
		throw new UsageError(`--port takes a whole number up to 65535, not "${text}".`);
	}
	return port;
}

async function readFaultMix(path: string): Promise<FaultMix> {
	let json: unknown;
	try {
		json = JSON.parse(await readFile(path, 'utf8'));
	} catch (error) {
		throw new UsageError(`--faults: couldn't read ${path} as JSON (${String(error)}).`);
	}
	const mix = v.safeParse(faultMixSchema, json);
	if (!mix.success) {
		throw new UsageError(`--faults: ${path} is not a list of faults: ${v.summarize(mix.issues)}`);
	}
	return mix.output;
}
