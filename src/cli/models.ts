import { resolve } from 'node:path';
import { listModels } from '../engine/diagnose/listModels';
import { type Failure, GenerationError } from '../engine/failure';
import { jobFolder, readTask } from '../engine/jobs/layout';
import { networkSetup } from '../engine/network/choices';
import { isSandbox, familyAt, keyOrigin, nameOf, presetOf, sandboxPlaceholder } from '../engine/providers/catalogue';
import type { ModelFamily } from '../engine/providers/family';
import { fit } from '../engine/providers/fit';
import { drawingFirst, type ListedModel } from '../engine/providers/modelList';
import { familyOf, unknownFamily } from '../engine/providers/models';
import { fromLine, type Secrets } from '../engine/secrets';
import { aspectRatios, type Endpoint, type Network, resolutions } from '../engine/task';
import { dollars } from '../messages/money';
import { plural } from '../messages/translate';
import { describeFailure } from './advice';
import { defineCommand } from './command';
import { endpointFrom, endpointOptions, tellAddress } from './endpoint';
import { firstLine } from './firstLine';
import { keyFrom } from './keys';
import { jsonOption, type Parsed } from './options';
import { complain, complainOfOutput, print, printJson } from './output';
import { t } from './translate';
import { exitCodes, UsageError } from './usage';

const options = {
	...endpointOptions,
	json: jsonOption,
} as const;

type Values = Parsed<typeof options>['values'];

interface Question {
	readonly endpoint: Endpoint;
	readonly network?: Network;
	readonly secrets: Secrets;
}

/** Stands for the model of a service that is asked which it has. */
const anyModel = 'any';

/**
 * `imagegen models`: which models a service has: those that are known here, and then what it lists itself, where it does so for free. The window asks
 * by a job's folder with the task of a diagnosis, whose endpoint it is, and gives the secrets on standard input.
 */
export const modelsCommand = defineCommand({
	usage: ['[--service ID] [options]'],
	about: [
		'Lists the models of a service that are known, with what they take and cost, and then what the service lists itself, where it does so for free; without a key where its list is open.',
		"Words on a terminal, else one JSON object. Ends with 3 when a list couldn't be had.",
	],
	options,
	run: models,
});

async function models({ values, positionals }: Parsed<typeof options>): Promise<number> {
	const [path, ...rest] = positionals;
	if (rest.length > 0) {
		throw new UsageError(t('imagegen models takes no argument. --service names a service.'));
	}
	const question = path === undefined ? await questionFrom(values) : await questionOfTask(resolve(path));
	const { endpoint } = question;
	const cancel = new AbortController();
	process.once('SIGINT', () => cancel.abort()).once('SIGTERM', () => cancel.abort());
	const found = await look(question, cancel.signal);
	const models = modelsOf(endpoint, found);
	const isForPeople = process.stdout.isTTY && values.json !== true;
	const { service, baseUrl } = endpoint;
	const output: ModelsOutput = { service, baseUrl, list: found.list, ...failureIn(found), models };
	const isTaken = await (isForPeople ? print(...inWords(endpoint, models, found)) : printJson(output));
	if (!isTaken) {
		complainOfOutput();
		return exitCodes.failed;
	}
	if (found.list !== 'failed') {
		return exitCodes.saved;
	}
	complain(describeFailure(found.failure, nameOf(endpoint)));
	return found.failure.kind === 'cancelled' ? exitCodes.cancelled : exitCodes.failed;
}

async function questionFrom(values: Values): Promise<Question> {
	const service = values.service ?? 'sandbox';
	const hasOwn = (presetOf(service)?.models.length ?? 0) > 0;
	const chosen = endpointFrom({ ...values, model: values.model ?? (hasOwn ? undefined : anyModel) });
	await tellAddress(chosen);
	const { endpoint } = chosen;
	const key = await keyFrom(values, endpoint);
	const { network, proxyAuthorization } = networkSetup({}, process.env);
	const keys = new Map(key === undefined ? [] : [[keyOrigin(endpoint), key]]);
	return { endpoint, network, secrets: { keys, ...(proxyAuthorization && { proxyAuthorization }) } };
}

async function questionOfTask(path: string): Promise<Question> {
	const task = await readTask(jobFolder(path));
	if (task.type !== 'diagnose') {
		throw new UsageError(t('The task in {0} is not to look at a service.', path));
	}
	const { endpoint, network } = task;
	return { endpoint, ...(network && { network }), secrets: fromLine(await firstLine(process.stdin)) };
}

/** What became of the look at the service's own list. */
type Found =
	| { readonly list: 'listed'; readonly models: readonly ListedModel[] }
	/** It has none that is free. */
	| { readonly list: 'none' }
	| { readonly list: 'failed'; readonly failure: Failure };

async function look({ endpoint, network, secrets }: Question, signal: AbortSignal): Promise<Found> {
	if (endpoint.baseUrl === sandboxPlaceholder) {
		return { list: 'none' };
	}
	try {
		const models = await listModels(endpoint, { secrets, signal, ...(network && { network }) });
		return models ? { list: 'listed', models: drawingFirst(models) } : { list: 'none' };
	} catch (error) {
		if (GenerationError.is(error)) {
			return { list: 'failed', failure: error.toFailure() };
		}
		throw error;
	}
}

function failureIn(found: Found): { readonly failure?: Failure } {
	return found.list === 'failed' ? { failure: found.failure } : {};
}

/** What stands for the whole of it in the output. */
interface ModelsOutput {
	readonly service: string;
	readonly baseUrl: string;
	readonly list: Found['list'];
	readonly failure?: Failure;
	readonly models: readonly Model[];
}

/** A model, and what it takes at the service, as far as that is known. */
interface Model {
	readonly id: string;
	readonly label?: string;
	/** Whether it is known here. */
	readonly catalogue: boolean;
	/** Whether it is the one that is asked where none is named. */
	readonly default?: true;
	/** Whether the service lists it; absent where it was not asked, or did not answer. */
	readonly listed?: boolean;
	/** Whether it is known to draw. */
	readonly draws: boolean;
	readonly takes?: Takes;
}

interface Takes {
	readonly resolutions: readonly string[];
	readonly ratios: readonly string[];
	readonly formats: readonly string[];
	readonly qualities: readonly string[];
	readonly transparent: boolean;
	readonly count: number;
	readonly references?: number;
	readonly streams: boolean;
	/** US dollars an image. */
	readonly price?: Readonly<Record<string, number>>;
	readonly priceAsOf?: string;
}

/** The catalogue's models first, then the others that the service lists. */
function modelsOf(endpoint: Endpoint, found: Found): readonly Model[] {
	const preset = presetOf(endpoint.service);
	const listed = found.list === 'listed' ? found.models : [];
	const ids = new Set(listed.map(({ id }) => id));
	const known = (preset?.models ?? []).map(({ id, label }, at): Model => {
		const takes = takesOf(id, endpoint);
		return {
			...{ id, ...(label !== undefined && { label }), catalogue: true },
			...(at === 0 && { default: true }),
			...(found.list === 'listed' && { listed: ids.has(id) }),
			draws: true,
			...(takes && { takes }),
		};
	});
	const others = listed.filter(({ id }) => !known.some((model) => model.id === id));
	return [
		...known,
		...others.map((model): Model => {
			const takes = model.draws ? takesOf(model.id, endpoint) : undefined;
			return { ...model, catalogue: false, listed: true, ...(takes && { takes }) };
		}),
	];
}

/** Undefined where the table knows nothing of it. */
function takesOf(model: string, endpoint: Endpoint): Takes | undefined {
	const at = { ...endpoint, model };
	const family = familyAt(at);
	if (familyOf(model) === unknownFamily && presetOf(endpoint.service)?.takes === undefined) {
		return undefined;
	}
	const isDrawn = (wish: Partial<Parameters<typeof fit>[0]>, name: string): boolean =>
		!fit({ prompt: '-', resolution: '1K', ...wish }, at).changes.some((change) => change.wish === name);
	const { formats = [], qualities = [], backgrounds = [], maxCount = 1, references, streams = false } = family;
	return {
		resolutions: resolutions.filter((resolution) => isDrawn({ resolution }, 'resolution')),
		ratios: aspectRatios.filter((aspectRatio) => isDrawn({ aspectRatio }, 'aspectRatio')),
		...{ formats, qualities, transparent: backgrounds.includes('transparent'), count: maxCount, streams },
		...(references !== undefined && { references }),
		...priceIn(family, model, endpoint),
	};
}

/** The service's own price, and since when it is known, where it is the vendor's. */
function priceIn(
	{ price: vendors }: ModelFamily,
	model: string,
	{ service }: Endpoint,
): Pick<Takes, 'price' | 'priceAsOf'> {
	const price = isSandbox(service) ? undefined : presetOf(service)?.models.find(({ id }) => id === model)?.price;
	return price ? { price, ...(price === vendors?.dollars && { priceAsOf: vendors.asOf }) } : {};
}

function inWords(endpoint: Endpoint, models: readonly Model[], found: Found): string[] {
	const known = models.filter((model) => model.catalogue);
	const others = models.filter((model) => !model.catalogue);
	const width = Math.max(0, ...models.map(({ id }) => id.length));
	const line = ({ id, label, listed, default: isDefault }: Model): string =>
		[
			`  ${id.padEnd(width)}`,
			...(label === undefined ? [] : [label]),
			...(isDefault ? [t('(default)')] : []),
			...(listed === false ? [t('(not in its list)')] : []),
		].join('  ');
	const full = (model: Model): string[] => [line(model), ...(model.takes ? [`    ${takesInWords(model.takes)}`] : [])];
	return [
		nameOf(endpoint),
		...known.flatMap(full),
		...(found.list === 'none' ? [t('It has no list of its models to ask for.')] : []),
		...(others.length > 0
			? ['', t('It also lists:'), ...others.flatMap((model) => (model.draws ? full(model) : [line(model)]))]
			: []),
		...(found.list === 'listed' && models.length === 0 ? [t('It lists no models.')] : []),
	];
}

function takesInWords({ resolutions: sizes, ratios, price, priceAsOf, ...others }: Takes): string {
	const { formats, qualities, transparent, count, references, streams } = others;
	const prices = [...new Set(Object.values(price ?? {}))].map((price) => dollars(t, price));
	return [
		sizes.join(' '),
		ratios.length === aspectRatios.length ? t('all ratios') : ratios.join(' '),
		...(formats.length > 0 ? [formats.join(' ')] : []),
		...(qualities.length > 0 ? [t('quality {0}', qualities.join(' '))] : []),
		...(transparent ? [t('transparent')] : []),
		...(count > 1 ? [t('{0} at a time', count)] : []),
		...(references === undefined ? [] : [wordReferences(references)]),
		...(streams ? [t('streams')] : []),
		...(prices.length > 0 ? [`${prices.join(', ')}${priceAsOf === undefined ? '' : ` (${priceAsOf})`}`] : []),
	].join(' · ');
}

function wordReferences(count: number): string {
	return count === 0 ? t('no references') : plural(t, count, '{0} reference', '{0} references');
}
