import { listIn, memberOf, objectIn, textIn } from './members';
import { familyOf, unknownFamily } from './models';

/** A model in a service's own list. */
export interface ListedModel {
	readonly id: string;
	/** What the service calls it, where that is not the id. */
	readonly label?: string;
	/** Whether it is known to draw: the list says so, or the table knows it. Of others nothing is known. */
	readonly draws: boolean;
}

/** A page of a service's list of its models. */
export interface ModelPage {
	readonly models: readonly ListedModel[];
	/** Asks for the page after it; absent on the last one. */
	readonly next?: string;
}

/** No service has more. */
export const maxModels = 5000;

/** No id is longer. */
const maxLength = 256;

/**
 * The models in a reply as OpenAI, Google, OpenRouter, Together, xAI, the Stable Diffusion web UI and others write one, without those that can't
 * draw where the list tells.
 */
export function modelsIn(reply: unknown): ModelPage {
	const rows = Array.isArray(reply) ? (reply as unknown[]) : listIn(reply, 'data', 'models', 'result');
	const models = new Map<string, ListedModel>();
	for (const row of rows.slice(0, maxModels)) {
		const id = nameIn(row);
		const isKnown = id !== undefined && draws(id);
		const isSaid = saysItDraws(row);
		if (id !== undefined && !models.has(id) && (isSaid ?? (isKnown || !isOfAnotherKind(row)))) {
			const label = textIn(row, 'display_name', 'displayName', 'name');
			const hasLabel = label !== undefined && label.length <= maxLength && plainName(label) !== id;
			models.set(id, { id, ...(hasLabel && { label }), draws: isSaid ?? isKnown });
		}
	}
	const next = textIn(reply, 'nextPageToken');
	return { models: [...models.values()], ...(next !== undefined && { next }) };
}

/** Those that are known to draw, and after them the others. */
export function drawingFirst(models: readonly ListedModel[]): readonly ListedModel[] {
	return [...models.filter((model) => model.draws), ...models.filter((model) => !model.draws)];
}

/** What a request calls the model. */
function nameIn(row: unknown): string | undefined {
	const name = typeof row === 'string' ? row : textIn(row, 'id', 'title', 'name', 'model_name');
	const id = name && plainName(name);
	return id && id.length <= maxLength && !/\p{C}/u.test(id) ? id : undefined;
}

/** Google's names are paths. */
function plainName(name: string): string {
	return name.replace(/^models\//, '').trim();
}

/** By its id. */
function draws(id: string): boolean {
	// Most of the Geminis write.
	return familyOf(id) !== unknownFamily && !/gemini(?!.*(image|banana))/i.test(id);
}

/** Whether the list says that the model draws, or does not; undefined where it says nothing. */
function saysItDraws(row: unknown): boolean | undefined {
	const outputs = [objectIn(row, 'architecture'), row, objectIn(row, 'modalities')]
		.flatMap((place) => [memberOf(place, 'output_modalities'), memberOf(place, 'output')])
		.find((value) => Array.isArray(value) && value.length > 0) as readonly unknown[] | undefined;
	if (outputs !== undefined) {
		return outputs.some((output) => typeof output === 'string' && /^image$/i.test(output));
	}
	const methods = listIn(row, 'supportedGenerationMethods');
	if (methods.length > 0 && !methods.includes('generateContent')) {
		return false;
	}
	return textIn(row, 'type') === 'image' ? true : undefined;
}

/** Whether the list has it among other kinds. Some that write can draw as well, and are known by their ids. */
function isOfAnotherKind(row: unknown): boolean {
	return /^(?:chat|language|embeddings?|code|moderation|rerank(?:er|ing)?|audio|video|transcri(?:be|ption)|speech|tts|stt)$/i.test(
		textIn(row, 'type') ?? '',
	);
}
