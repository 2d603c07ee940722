import { inability } from '../engine/providers/ability';
import { keyOrigin, nameOf, priceOf } from '../engine/providers/catalogue';
import { fit } from '../engine/providers/fit';
import { inabilityForLink } from '../engine/providers/forLink';
import type { Secrets } from '../engine/secrets';
import type { Endpoint } from '../engine/task';
import { roundRange } from '../messages/elapsed';
import { wordInability } from '../messages/inability';
import { dollars } from '../messages/money';
import { plural } from '../messages/translate';
import { describeFailure } from './advice';
import { defineCommand } from './command';
import { type EarlierFill, earlierFills, isPaid } from './earlierFills';
import { tellAddress } from './endpoint';
import { type Earlier, fillImages, type Making } from './fillImages';
import { isSvg, keyOf, type Plan, planFor, type Wanted } from './fillPlan';
import { firstLine } from './firstLine';
import { inputsFrom } from './inputs';
import { keyBeside, lacksKey } from './keys';
import { isThere, missingAt } from './missingLinks';
import { type Parsed, positiveNumber } from './options';
import { complain, complainOfOutput, print } from './output';
import { type Request, requestFrom, requestOptions, secretsFor } from './request';
import { ToldChanges } from './toldChanges';
import { t } from './translate';
import { CommandError, exitCodes, UsageError } from './usage';

const filling = { group: 'Which of them' } as const;

const options = {
	...requestOptions,
	'dry-run': { type: 'boolean', ...filling, help: 'say what would be made and what it costs; make nothing' },
	max: { type: 'string', value: 'N', ...filling, help: 'no more images than that' },
	yes: { type: 'boolean', ...filling, help: 'make them without a question' },
} as const;

/** `imagegen fill`: makes the images that documents refer to and that are not there. */
export const fillCommand = defineCommand({
	usage: ['<document or folder>... [options]'],
	about: [
		"Makes the images that documents link to and that are not there, each once: the alternative text is the prompt, and the link's own path the place; PNG and JPEG become what the link names. Nothing is overwritten, and nothing is written outside of the repository, or of the folder that is named.",
		'First it says what it leaves out and why, and what it would make. It looks up, at no cost, what an earlier request may have brought, then says what the rest costs, and asks.',
		'Ends with 0 when nothing is missing any more, with 1 when something is, else as the worst of the images did.',
	],
	options,
	run: fillDocuments,
});

async function fillDocuments({ values, positionals }: Parsed<typeof options>): Promise<number> {
	if (positionals.length === 0) {
		throw new UsageError(t('imagegen fill takes documents, or folders with documents in them.'));
	}
	const max = positiveNumber(values.max, '--max') ?? Infinity;
	if (values.format === 'svg') {
		throw new UsageError(t('imagegen fill makes an SVG where a link names one: leave --format svg out.'));
	}
	const request = await requestFrom(values);
	const inputs = await inputsFrom(request.references);
	await tellAddress(request);
	const { endpoint } = request;
	const { image, fallbacks = [] } = request.taskFor('-');
	const unable = inability({ ...image, inputs }, endpoint);
	if (unable && fallbacks.length === 0) {
		throw new CommandError(describeFailure(unable.toFailure(), nameOf(endpoint)));
	}
	const fitted = fit(image, endpoint);
	const told = new ToldChanges(request.output);
	const { links, isWhole } = await missingAt(positionals);
	const planned = await planFor(links);
	const earlier = planned.wanted.length > 0 ? await earlierFills() : new Map<string, EarlierFill>();
	const plan = fallbacks.length > 0 ? planned : drawable(planned, endpoint, earlier);
	const wanted = plan.wanted.slice(0, max);
	const count = wanted.filter((one) => !isPaid(earlier.get(keyOf(one)))).length;
	const left = plan.wanted.length - wanted.length;
	const said = (lacking: Lacking): string[] => [
		...inWords({ ...plan, wanted }, earlier, lacking),
		...(left > 0 ? [plural(t, left, 'Left out by --max: {0} image.', 'Left out by --max: {0} images.')] : []),
	];
	const costs = (left: number): string[] =>
		left > 0
			? [costInWords(left * fitted.count, { ...request, ...fitted }), ...told.newOf(endpoint.model, fitted.changes)]
			: [];
	const ends: number[] = [];
	if (values['dry-run'] === true) {
		const lines = [...said(new Map()), ...costs(count)];
		if (lines.length > 0 && !(await print(...lines))) {
			complainOfOutput();
			return exitCodes.failed;
		}
	} else {
		const needsKey = count > 0 || wanted.some((one) => earlier.get(keyOf(one))?.asked);
		const secrets = needsKey ? await secretsFor(request, values, count > 0) : { keys: new Map<string, string>() };
		const keys = new Map([...(await earlierKeys(wanted, earlier, secrets)), ...secrets.keys]);
		const making = { request, inputs, secrets: { ...secrets, keys }, earlier, told };
		const lacking = lackingIn(wanted, making);
		tell(said(lacking));
		const mayPayFor = async (left: number): Promise<boolean> => {
			tell(costs(left));
			return await mayGoOn(left, values.yes === true, values['key-stdin'] === true);
		};
		ends.push(...(await fill(wanted, { making, lacking, mayPayFor })));
	}
	const worst = Math.max(exitCodes.saved, ...ends);
	if (worst !== exitCodes.saved) {
		return worst;
	}
	const isFilled = links.every(({ candidates }) => candidates.some(isThere));
	return isWhole ? (isFilled ? exitCodes.saved : exitCodes.missing) : exitCodes.usage;
}

/** Without what the model is known not to draw: an SVG, or anything else. What an earlier run has made is there all the same. */
function drawable({ wanted, skipped }: Plan, endpoint: Endpoint, earlier: Earlier): Plan {
	const looked = wanted.map((one) => {
		const unable = isPaid(earlier.get(keyOf(one))) ? undefined : inabilityForLink(isSvg(one), endpoint);
		return { one, reason: unable && wordInability(t, unable.facts).replace(/\.$/, '') };
	});
	return {
		wanted: looked.filter(({ reason }) => reason === undefined).map(({ one }) => one),
		skipped: [
			...skipped,
			...looked.flatMap(({ one: { link }, reason }) => (reason === undefined ? [] : [{ link, reason }])),
		],
	};
}

interface Filling {
	readonly making: Making;
	readonly lacking: Lacking;
	/** Asks whether so many images are to be paid for. */
	readonly mayPayFor: (count: number) => Promise<boolean>;
}

/** Resolves with the exit codes of what was begun. */
async function fill(wanted: readonly Wanted[], { making, lacking, mayPayFor }: Filling): Promise<number[]> {
	const stateOf = (one: Wanted): EarlierFill['state'] | undefined => making.earlier.get(keyOf(one))?.state;
	const isLookedFor = (one: Wanted): boolean => stateOf(one) === 'unclear' && !lacking.has(one);
	// What may be there is looked for before anybody is asked whether to pay for it again.
	const looked = await fillImages(wanted.filter(isLookedFor), { ...making, isLook: true });
	const isElsewhere = (one: Wanted): boolean => stateOf(one) === 'accepted' && lacking.has(one);
	const elsewhere = wanted.filter(isElsewhere).map(() => exitCodes.accepted);
	const rest = wanted.filter((one) => (isLookedFor(one) ? looked.notFound.has(one) : !isElsewhere(one)));
	const count = rest.filter((one) => !isPaid(making.earlier.get(keyOf(one)))).length;
	const goesOn = !looked.isStopped && (count === 0 || (await mayPayFor(count)));
	const filled = goesOn ? await fillImages(rest, making) : { codes: [] };
	return [...looked.codes, ...elsewhere, ...filled.codes];
}

function tell(lines: readonly string[]): void {
	if (lines.length > 0) {
		complain(...lines);
	}
}

/** The keys of services that were asked by earlier runs, as those of any service beside the chosen one. */
async function earlierKeys(
	wanted: readonly Wanted[],
	earlier: Earlier,
	{ keys: known }: Secrets,
): Promise<ReadonlyMap<string, string>> {
	const keys = new Map<string, string>();
	const asked = wanted.flatMap((one) => earlier.get(keyOf(one))?.asked ?? []);
	for (const [origin, endpoint] of new Map(asked.map((one) => [keyOrigin(one), one]))) {
		try {
			const key = known.has(origin) ? undefined : await keyBeside(endpoint, process.env);
			if (key !== undefined) {
				keys.set(origin, key);
			}
		} catch (error) {
			if (!(error instanceof CommandError)) {
				throw error;
			}
			// The others are made all the same.
			complain(error.message);
		}
	}
	return keys;
}

/** Whose keys are missing: services that alone have an image, or may have it. */
type Lacking = ReadonlyMap<Wanted, Endpoint>;

function lackingIn(wanted: readonly Wanted[], { secrets, earlier }: Making): Lacking {
	const lacking = wanted.flatMap((one): [Wanted, Endpoint][] => {
		const { asked, state } = earlier.get(keyOf(one)) ?? {};
		const isLacking = asked && state !== 'arrived' && lacksKey(asked, secrets.keys.get(keyOrigin(asked)));
		return isLacking ? [[one, asked]] : [];
	});
	return new Map(lacking);
}

function inWords({ wanted, skipped }: Plan, earlier: Earlier, lacking: Lacking): string[] {
	return [
		...skipped.map(({ link, reason }) => t('Skipped: {0}: {1}: {2}.', placeOf({ link }), link.path, reason)),
		...wanted.map((one) =>
			`${placeOf(one)}: ${one.link.path}: ${one.prompt} ${earlierInWords(earlier.get(keyOf(one)), lacking.get(one))}`.trimEnd(),
		),
	];
}

function earlierInWords(earlier: EarlierFill | undefined, lacking: Endpoint | undefined): string {
	switch (earlier?.state) {
		case undefined:
			return '';
		case 'arrived':
		case 'accepted':
			return lacking
				? t(
						"(made by an earlier run, and left out: it can't be fetched without a key for {0}; --service {1} takes one)",
						keyOrigin(lacking),
						lacking.service,
					)
				: t('(made by an earlier run: costs nothing)');
		case 'unclear':
			return lacking
				? t(
						"(an earlier request brought none, and may have been billed: it can't be looked for without a key for {0}; --service {1} takes one)",
						keyOrigin(lacking),
						lacking.service,
					)
				: t('(an earlier request brought none, and may have been billed: it is looked for first, which costs nothing)');
		case 'lost':
			return t('(an earlier request brought none, and may have been billed)');
	}
}

function placeOf({ link: { document, line, column } }: Pick<Wanted, 'link'>): string {
	return `${document}:${line}:${column}`;
}

/** What so many images take: time and money, as far as that is known. */
function costInWords(count: number, { endpoint, resolution, usual }: Request): string {
	const price = priceOf(endpoint, resolution);
	const images = plural(t, count, '{0} image', '{0} images');
	const facts = [costOf(count, price), timeOf(count, usual)];
	return t('{0} with {1}, {2}, {3}: {4}.', images, nameOf(endpoint), endpoint.model, resolution, facts.join(', '));
}

function costOf(count: number, price: number | undefined): string {
	if (price === undefined) {
		return t('no price known');
	}
	if (price === 0) {
		return t('free');
	}
	return count === 1 ? dollars(t, price) : t('{0} ({1} each)', dollars(t, price * count), dollars(t, price));
}

function timeOf(count: number, usual: Request['usual']): string {
	if (!usual) {
		return t('no times known yet');
	}
	const range = roundRange(t, usual.p50Ms, usual.p95Ms);
	return count === 1 ? t('usually {0}', range) : t('usually {0} each', range);
}

/** Whether somebody wants to pay for that. Throws a `UsageError` where nobody can be asked. */
async function mayGoOn(count: number, isAgreed: boolean, isKeyPiped: boolean): Promise<boolean> {
	if (isAgreed) {
		return true;
	}
	if (!process.stdin.isTTY || isKeyPiped) {
		throw new UsageError(t('Nothing was made: nobody can be asked here. --yes makes them without a question.'));
	}
	complain(`${plural(t, count, 'Make {0} image?', 'Make {0} images?')} [y/N]`);
	return /^y(es)?$/i.test(await firstLine(process.stdin));
}
