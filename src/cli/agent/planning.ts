import { stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { measureImage } from '../../engine/decode/imageFile';
import { inability } from '../../engine/providers/ability';
import { keyOrigin, priceOf } from '../../engine/providers/catalogue';
import { fit } from '../../engine/providers/fit';
import type { Secrets } from '../../engine/secrets';
import type { GenerateTask, InputImage } from '../../engine/task';
import { wordInability } from '../../messages/inability';
import { inEnglish } from '../../messages/translate';
import { type ImageOrder, Refused } from '../../mcp/desk';
import { type Destination, nameIn } from '../destination';
import { endpointOptions } from '../endpoint';
import { inputsFrom } from '../inputs';
import { keyOf } from '../keys';
import { type Request, requestFrom, type RequestValues, secretsFor } from '../request';
import { CommandError } from '../usage';
import { holdsKey } from '../../mcp/leaks';
import { Workspace } from '../../mcp/workspace';

/** An order as a job carries it out. */
export interface Planned {
	readonly request: Request;
	readonly task: GenerateTask;
	readonly secrets: Secrets;
	/** The images that go along, those first that the order names, and how the job keeps them. */
	readonly files: readonly string[];
	readonly inputs: readonly InputImage[];
	readonly destination: Destination;
	/** US dollars; undefined where no price is known. */
	readonly price: number | undefined;
}

/**
 * Looks at an order. Throws `Refused`; sends and writes nothing.
 *
 * @param values what the person has started the server with.
 */
export async function planned(order: ImageOrder, values: RequestValues, workspace: Workspace): Promise<Planned> {
	try {
		return await plan(order, values, workspace);
	} catch (error) {
		throw error instanceof CommandError ? new Refused(inToolWords(error.message)) : error;
	}
}

async function plan(order: ImageOrder, values: RequestValues, workspace: Workspace): Promise<Planned> {
	const { prompt, edited, references = [], line } = order;
	const request = await requestFrom(valuesFor(order, values));
	const { endpoint, output, keepsRecipe, resolution } = request;
	const named = [...(edited === undefined ? [] : [edited]), ...references];
	const files = [...(await Promise.all(named.map((path) => workspace.pathTo(path)))), ...request.references];
	const inputs = await inputsFrom(files);
	await refuseOthers(files);
	const asked = request.taskFor(prompt);
	const image = { ...asked.image, ...(inputs.length > 0 && { inputs, isEdit: edited !== undefined }) };
	const unable = inability(image, endpoint);
	if (unable) {
		throw new Refused(wordInability(inEnglish, unable.facts));
	}
	const secrets = await secretsOf(request, order, values);
	refuseSecrets(order, secrets);
	const document = order.document === undefined ? undefined : await documentAt(order.document, workspace);
	const naming = await nameIn(prompt, edited === undefined ? undefined : files[0], order.out === undefined);
	const each = priceOf(endpoint, resolution);
	return {
		...{ request, task: { ...asked, image }, secrets, files, inputs },
		destination: {
			...{ out: await outFor(order, document, workspace), ...naming, output, keepsRecipe },
			...{ roots: [...workspace.roots] },
			...(document !== undefined && { document }),
			...(line !== undefined && { line }),
		},
		price: each === undefined ? undefined : each * fit(image, endpoint).count,
	};
}

/** Looks once more at where an order leads, which a person may have thought about for minutes. Throws `Refused`. */
export async function checkStill({ destination: { out, roots = [] }, files, request }: Planned): Promise<void> {
	const workspace = new Workspace(roots);
	const named = files.slice(0, files.length - request.references.length);
	await Promise.all([out, ...named].map((path) => workspace.check(path)));
	await refuseOthers(files);
}

/** Whether the order names a service in the place of the person's own choice. */
function isAnother({ service }: ImageOrder, values: RequestValues): boolean {
	return service !== undefined && service !== (values.service ?? 'sandbox');
}

/** What the order says goes before what the server was started with. An address, headers and a model are the chosen service's alone. */
function valuesFor(order: ImageOrder, values: RequestValues): RequestValues {
	const { resolution, pixels, aspectRatio: ratio, service, model } = order;
	const said = {
		...(resolution !== undefined && { resolution }),
		...((pixels ?? ratio) !== undefined && { pixels, ratio }),
		...(service !== undefined && { service }),
		...(model !== undefined && { model }),
	};
	if (!isAnother(order, values)) {
		return { ...values, ...said };
	}
	const kept = Object.entries(values).filter(([name]) => !ofService.has(name));
	return { ...Object.fromEntries(kept), ...said };
}

/** What holds for the service alone that the person has chosen. */
const ofService: ReadonlySet<string> = new Set([...Object.keys(endpointOptions), 'fallback', 'timeout', 'stream']);

/** The key of the service that is asked, and of no other. */
async function secretsOf(request: Request, order: ImageOrder, values: RequestValues): Promise<Secrets> {
	if (!isAnother(order, values)) {
		return await secretsFor(request, values);
	}
	const key = await keyOf(request.endpoint, process.env);
	return { keys: new Map(key === undefined ? [] : [[keyOrigin(request.endpoint), key]]) };
}

function refuseSecrets(order: ImageOrder, { keys }: Secrets): void {
	const inEnvironment = Object.entries(process.env).filter(([name]) => name.startsWith('IMAGEGEN_API_KEY'));
	if (holdsKey(order, [...keys.values(), ...inEnvironment.map(([, key = '']) => key.trim())])) {
		throw new Refused('This holds an API key. Nothing was sent.');
	}
}

/** What is no image goes nowhere, and isn't even copied to the job: not a key, not a `.env`. */
async function refuseOthers(files: readonly string[]): Promise<void> {
	for (const file of files) {
		if (!(await measureImage(file).catch(() => undefined))) {
			throw new Refused(`${file} is no image that can go along. Nothing was sent.`);
		}
	}
}

async function documentAt(path: string, workspace: Workspace): Promise<string> {
	const document = await workspace.pathTo(path);
	const found = await stat(document).catch(() => undefined);
	if (!found?.isFile()) {
		throw new Refused(`There is no document ${path}. Name one that is there, or leave document out.`);
	}
	return document;
}

/** Beside the image that is changed, or the document, as in the editor; without either below the workspace. */
async function outFor(
	{ out, edited }: ImageOrder,
	document: string | undefined,
	workspace: Workspace,
): Promise<string> {
	if (out !== undefined) {
		return await workspace.pathTo(out);
	}
	const folder =
		edited === undefined ? join(document === undefined ? '.' : dirname(document), 'images') : dirname(edited);
	return await workspace.pathTo(folder + sep);
}

/** A sentence of the command line, which speaks of its options, as one about a tool's parameters. */
export function inToolWords(sentence: string): string {
	return sentence
		.replace(/--ratio\b/g, 'aspect_ratio')
		.replace(/--image\b/g, 'references')
		.replace(/--(?=[a-z])/g, '');
}
