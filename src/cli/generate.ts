import { basename, dirname, extname, resolve, sep } from 'node:path';
import { fileNameFor, fileNameLike } from '../documents/destination/fileName';
import { apply, newJob } from '../engine/jobs/state';
import type { Secrets } from '../engine/secrets';
import type { InputImage } from '../engine/task';
import { checkOut } from './copyToOut';
import { type Destination, keepDestination, placing } from './destination';
import { tellAddress } from './endpoint';
import { Ending, type Stop } from './ending';
import { exitCodeOf } from './exitCode';
import { inputsFrom, keepInputs } from './inputs';
import { parseOptions } from './options';
import { complain, complainOfOutput, print, printJson } from './output';
import { leaveRecord, leftInWords, makeOwn, type OwnJob } from './ownJob';
import { ProgressLine } from './progressLine';
import { type Request, requestArguments, requestFrom, requestOptions, secretsFor } from './request';
import { ToldChanges } from './toldChanges';
import { UsageError } from './usage';

const options = {
	...requestOptions,
	image: { type: 'string', multiple: true },
	out: { type: 'string' },
	json: { type: 'boolean' },
} as const;

/** `imagegen generate`: one image, from a terminal or a script. */
export async function generateCommand(argv: readonly string[]): Promise<number> {
	return await command(argv, (positionals) => {
		const prompt = promptFrom(positionals, 'Describe the image: imagegen generate "a lighthouse at dusk".');
		return { prompt, edited: undefined, folder: '.', name: fileNameFor(prompt) };
	});
}

/** `imagegen edit`: another image out of one, which stays as it is. */
export async function editCommand(argv: readonly string[]): Promise<number> {
	return await command(argv, ([edited, ...positionals]) => {
		if (edited === undefined) {
			throw new UsageError('Name the image, and what to change: imagegen edit lighthouse.png "at night".');
		}
		const prompt = promptFrom(positionals, `Say what to change: imagegen edit ${edited} "at night".`);
		return { prompt, edited, folder: dirname(edited) + sep, name: fileNameLike(basename(edited, extname(edited))) };
	});
}

/** What an image is to show, and where it goes unless it is said. */
interface Subject {
	readonly prompt: string;
	/** The image that is to be changed. */
	readonly edited: string | undefined;
	readonly folder: string;
	readonly name: string;
}

async function command(
	argv: readonly string[],
	subjectIn: (positionals: readonly string[]) => Subject,
): Promise<number> {
	const { values, positionals } = parseOptions(requestArguments(argv), options);
	const subject = subjectIn(positionals);
	const { out = subject.folder, json: isJson = false, image: references = [] } = values;
	const request = await requestFrom(values);
	const files = [...(subject.edited === undefined ? [] : [subject.edited]), ...references, ...request.references];
	const inputs = await inputsFrom(files);
	const secrets = await secretsFor(request, values);
	await checkOut(out);
	await tellAddress(request, isJson);

	using ending = new Ending((left) => complain(...left.map((folder) => leftInWords(folder))));
	return await ending.during((stop) => generate(subject, { request, secrets, files, inputs, out, isJson, stop }));
}

interface Order {
	readonly request: Request;
	readonly secrets: Secrets;
	/** The images that go along, and how the job keeps them. */
	readonly files: readonly string[];
	readonly inputs: readonly InputImage[];
	readonly out: string;
	readonly isJson: boolean;
	readonly stop: Stop;
}

async function generate(
	{ prompt, edited, name }: Subject,
	{ request, secrets, files, inputs, out, isJson, stop }: Order,
): Promise<number> {
	const progress = isJson ? undefined : new ProgressLine(process.stderr, request.usual);
	const told = new ToldChanges(request.output);
	let state = newJob;
	const task = request.taskFor(prompt);
	const image = { ...task.image, ...(inputs.length > 0 && { inputs: [...inputs], isEdit: edited !== undefined }) };
	const asked = { ...task, image };
	const { output, keepsRecipe } = request;
	const destination: Destination = { out: absolute(out), name, output, keepsRecipe };
	const job = await makeOwn(asked, {
		onFolder: async (folder) => {
			await keepInputs(files, inputs, folder);
			await keepDestination(folder, destination);
		},
		secrets,
		stop,
		timeScale: request.timeScale,
		keepsRecipe,
		onEvent: (event) => {
			state = apply(state, event);
			progress?.show(state);
			progress?.say(...told.newIn(event));
			const isLast = event.type === 'saved' || event.type === 'failed';
			if (isJson && !isLast) {
				void printJson(event);
			}
		},
		place: placing(destination, asked),
	}).finally(() => progress?.end());
	await report(job, isJson);
	await leaveRecord(job);
	return exitCodeOf(job.last, job.isAtService);
}

/** A path that says the same wherever a process is started. A slash at its end makes it a folder. */
function absolute(out: string): string {
	return /[\\/]$/.test(out) ? resolve(out) + sep : resolve(out);
}

function promptFrom([prompt = '', ...rest]: readonly string[], advice: string): string {
	if (prompt.trim() === '') {
		throw new UsageError(advice);
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
