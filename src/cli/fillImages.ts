import { dirname } from 'node:path';
import { type Failure, GenerationError } from '../engine/failure';
import type { JobEvent } from '../engine/jobs/events';
import { codeOf } from '../engine/jobs/fileErrors';
import { tryFolder } from '../engine/jobs/placeFile';
import { labelOf } from '../engine/providers/catalogue';
import type { Secrets } from '../engine/secrets';
import type { InputImage } from '../engine/task';
import { describeFailure } from './advice';
import { copyToOut } from './copyToOut';
import { claimPlace, type EarlierFill, isPaid } from './earlierFills';
import { Ending, type Stop } from './ending';
import { exitCodeOf } from './exitCode';
import { iconsBeside } from './icons';
import { keepInputs } from './inputs';
import { imageForLink } from '../engine/providers/forLink';
import { isSvg, keyOf, type Wanted } from './fillPlan';
import { isThere } from './missingLinks';
import { complain, complainOfOutput, print } from './output';
import { bringOwn, leaveRecord, leftInWords, makeOwn, type OwnJob, type PlaceImages } from './ownJob';
import { placeAtLink } from './placeAtLink';
import { wishedOf } from './copies';
import type { Request } from './request';
import type { ToldChanges } from './toldChanges';
import { t } from './translate';
import { CommandError } from './usage';

/** What earlier runs have left, by where it is to go. */
export type Earlier = ReadonlyMap<string, EarlierFill>;

/** What making them takes. */
export interface Making {
	readonly request: Request;
	/** The images of the house style, as each job keeps them. */
	readonly inputs: readonly InputImage[];
	readonly secrets: Secrets;
	readonly earlier: Earlier;
	readonly told: ToldChanges;
	/** Whether earlier requests are only looked for: nothing is asked for that costs. */
	readonly isLook?: boolean;
}

/** What came of the images. */
interface Filled {
	/** The exit code for each that was begun, but for those that were not found. */
	readonly codes: readonly number[];
	/** Those that were looked for, and that their service does not have. */
	readonly notFound: ReadonlySet<Wanted>;
	/** Whether somebody ended it before it was done. */
	readonly isStopped: boolean;
}

/** So many at once, as in the editor. */
const parallel = 4;

/** Puts the images to their places, a few at a time; each says by itself what became of it. */
export async function fillImages(wanted: readonly Wanted[], making: Making): Promise<Filled> {
	using ending = new Ending((left) => complain(...left.map((folder) => leftInWords(folder))));
	const codes: number[] = [];
	const notFound = new Set<Wanted>();
	const queue = wanted.values();
	const workers = Array.from({ length: Math.min(parallel, wanted.length) }, async () => {
		for (const one of queue) {
			if (ending.isNear) {
				return;
			}
			const end = await ending.during((stop) => makeOnce(one, making, stop));
			if (end === 'notFound') {
				notFound.add(one);
			} else if (end !== undefined) {
				codes.push(end);
			}
		}
	});
	await Promise.all(workers);
	return { codes, notFound, isStopped: ending.isNear };
}

/** An exit code; undefined where somebody else sees to it, or has done so meanwhile. */
type End = number | 'notFound' | undefined;

/** Nothing where somebody else makes it, or has made it meanwhile: the question may have stood there for long. */
async function makeOnce(wanted: Wanted, making: Making, stop: Stop): Promise<End> {
	const { path, candidates } = wanted.link;
	const claim = await claimPlace(keyOf(wanted));
	if (!claim) {
		complain(t('{0}: another imagegen makes it at this moment.', path));
		return undefined;
	}
	try {
		if (candidates.some(isThere)) {
			complain(t('{0}: it is there by now, so nothing was sent.', path));
			return undefined;
		}
		return await makeOne(wanted, making, stop);
	} catch (error) {
		if (!(error instanceof CommandError)) {
			throw error;
		}
		// The others may still be kept, and some of them are being made.
		complain(`${path}: ${error.message}`);
		const refused = new GenerationError('notSaved', { code: codeOf(error.cause), path }, false).toFailure();
		return exitCodeOf({ type: 'failed', ...refused }, false);
	} finally {
		await claim.release(candidates.some(isThere));
	}
}

async function makeOne(
	wanted: Wanted,
	{ request, inputs, secrets, earlier, told, isLook = false }: Making,
	stop: Stop,
): Promise<End> {
	const { path } = wanted.link;
	const refused = await refusalOfDisk(wanted);
	if (refused) {
		complain(`${path}: ${describeFailure(refused, '')}`);
		return exitCodeOf({ type: 'failed', ...refused }, false);
	}
	const { timeScale, keepsRecipe, output, references } = request;
	const asked = request.taskFor(wanted.prompt);
	const image = imageForLink(asked.image, isSvg(wanted));
	const task = { ...asked, image: { ...image, ...(inputs.length > 0 && { inputs: [...inputs] }) } };
	const place: PlaceImages = async (saved, folder) => {
		const remarks: string[] = [];
		const placed = await placeAtLink(saved, wanted, folder, wishedOf(saved, task, output));
		const isAsked = Object.keys(output).length > 0 || task.image.pixels !== undefined;
		remarks.push(...(isAsked && placed.made !== undefined ? [placed.made] : []), ...placed.sentences);
		if (placed.disguised !== undefined) {
			remarks.push(placed.disguised);
		}
		remarks.push(...(task.image.icons === true ? [await iconsBeside(saved, placed.image.path)] : []));
		const others = [];
		for (const other of saved.others ?? []) {
			const copy = await copyToOut(other.path, { out: placed.image.path, name: '', id: folder.id });
			others.push({ ...other, path: copy });
		}
		return { saved: { ...saved, ...placed.image, ...(others.length > 0 && { others }) }, remarks };
	};
	const onEvent = (event: JobEvent): void => told.newIn(event).forEach((sentence) => complain(sentence));
	const left = earlier.get(keyOf(wanted));
	const isBrought = isLook || isPaid(left);
	if (process.stderr.isTTY && !isPaid(left)) {
		complain(isLook ? t('{0}: looking for the earlier request…', path) : t('{0}: generating…', path));
	}
	const job =
		left && isBrought
			? await bringOwn(left.folder, { place, keepsRecipe, secrets, stop })
			: await makeOwn(
					{ ...task, parallel },
					{
						...{ secrets, stop, timeScale, keepsRecipe, wanted: keyOf(wanted), place, onEvent },
						onFolder: (folder) => keepInputs(references, inputs, folder),
					},
				);
	if (!job) {
		complain(t('{0}: another imagegen works on it at this moment.', path));
		return undefined;
	}
	const { last, isAtService } = job;
	if (isLook && isGone(job)) {
		complain(t("{0}: the earlier request couldn't be found at {1}.", path, labelOf(left?.asked?.service ?? '')));
		await leaveRecord(job);
		return 'notFound';
	}
	const paths = last.type === 'saved' ? [last, ...(last.others ?? [])].map((saved) => saved.path) : [];
	if (paths.length > 0 && !(await print(...paths))) {
		complainOfOutput(...paths);
	}
	job.sentences.forEach((sentence) => complain(`${path}: ${sentence}`));
	await leaveRecord(job);
	return exitCodeOf(last, isAtService);
}

/** Whether an earlier request has left nothing that anybody can still get, and may have been billed. */
function isGone({ last, isAtService, hasImages }: OwnJob): boolean {
	return last.type === 'failed' && last.kind !== 'cancelled' && last.maybePaid && !isAtService && !hasImages;
}

/** Why the image could not be put there, better before it is paid for. Makes its folder. */
async function refusalOfDisk({ targets: [target = ''] }: Wanted): Promise<Failure | undefined> {
	try {
		await tryFolder(dirname(target));
		return undefined;
	} catch (error) {
		return new GenerationError('notSaved', { code: codeOf(error), path: target }, false).toFailure();
	}
}
