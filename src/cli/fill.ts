import { dirname } from 'node:path';
import { type Failure, GenerationError } from '../engine/failure';
import type { JobEvent } from '../engine/jobs/events';
import { codeOf } from '../engine/jobs/fileErrors';
import { tryFolder } from '../engine/jobs/placeFile';
import { nameOf, priceOf } from '../engine/providers/catalogue';
import { fit } from '../engine/providers/fit';
import type { Secrets } from '../engine/secrets';
import { roundRange } from '../messages/elapsed';
import { dollars } from '../messages/money';
import { describeFailure } from './advice';
import { copyToOut } from './copyToOut';
import { claimPlace, type EarlierFill, earlierFills } from './earlierFills';
import { tellAddress } from './endpoint';
import { exitCodeOf } from './exitCode';
import { keyOf, type Plan, planFor, type Wanted } from './fillPlan';
import { firstLine } from './firstLine';
import { isThere, missingAt } from './missingLinks';
import { parseOptions, positiveNumber } from './options';
import { complain, complainOfOutput, print } from './output';
import { bringOwn, leaveRecord, makeOwn, type PlaceImages } from './ownJob';
import { placeAtLink } from './placeAtLink';
import type { LastStep } from './recordJob';
import { type Request, requestArguments, requestFrom, requestOptions, secretsFor } from './request';
import { ToldChanges } from './toldChanges';
import { CommandError, exitCodes, UsageError } from './usage';

const options = {
	...requestOptions,
	max: { type: 'string' },
	'dry-run': { type: 'boolean' },
	yes: { type: 'boolean' },
} as const;

/** So many at once, as in the editor. */
const parallel = 4;

/** `imagegen fill`: makes the images that documents refer to and that are not there. */
export async function fillCommand(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseOptions(requestArguments(argv), options);
	if (positionals.length === 0) {
		throw new UsageError('imagegen fill takes documents, or folders with documents in them.');
	}
	const max = positiveNumber(values.max, '--max') ?? Infinity;
	const request = await requestFrom(values);
	await tellAddress(request);
	const { endpoint } = request;
	const fitted = fit(request.taskFor('-').image, endpoint);
	const told = new ToldChanges();
	const { links, isWhole } = await missingAt(positionals);
	const plan = await planFor(links);
	const wanted = plan.wanted.slice(0, max);
	const earlier = wanted.length > 0 ? await earlierFills() : new Map<string, EarlierFill>();
	const count = wanted.filter((one) => earlier.get(keyOf(one))?.isPaid !== true).length;
	const isDryRun = values['dry-run'] === true;
	const secrets = isDryRun
		? undefined
		: count === 0
			? { keys: new Map<string, string>() }
			: await secretsFor(request, values);
	const left = plan.wanted.length - wanted.length;
	const lines = [
		...inWords({ ...plan, wanted }, earlier),
		...(left > 0 ? [`Left out by --max: ${images(left)}.`] : []),
		...(count > 0
			? [costInWords(count * fitted.count, { ...request, ...fitted }), ...told.newOf(endpoint.model, fitted.changes)]
			: []),
	];
	if (!isDryRun) {
		complain(...lines);
	} else if (lines.length > 0 && !(await print(...lines))) {
		complainOfOutput();
		return exitCodes.failed;
	}
	const ends =
		secrets && (count === 0 || (await mayGoOn(count, values.yes === true, values['key-stdin'] === true)))
			? await makeAll(wanted, { request, secrets, earlier, told })
			: [];
	const worst = Math.max(exitCodes.saved, ...ends.map(exitCodeOf));
	if (worst !== exitCodes.saved) {
		return worst;
	}
	const isFilled = links.every(({ candidates }) => candidates.some(isThere));
	return isWhole ? (isFilled ? exitCodes.saved : exitCodes.missing) : exitCodes.usage;
}

function inWords({ wanted, skipped }: Plan, earlier: Earlier): string[] {
	return [
		...skipped.map(({ link, reason }) => `Skipped: ${placeOf({ link })}: ${link.path}: ${reason}.`),
		...wanted.map(
			(one) => `${placeOf(one)}: ${one.link.path}: ${one.prompt}${earlierInWords(earlier.get(keyOf(one)))}`,
		),
	];
}

function earlierInWords(earlier: EarlierFill | undefined): string {
	return !earlier
		? ''
		: earlier.isPaid
			? ' (made by an earlier run: costs nothing)'
			: ' (an earlier request brought none, and may have been billed)';
}

function placeOf({ link: { document, line, column } }: Pick<Wanted, 'link'>): string {
	return `${document}:${line}:${column}`;
}

/** What so many images take: time and money, as far as that is known. */
function costInWords(count: number, { endpoint, resolution, usual }: Request): string {
	const price = priceOf(endpoint, resolution);
	const each = count === 1 ? '' : ' each';
	const cost =
		price === undefined
			? 'no price known'
			: price === 0
				? 'free'
				: `${dollars(price * count)}${count === 1 ? '' : ` (${dollars(price)} each)`}`;
	const time = usual ? `usually ${roundRange(usual.p50Ms, usual.p95Ms)}${each}` : 'no times known yet';
	return `${images(count)} with ${nameOf(endpoint)}, ${endpoint.model}, ${resolution}: ${cost}, ${time}.`;
}

function images(count: number): string {
	return count === 1 ? '1 image' : `${count} images`;
}

/** Whether somebody wants to pay for that. Throws a `UsageError` where nobody can be asked. */
async function mayGoOn(count: number, isAgreed: boolean, isKeyPiped: boolean): Promise<boolean> {
	if (isAgreed) {
		return true;
	}
	if (!process.stdin.isTTY || isKeyPiped) {
		throw new UsageError('Nothing was made: nobody can be asked here. --yes makes them without a question.');
	}
	complain(`Make ${images(count)}? [y/N]`);
	return /^y(es)?$/i.test(await firstLine(process.stdin));
}

/** What earlier runs have left, by where it is to go. */
type Earlier = ReadonlyMap<string, EarlierFill>;

interface Making {
	readonly request: Request;
	readonly secrets: Secrets;
	readonly earlier: Earlier;
	readonly told: ToldChanges;
}

/** A few at a time; each says by itself what became of it. */
async function makeAll(wanted: readonly Wanted[], making: Making): Promise<readonly LastStep[]> {
	const cancel = new AbortController();
	process.once('SIGINT', () => cancel.abort()).once('SIGTERM', () => cancel.abort());
	const ends: LastStep[] = [];
	const queue = wanted.values();
	const workers = Array.from({ length: Math.min(parallel, wanted.length) }, async () => {
		for (const one of queue) {
			if (cancel.signal.aborted) {
				return;
			}
			const end = await makeOnce(one, making, cancel.signal);
			if (end) {
				ends.push(end);
			}
		}
	});
	await Promise.all(workers);
	return ends;
}

/** Nothing where somebody else makes it, or has made it meanwhile: the question may have stood there for long. */
async function makeOnce(wanted: Wanted, making: Making, signal: AbortSignal): Promise<LastStep | undefined> {
	const { path, candidates } = wanted.link;
	const claim = await claimPlace(keyOf(wanted));
	if (!claim) {
		complain(`${path}: another imagegen makes it at this moment.`);
		return undefined;
	}
	try {
		if (candidates.some(isThere)) {
			complain(`${path}: it is there by now, so nothing was sent.`);
			return undefined;
		}
		return await makeOne(wanted, making, signal);
	} catch (error) {
		if (!(error instanceof CommandError)) {
			throw error;
		}
		// The others may still be kept, and some of them are being made.
		complain(`${path}: ${error.message}`);
		return {
			type: 'failed',
			...new GenerationError('notSaved', { code: codeOf(error.cause), path }, false).toFailure(),
		};
	} finally {
		await claim.release(candidates.some(isThere));
	}
}

async function makeOne(
	wanted: Wanted,
	{ request: { taskFor, timeScale }, secrets, earlier, told }: Making,
	signal: AbortSignal,
): Promise<LastStep | undefined> {
	const { path } = wanted.link;
	const refused = await refusalOfDisk(wanted);
	if (refused) {
		complain(`${path}: ${describeFailure(refused, '')}`);
		return { type: 'failed', ...refused };
	}
	const notes: string[] = [];
	const place: PlaceImages = async (saved, folder) => {
		const placed = await placeAtLink(saved, wanted, folder);
		if (placed.disguised !== undefined) {
			notes.push(
				`It is ${placed.disguised.toUpperCase()}, whatever its name says: browsers don't mind, some tools do.`,
			);
		}
		const others = [];
		for (const other of saved.others ?? []) {
			const copy = await copyToOut(other.path, { out: placed.path, name: '', id: folder.id });
			others.push({ ...other, path: copy });
		}
		return { ...saved, path: placed.path, ...(others.length > 0 && { others }) };
	};
	const onEvent = (event: JobEvent): void => told.newIn(event).forEach((sentence) => complain(sentence));
	const left = earlier.get(keyOf(wanted));
	if (process.stderr.isTTY && left?.isPaid !== true) {
		complain(`${path}: generating…`);
	}
	const job =
		left?.isPaid === true
			? await bringOwn(left.folder, { place, secrets, signal })
			: await makeOwn(
					{ ...taskFor(wanted.prompt), parallel },
					{ secrets, signal, timeScale, wanted: keyOf(wanted), place, onEvent },
				);
	if (!job) {
		complain(`${path}: another imagegen works on it at this moment.`);
		return undefined;
	}
	const { last } = job;
	const paths = last.type === 'saved' ? [last, ...(last.others ?? [])].map((saved) => saved.path) : [];
	if (paths.length > 0 && !(await print(...paths))) {
		complainOfOutput(...paths);
	}
	[...job.sentences, ...notes].forEach((sentence) => complain(`${path}: ${sentence}`));
	await leaveRecord(job);
	return last;
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
