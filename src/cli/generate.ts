import { dirname, resolve, sep } from 'node:path';
import { apply, newJob } from '../engine/jobs/state';
import { requestsFor } from '../engine/providers/fit';
import type { GenerateTask, InputImage } from '../engine/task';
import { defineCommand } from './command';
import { checkOut } from './copyToOut';
import { type Destination, keepDestination, nameIn, placing } from './destination';
import { tellAddress } from './endpoint';
import { Ending } from './ending';
import { exitCodeOf } from './exitCode';
import { inputsFrom, keepInputs } from './inputs';
import type { Parsed } from './options';
import { complain, complainOfOutput, print, printJson } from './output';
import { leaveRecord, leftInWords, makeOwn, type OwnJob, type OwnJobOptions } from './ownJob';
import { ProgressLine } from './progressLine';
import { type Request, requestFrom, requestOptions, secretsFor } from './request';
import { ToldChanges } from './toldChanges';
import { t } from './translate';
import { UsageError } from './usage';

/** So many at once, as in the editor. */
const parallel = 4;

const options = {
	...requestOptions,
	image: {
		type: 'string',
		value: 'FILE',
		multiple: true,
		group: requestOptions.resolution.group,
		help: 'an image to go by, along with the prompt; may be repeated',
	},
	out: {
		type: 'string',
		value: 'PATH',
		group: requestOptions.format.group,
		help: 'a file or a folder. Nothing is overwritten',
	},
	json: {
		type: 'boolean',
		group: requestOptions.timeout.group,
		help: "every event as one JSON line on standard output, the job's id first; docs/terminal.md has every member",
	},
} as const;

const ends = {
	about: [
		'Ends with 0 when the image is saved, with 4 where it may have been billed and none came: imagegen --help has all. Of several images, the worst.',
	],
} as const;

/** `imagegen generate`: an image, or a few, from a terminal or a script. */
export const generateCommand = defineCommand({
	usage: ['"<prompt>" [options]'],
	about: ['Makes an image, saves it in the current folder or in --out, and prints its path.', ...ends.about],
	options,
	run: async ({ values, positionals }) => {
		const prompt = promptFrom(positionals, t('Describe the image: imagegen generate "a lighthouse at dusk".'));
		return await make({ prompt, edited: undefined, folder: '.' }, values);
	},
});

/** `imagegen edit`: another image out of one, which stays as it is. */
export const editCommand = defineCommand({
	usage: ['<image> "<what to change>" [options]'],
	about: [
		'Makes another image out of one, which stays as it is; saves it beside that one or in --out, and prints its path.',
		...ends.about,
	],
	options,
	run: async ({ values, positionals: [edited, ...positionals] }) => {
		if (edited === undefined) {
			throw new UsageError(t('Name the image, and what to change: imagegen edit lighthouse.png "at night".'));
		}
		const prompt = promptFrom(positionals, t('Say what to change: imagegen edit {0} "at night".', edited));
		return await make({ prompt, edited, folder: dirname(edited) + sep }, values);
	},
});

/** What an image is to show, and where it goes unless it is said. */
interface Subject {
	readonly prompt: string;
	/** The image that is to be changed. */
	readonly edited: string | undefined;
	readonly folder: string;
}

async function make(subject: Subject, values: Parsed<typeof options>['values']): Promise<number> {
	const { out = subject.folder, json: isJson = false, image: references = [] } = values;
	const request = await requestFrom(values);
	const files = [...(subject.edited === undefined ? [] : [subject.edited]), ...references, ...request.references];
	const inputs = await inputsFrom(files);
	const secrets = await secretsFor(request, values);
	await checkOut(out);
	if (!isJson) {
		await tellAddress(request);
	}
	const { output, keepsRecipe } = request;
	const named = await nameIn(subject.prompt, subject.edited, values.out === undefined);
	const destination = { out: absolute(out), ...named, output, keepsRecipe };

	const asked = request.taskFor(subject.prompt);
	const isEdit = subject.edited !== undefined;
	const image = { ...asked.image, ...(inputs.length > 0 && { inputs: [...inputs], isEdit }) };
	const images = requestsFor(image, request.endpoint);
	const turns = images.length > 1 ? { parallel } : {};
	const tasks = images.map((one): GenerateTask => ({ ...asked, ...turns, image: one }));
	const progress = isJson ? undefined : new ProgressLine(process.stderr, request.usual, tasks.length);
	const order = { request, secrets, files, inputs, destination, progress, told: new ToldChanges(output) };
	using ending = new Ending((left) => complain(...left.map((folder) => leftInWords(folder))));
	const ends = await Promise.allSettled(
		tasks.map((task, index) => ending.during((stop) => generate(task, { ...order, index, stop }))),
	).finally(() => progress?.end());
	// All are seen through first: each may be paid for, whatever has become of the others.
	const codes = ends.map((end) => {
		if (end.status === 'rejected') {
			throw end.reason;
		}
		return end.value;
	});
	return Math.max(...codes);
}

interface Order extends Pick<OwnJobOptions, 'secrets' | 'stop'> {
	readonly request: Request;
	/** The images that go along, and how the job keeps them. */
	readonly files: readonly string[];
	readonly inputs: readonly InputImage[];
	readonly destination: Destination;
	/** Of all jobs of the command. */
	readonly told: ToldChanges;
	/** The same; undefined where all is told as JSON. */
	readonly progress: ProgressLine | undefined;
	/** Which of the jobs it is, from 0. */
	readonly index: number;
}

/** The first event of each job: where all that becomes of it is found, whatever happens to this process. */
interface JobNamed {
	readonly type: 'job';
	readonly at: number;
	readonly job: string;
	/** The job's folder. */
	readonly path: string;
}

async function generate(
	task: GenerateTask,
	{ request, secrets, files, inputs, destination, told, progress, index, stop }: Order,
): Promise<number> {
	const isJson = progress === undefined;
	let state = newJob;
	let id: string | undefined;
	const { keepsRecipe } = request;
	const job = await makeOwn(task, {
		onFolder: async (folder) => {
			id = folder.id;
			await keepInputs(files, inputs, folder);
			await keepDestination(folder, destination);
			if (isJson) {
				await printJson({ at: Date.now(), type: 'job', job: folder.id, path: folder.path } satisfies JobNamed);
			}
			if (isJson && index === 0) {
				await tellAddress(request, isJson);
			}
		},
		secrets,
		stop,
		timeScale: request.timeScale,
		keepsRecipe,
		onEvent: (event) => {
			state = apply(state, event);
			progress?.show(state, index);
			progress?.say(...told.newIn(event));
			const isLast = event.type === 'saved' || event.type === 'failed';
			if (isJson && !isLast) {
				void printJson({ ...event, job: id });
			}
		},
		place: placing(destination, task),
	});
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
		throw new UsageError(t('Put the whole prompt in quotes.'));
	}
	return prompt.trim();
}

/** Says how it ended. */
async function report({ last, folder, sentences }: OwnJob, isJson: boolean): Promise<void> {
	const paths = last.type === 'saved' ? [last, ...(last.others ?? [])].map(({ path }) => path) : [];
	const isTaken = isJson
		? await printJson({ ...last, at: Date.now(), job: folder.id })
		: paths.length === 0 || (await print(...paths));
	if (!isTaken) {
		complainOfOutput(...paths);
	}
	if (!isJson) {
		sentences.forEach((sentence) => complain(sentence));
	}
}
