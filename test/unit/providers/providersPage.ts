import manifest from '../../../package.json';
import { familyAt, modelsAt, presetOf, servicePresets } from '../../../src/engine/providers/catalogue';
import type { ModelFamily } from '../../../src/engine/providers/family';
import { taskProtocolOf } from '../../../src/engine/providers/registry';
import type { ServicePreset } from '../../../src/engine/providers/services/service';
import { aspectRatios, type Endpoint } from '../../../src/engine/task';
import { withGenerated } from '../../support/generatedPage';
import { table } from '../../support/table';
import { endpointsOf } from './goldenPages';

/** The packages of vendors whose requests are compared with ours, by service. */
const packages: Readonly<Record<string, readonly (keyof typeof manifest.devDependencies)[]>> = {
	gemini: ['@google/genai'],
	vertex: ['@google/genai'],
	openai: ['openai'],
	azure: ['openai'],
	xai: ['@ai-sdk/xai'],
	openrouter: ['@openrouter/sdk'],
	openrouterChat: ['@openrouter/sdk'],
	fal: ['@fal-ai/client'],
	replicate: ['replicate'],
	blackForestLabs: ['@ai-sdk/black-forest-labs'],
	together: ['together-ai'],
	fireworks: ['@ai-sdk/fireworks'],
	huggingFace: ['@huggingface/inference'],
};

/** docs/services.md, whose tables are what the catalogue and the table of models say. */
export function providersPage(page: string): string {
	const rows = servicePresets.flatMap(rowsOf);
	const header = [
		'service',
		'model',
		'text',
		'edit',
		'references',
		'n',
		'ratios',
		'sizes',
		'streaming',
		'tasks',
		'tested against',
	];
	const unverified = servicePresets.flatMap(({ label, unverified: what }) => (what ? [`- ${label}: ${what}.`] : []));
	return withGenerated(page, [
		table(header, rows),
		'',
		'## What is not verified',
		'',
		"No request of these tables was sent to a paid service. Beyond that, by the vendors' own words it is not known:",
		'',
		...unverified,
		'',
	]);
}

function rowsOf(preset: ServicePreset): (readonly string[])[] {
	const own = preset.models.length === 0 ? [unnamed(preset)] : endpointsOf(preset).filter(isListed);
	const rows = own.map((endpoint) =>
		rowOf(preset, endpoint, preset.models.length === 0 ? 'any' : `\`${endpoint.model}\``),
	);
	// One of several addresses that have the same says nothing new.
	return rows.filter((row, at) => rows.findIndex((other) => other.join() === row.join()) === at);
}

function isListed({ service, baseUrl, model }: Endpoint): boolean {
	const preset = presetOf(service);
	return preset !== undefined && modelsAt(preset, baseUrl).some(({ id }) => id === model);
}

function unnamed({ id, protocol, example = 'http://127.0.0.1' }: ServicePreset): Endpoint {
	return { service: id, protocol, baseUrl: example, model: 'a-model-of-nobody' };
}

function rowOf(
	{ id, label, protocol, models, unknownModelsAre, takes, keepsAlive, losesStreams }: ServicePreset,
	endpoint: Endpoint,
	model: string,
): readonly string[] {
	const family = familyAt(endpoint);
	// What nobody has named takes what it takes.
	const isOpen = models.length === 0 && unknownModelsAre === undefined;
	const of = (member: keyof ModelFamily, text: string): string =>
		isOpen && takes?.[member] === undefined && (member === 'sizes' || protocol === 'openaiImages')
			? "the model's"
			: text;
	const tasks = taskProtocolOf(endpoint) !== undefined;
	const streams = !tasks && losesStreams !== true && (family.streams || (isOpen && takes?.streams === undefined));
	const streaming = streams ? (keepsAlive ? 'by itself' : 'on request') : 'no';
	const against = (packages[id] ?? []).map((name) => `${name} ${manifest.devDependencies[name]}`);
	return [
		`${label} (\`${id}\`)`,
		model,
		'yes',
		...alongIn(endpoint, family),
		of('maxCount', family.maxCount === undefined || family.maxCount === 1 ? '1' : `1–${family.maxCount}`),
		of('sizes', ratiosIn(family)),
		of('sizes', sizesIn(family)),
		streaming,
		tasks ? 'yes' : 'no',
		['the sandbox', ...against].join(', '),
	];
}

/** Whether an image can be changed, and how many can go along. */
function alongIn({ protocol }: Endpoint, { references }: ModelFamily): readonly [edit: string, references: string] {
	if (protocol === 'comfyui') {
		return ["the workflow's", "the workflow's"];
	}
	return references === undefined
		? ["the model's", "the model's"]
		: references === 0
			? ['no', '0']
			: ['yes', `to ${references}`];
}

function ratiosIn({ sizes }: ModelFamily): string {
	switch (sizes.by) {
		case 'name':
		case 'ratio':
			return sizes.ratios.length === aspectRatios.length ? 'all' : sizes.ratios.join(', ');
		case 'pixels':
			return sizes.maxRatio === undefined ? 'all' : `up to ${sizes.maxRatio}:1`;
		case 'list':
			return 'those of its sizes';
	}
}

function sizesIn({ sizes }: ModelFamily): string {
	switch (sizes.by) {
		case 'name':
			return sizes.tiers.map(({ name }) => name).join(', ');
		case 'ratio':
			return '1K';
		case 'list':
			return sizes.pixels.map(([width, height]) => `${width}×${height}`).join(', ');
		case 'pixels': {
			const { multipleOf, minPixels, maxPixels, maxEdge } = sizes;
			const megapixels = (pixels: number): string => (pixels / 1e6).toFixed(1);
			return [
				`multiples of ${multipleOf}`,
				...(minPixels === undefined || minPixels < 50_000 ? [] : [`from ${megapixels(minPixels)} MP`]),
				...(maxPixels === undefined ? [] : [`to ${megapixels(maxPixels)} MP`]),
				...(maxEdge === undefined ? [] : [`edges to ${maxEdge}`]),
			].join(', ');
		}
	}
}
