import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Failure } from '../../src/engine/failure';
import { startCli } from '../support/cli';
import { sentImages } from './services';

/** What `imagegen jobs` says of a folder. */
export interface Told {
	readonly id: string;
	readonly path: string;
	readonly state: 'notSent' | 'running' | 'accepted' | 'maybePaid' | 'arrived' | 'delivered' | 'failed';
	readonly maybePaid: boolean;
	readonly images: readonly string[];
	readonly failure?: Failure;
}

/** What the service knows of a job. */
export interface Truth {
	/** Connections that it accepted. */
	readonly connections: number;
	/** Requests for an image of which at least one byte came. */
	readonly asked: number;
	/** Those of them that were answered with a whole refusal, which cost nothing. */
	readonly refused: number;
}

/** What was wrong, by kind. */
export class Verdict {
	/** Whole images in a folder that it does not offer. */
	readonly lost: string[] = [];
	/** Requests that went out although one before may have been paid for. */
	readonly doubled: string[] = [];
	/** Folders that tell something else than what was. */
	readonly misread: string[] = [];
	/** What did not end. */
	readonly endless: string[] = [];

	get flaws(): readonly string[] {
		return [...this.lost, ...this.doubled, ...this.misread, ...this.endless];
	}

	toString(): string {
		const { lost, doubled, misread, endless } = this;
		return `${lost.length} lost, ${doubled.length} doubled, ${misread.length} misread, ${endless.length} endless`;
	}
}

/** What the command line says of the jobs in a folder, by their ids; of its own, which it keeps in `home`, where none is given. */
export async function readJobs(home: string, jobsPath?: string): Promise<ReadonlyMap<string, Told>> {
	const which = jobsPath === undefined ? [] : ['--jobs', jobsPath];
	const { code, stdout, stderr } = await startCli(['jobs', '--json', ...which], home).ended;
	if (code !== 0) {
		throw new Error(`imagegen jobs ended with ${code}: ${stderr}`);
	}
	const lines = stdout.split('\n').filter(Boolean);
	return new Map(lines.map((line) => JSON.parse(line) as Told).map((told) => [told.id, told]));
}

/** Compares what a folder tells with what the service knows and with what lies in the folder. */
export async function judge(
	verdict: Verdict,
	about: string,
	path: string,
	told: Told | undefined,
	truth: Truth,
): Promise<void> {
	const saying = `${about}: ${JSON.stringify({ ...told, path, truth })}`;
	if (!told) {
		verdict.misread.push(`${about}: nothing is told of ${path}`);
		return;
	}
	if (truth.asked - truth.refused > 1) {
		verdict.doubled.push(saying);
	}
	if (isMisread(told, truth)) {
		verdict.misread.push(saying);
	}
	await judgeImages(verdict, saying, path, told);
}

function isMisread({ state, maybePaid }: Told, { connections, asked, refused }: Truth): boolean {
	const free = state === 'notSent' || state === 'failed';
	return (
		(asked > refused && free) ||
		(asked > 0 && state === 'notSent') ||
		(state === 'maybePaid' && !maybePaid) ||
		(free && maybePaid) ||
		(connections === 0 && maybePaid)
	);
}

/** Every whole image in the folder is offered, and nothing else is. */
async function judgeImages(verdict: Verdict, saying: string, path: string, told: Told): Promise<void> {
	const offered = await Promise.all(told.images.map((image) => readFile(image)));
	if (!offered.every((image) => sentImages.some((sent) => sent.equals(image)))) {
		verdict.misread.push(`no whole image is offered: ${saying}`);
	}
	if (told.state === 'running' || told.state === 'delivered') {
		return;
	}
	const names = (await readdir(path)).filter((name) => name.startsWith('image-'));
	for (const name of names) {
		const bytes = await readFile(join(path, name));
		if (sentImages.some((sent) => sent.equals(bytes)) && !offered.some((image) => image.equals(bytes))) {
			verdict.lost.push(`${name}: ${saying}`);
		}
	}
}

/** The contents of a folder's files, but for the lock, which tells who looked last. */
export async function contentsOf(path: string): Promise<ReadonlyMap<string, string>> {
	const names = (await readdir(path)).filter((name) => !/^run\.\d+$/.test(name)).sort();
	const contents = await Promise.all(names.map((name) => readFile(join(path, name), 'latin1')));
	return new Map(names.map((name, index) => [basename(name), contents[index] ?? '']));
}
