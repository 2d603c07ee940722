import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { type FaultMix, faultMixSchema } from '../sandbox/faults';
import { startSandbox } from '../sandbox/server';
import { defineCommand } from './command';
import { type Parsed, positiveNumber } from './options';
import { print } from './output';
import { t } from './translate';
import { exitCodes, UsageError } from './usage';

const options = {
	port: { type: 'string', value: 'N', help: 'a free one without it' },
	'time-scale': {
		type: 'string',
		value: 'N',
		help: 'how much of the real waiting time it takes (1)',
	},
	seed: { type: 'string', value: 'N', help: 'where chance begins' },
	faults: {
		type: 'string',
		value: 'FILE',
		help: 'what is to go wrong how often: a list in JSON, such as [{ "share": 0.1, "of": { "fault": "rst-mid-body", "fraction": 0.5 } }]',
	},
} as const;

/** `imagegen sandbox`: runs until it is told to stop. */
export const sandboxCommand = defineCommand({
	usage: ['[options]'],
	about: [
		'Starts a service on this machine that speaks the protocols of the others and bills nobody, and prints its address. Below /as/ID it is the service with that id. Ends with ^C.',
	],
	options,
	run: sandbox,
});

async function sandbox({ values }: Parsed<typeof options>): Promise<number> {
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
		throw new UsageError(t('--port takes a whole number up to 65535, not "{0}".', text ?? ''));
	}
	return port;
}

async function readFaultMix(path: string): Promise<FaultMix> {
	let json: unknown;
	try {
		json = JSON.parse(await readFile(path, 'utf8'));
	} catch (error) {
		throw new UsageError(t("--faults: couldn't read {0} as JSON ({1}).", path, String(error)));
	}
	const mix = v.safeParse(faultMixSchema, json);
	if (!mix.success) {
		throw new UsageError(t('--faults: {0} is not a list of faults: {1}', path, v.summarize(mix.issues)));
	}
	return mix.output;
}
