import { type AbleModel, GenerationError, type Ability } from '../failure';
import type { Endpoint, ImageRequest } from '../task';
import { familyAt, modelsAt, presetOf, serviceGroups } from './catalogue';
import { drawsSvg } from './drawsSvg';
import type { ModelFamily } from './family';
import { imageName } from './workflow';

/** Whether a family does what an image asks of it; undefined where that is not known. */
type Does = (image: Asked, family: ModelFamily) => boolean | undefined;

/** What only some models do may be asked of them by these. */
interface Asked extends Pick<ImageRequest, 'background' | 'format'> {
	readonly inputs?: readonly unknown[] | undefined;
	/** Whether it must be none of an SVG. */
	readonly isOfPixels?: boolean;
}

const abilities: Readonly<Record<Ability, Does>> = {
	transparent: ({ background }, { backgrounds }) =>
		background !== 'transparent' || backgrounds?.includes('transparent'),
	inputs: ({ inputs = [] }, { references }) =>
		inputs.length === 0 || (references === undefined ? undefined : inputs.length <= references),
	svg: ({ format }, family) => format !== 'svg' || drawsSvg(family),
	pixels: ({ isOfPixels = false }, { svg }) => !isOfPixels || svg !== 'only',
};

/** So many models are named. */
const maxNamed = 3;

/**
 * Why the endpoint's model need not be asked: it is known not to do what the image asks of it. Of what nobody knows, what comes is to tell.
 */
export function inability(
	image: Asked,
	endpoint: Pick<Endpoint, 'service' | 'baseUrl' | 'model' | 'knownAs' | 'protocol' | 'workflow'>,
): GenerationError<'unable'> | undefined {
	const family = familyAt(endpoint);
	const entries = Object.entries(abilities) as [Ability, Does][];
	const [lacking] = entries.find(([, does]) => does(image, family) === false) ?? [];
	if (lacking === undefined) {
		return undefined;
	}
	const { references = 0 } = family;
	if (lacking === 'inputs' && endpoint.workflow) {
		const lacks = `{{${imageName(references)}}}`;
		return new GenerationError('unable', { ability: lacking, model: endpoint.model, lacks, able: [] }, false);
	}
	const most = lacking === 'inputs' ? { most: references } : {};
	const able = ableModels(endpoint, (one) => abilities[lacking](image, one) === true);
	return new GenerationError('unable', { ability: lacking, model: endpoint.model, ...most, able }, false);
}

/** Models that can, of the same service where it has any, and otherwise of those that sell them. */
function ableModels(
	{ service, baseUrl, protocol }: Pick<Endpoint, 'service' | 'baseUrl' | 'protocol'>,
	can: (family: ModelFamily) => boolean,
): readonly AbleModel[] {
	const preset = presetOf(service);
	const own = (preset ? modelsAt(preset, baseUrl) : [])
		.filter(({ id }) => can(familyAt({ service, protocol, model: id })))
		.map(({ id }) => ({ service, model: id }));
	const others = [...serviceGroups.vendor, ...serviceGroups.aggregator].flatMap(({ id: other, models }) =>
		models
			.filter(({ id }) => can(familyAt({ service: other, model: id })))
			.map(({ id }) => ({ service: other, model: id })),
	);
	return (own.length > 0 ? own : others).slice(0, maxNamed);
}
