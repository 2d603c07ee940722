import { fileNameFor } from '../documents/destination/fileName';
import { apply, newJob } from '../engine/jobs/state';
import type { Secrets } from '../engine/secrets';
import { checkOut, copyToOut } from './copyToOut';
import { tellAddress } from './endpoint';
import { Ending, type Stop } from './ending';
import { exitCodeOf } from './exitCode';
import { parseOptions } from './options';
import { complain, complainOfOutput, print, printJson } from './output';
import { leaveRecord, leftInWords, makeOwn, type OwnJob } from './ownJob';
import { ProgressLine } from './progressLine';
import { type Request, requestArguments, requestFrom, requestOptions, secretsFor } from './request';
import { ToldChanges } from './toldChanges';
import { UsageError } from './usage';

const options = { ...requestOptions, out: { type: 'string' }, json: { type: 'boolean' } } as const;

/** `imagegen generate`: one image, from a terminal or a script. */
export async function generateCommand(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseOptions(requestArguments(argv), options);
	const prompt = promptFrom(positionals);
	const { out = '.', json: isJson = false } = values;
	const request = await requestFrom(values);
	const secrets = await secretsFor(request, values);
	await checkOut(out);
	await tellAddress(request, isJson);

	using ending = new Ending((left) => complain(...left.map((folder) => leftInWords(folder))));
	return await ending.during((stop) => generate(prompt, { request, secrets, out, isJson, stop }));
}

interface Order {
	readonly request: Request;
	readonly secrets: Secrets;
	readonly out: string;
	readonly isJson: boolean;
	readonly stop: Stop;
}

async function generate(prompt: string, { request, secrets, out, isJson, stop }: Order): Promise<number> {
	const progress = isJson ? undefined : new ProgressLine(process.stderr, request.usual);
	const told = new ToldChanges();
	let state = newJob;
	const job = await makeOwn(request.taskFor(prompt), {
		secrets,
		stop,
		timeScale: request.timeScale,
		onEvent: (event) => {
			state = apply(state, event);
			progress?.show(state);
			progress?.say(...told.newIn(event));
			const isLast = event.type === 'saved' || event.type === 'failed';
			if (isJson && !isLast) {
				void printJson(event);
			}
		},
		place: async (saved, { id }) => {
			const copying = { out, name: fileNameFor(prompt), id };
			const path = await copyToOut(saved.path, copying);
			const others = [];
			for (const other of saved.others ?? []) {
				others.push({ ...other, path: await copyToOut(other.path, copying) });
			}
			return { ...saved, path, ...(others.length > 0 && { others }) };
		},
	}).finally(() => progress?.end());
	await report(job, isJson);
	await leaveRecord(job);
	return exitCodeOf(job.last, job.isAtService);
}

function promptFrom([prompt = '', ...rest]: readonly string[]): string {
	if (prompt.trim() === '') {
		throw new UsageError('Describe the image: imagegen generate "a lighthouse at dusk".');
	}
	if (rest.length > 0) {
		throw new UsageError('Put the whole prompt in quotes.');
	}
	return prompt.trim();
}

/** Says how it ended. */
async function report({ last, sentences }: OwnJob, isJson: boolean): Promise<void> {
	const paths = last.type === 'saved' ? [last, ...(last.others ?? [])].map(({ path }) => path) : [];
	const isTaken = isJson ? await printJson({ ...last, at: Date.now() }) : paths.length === 0 || (await print(...paths));
	if (!isTaken) {
		complainOfOutput(...paths);
	}
	if (!isJson) {
		sentences.forEach((sentence) => complain(sentence));
	}
}
