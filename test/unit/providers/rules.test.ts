import assert from 'node:assert/strict';
import { presetOf, servicePresets } from '../../../src/engine/providers/catalogue';
import type { ImageRequest } from '../../../src/engine/task';
import { bodyFor, endpointsOf, wishes } from './goldenPages';

/*
 * What services say that they accept, written down from their own pages and packages once more and in other words than the table of models
 * has: whatever is wished, no request may break it. `fields` are all that a body may hold.
 */

type Body = Readonly<Record<string, unknown>>;

interface Rules {
	readonly fields: readonly string[];
	readonly check: (body: Body, model: string) => void;
}

const ratiosOfGoogle = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];

function assertIsOneOf(value: unknown, allowed: readonly string[]): void {
	assert.ok(allowed.includes(value as string), `${JSON.stringify(value)} is none of ${allowed.join(', ')}`);
}

function sizeIn(text: unknown): readonly [width: number, height: number] {
	const [, width, height] = /^(\d+)x(\d+)$/.exec(String(text)) ?? assert.fail(`${String(text)} is no size`);
	return [Number(width), Number(height)];
}

function isWithin(
	[width, height]: readonly [number, number],
	{ multipleOf = 1, edge = Infinity, ratio = Infinity, least = 0, most = Infinity },
): void {
	const said = `${width}x${height}`;
	assert.ok(width > 0 && width % multipleOf === 0 && height % multipleOf === 0, said);
	assert.ok(Math.max(width, height) <= edge, `${said}: an edge`);
	assert.ok(Math.max(width / height, height / width) <= ratio, `${said}: the ratio`);
	assert.ok(width * height >= least && width * height <= most, `${said}: the area`);
}

const openaiFields = ['model', 'prompt', 'n', 'size', 'quality', 'background', 'output_format', 'output_compression'];

/** openai-node 7.57.0 `resources/images.d.ts`. */
const openai: Rules = {
	fields: openaiFields,
	check({ size, output_format: format = 'png', n }, model) {
		assertIsOneOf(format, ['png', 'jpeg', 'webp']);
		assert.ok(Number(n) >= 1 && Number(n) <= 10);
		if (/gpt-image-2/.test(model)) {
			isWithin(sizeIn(size), { multipleOf: 16, edge: 3840, ratio: 3, least: 655_360, most: 8_294_400 });
		} else {
			assertIsOneOf(size, ['1024x1024', '1536x1024', '1024x1536']);
		}
	},
};

/** Google's pages on each model. */
const google: Rules = {
	fields: ['contents', 'generationConfig'],
	check({ generationConfig }, model) {
		const { imageConfig, ...others } = generationConfig as { imageConfig: Record<string, unknown> };
		assert.deepEqual(others, { responseModalities: ['TEXT', 'IMAGE'] });
		const { aspectRatio, imageSize, ...rest } = imageConfig;
		assert.deepEqual(rest, {});
		const ratios = /2\.1/.test(model) ? [...ratiosOfGoogle, '1:4', '4:1', '1:8', '8:1'] : ratiosOfGoogle;
		assertIsOneOf(aspectRatio ?? '1:1', ratios);
		const sizes = /lite/.test(model) ? ['1K'] : ['1K', '2K', '4K'];
		assertIsOneOf(imageSize, sizes);
	},
};

/** volcengine-go-sdk `arkruntime/model/images.go`, and the pages on each model. */
const seedream: Rules = {
	fields: ['model', 'prompt', 'size', 'response_format', 'watermark', 'output_format'],
	check({ size, watermark, response_format: format }, model) {
		assert.deepEqual([watermark, format], [false, 'b64_json']);
		const most = /4-5/.test(model) ? 16_777_216 : 10_404_496;
		const tiers = /4-5/.test(model) ? ['2K', '4K'] : ['2K', '3K'];
		if (!tiers.includes(size as string)) {
			isWithin(sizeIn(size), { ratio: 16, least: 3_686_400, most });
		}
	},
};

/** together-ai 0.52.0 `resources/images.d.ts`. */
const together: Rules = {
	fields: ['model', 'prompt', 'n', 'width', 'height', 'response_format', 'output_format'],
	check({ width, height, response_format: format, output_format: file = 'jpeg' }) {
		assert.equal(format, 'base64');
		assertIsOneOf(file, ['jpeg', 'png']);
		isWithin([Number(width), Number(height)], { multipleOf: 16, most: 4_194_304 });
	},
};

/** @openrouter/sdk 1.3.19 `models/imagegenerationrequest.d.ts`. */
const openrouter: Rules = {
	fields: [...openaiFields, 'aspect_ratio', 'resolution'],
	check({ size, aspect_ratio: ratio, resolution }) {
		// Pixels count for more than names; both at once are rejected.
		assert.ok(size === undefined || (ratio === undefined && resolution === undefined));
		assertIsOneOf(size === undefined ? resolution : '1K', ['1K', '2K', '4K']);
		assertIsOneOf(ratio ?? '1:1', [...ratiosOfGoogle, '1:4', '4:1', '1:8', '8:1']);
	},
};

/** @ai-sdk/xai 3.0.138, and https://docs.x.ai. */
const xai: Rules = {
	fields: ['model', 'prompt', 'n', 'aspect_ratio', 'resolution', 'response_format', 'quality'],
	check({ aspect_ratio: ratio, resolution }) {
		assertIsOneOf(resolution, ['1k', '2k']);
		const ratios = ['1:1', '3:4', '4:3', '9:16', '16:9', '2:3', '3:2', '1:2', '2:1'];
		assertIsOneOf(ratio ?? '1:1', ratios);
	},
};

/** https://docs.fireworks.ai/api-reference/generate-a-new-image-from-a-text-prompt. */
const fireworks: Rules = {
	fields: ['prompt', 'aspect_ratio'],
	check({ aspect_ratio: ratio }) {
		const ratios = ['1:1', '21:9', '16:9', '3:2', '5:4', '4:5', '2:3', '9:16', '9:21', '4:3', '3:4'];
		assertIsOneOf(ratio ?? '1:1', ratios);
	},
};

/** https://docs.siliconflow.cn. */
const siliconFlow: Rules = {
	fields: ['model', 'prompt', 'image_size', 'batch_size'],
	check({ image_size: size }, model) {
		const sizes = /Qwen/.test(model)
			? ['1328x1328', '1664x928', '928x1664', '1472x1140', '1140x1472', '1584x1056', '1056x1584']
			: ['1024x1024', '960x1280', '768x1024', '720x1440', '720x1280'];
		assertIsOneOf(size, sizes);
	},
};

/** What many servers have who took over OpenAI's API before it had more fields. */
const plain: Rules = {
	fields: ['model', 'prompt', 'n', 'size', 'response_format'],
	check: ({ size }) => isWithin(sizeIn(size), {}),
};

const rules: Readonly<Record<string, Rules>> = {
	gemini: google,
	vertex: google,
	openai,
	azure: openai,
	xai,
	ark: seedream,
	volcengine: seedream,
	openrouter,
	openrouterChat: {
		fields: ['model', 'messages', 'modalities', 'image_config'],
		check({ image_config: config = {} }) {
			const { aspect_ratio: ratio = '1:1', image_size: size = '1K' } = config as Body;
			assertIsOneOf(ratio, ratiosOfGoogle);
			assertIsOneOf(size, ['1K', '2K', '4K']);
		},
	},
	together,
	fireworks,
	siliconFlow,
	deepInfra: { ...plain, fields: ['model', 'prompt', 'n', 'size'] },
	nebius: { fields: ['model', 'prompt', 'width', 'height', 'response_format'], check: () => undefined },
	huggingFace: { fields: ['inputs', 'parameters'], check: () => undefined },
	pollinations: plain,
	vercelGateway: { fields: ['model', 'messages', 'modalities'], check: () => undefined },
	localAI: plain,
	stableDiffusionCpp: { ...plain, fields: ['model', 'prompt', 'n', 'size', 'output_format', 'output_compression'] },
	stableDiffusionWebUI: {
		fields: ['prompt', 'width', 'height', 'n_iter', 'send_images', 'save_images', 'override_settings'],
		check: ({ width, height }) => isWithin([Number(width), Number(height)], { multipleOf: 8 }),
	},
	chatCompatible: { fields: ['model', 'messages'], check: () => undefined },
};

/** Everything at once that can be wished of an image beside its size. */
const everything: Partial<ImageRequest> = {
	quality: 'max',
	background: 'transparent',
	format: 'webp',
	compression: 60,
	count: 4,
};

describe("a service's own rules", () => {
	for (const [id, { fields, check }] of Object.entries(rules)) {
		const preset = presetOf(id) ?? assert.fail(id);
		for (const endpoint of endpointsOf(preset).filter(({ protocol }) => protocol === preset.protocol)) {
			it(`${preset.label} accepts what is asked of ${endpoint.model} at ${endpoint.baseUrl}`, () => {
				for (const wish of wishes.flat()) {
					for (const more of [{}, everything]) {
						const body = bodyFor({ ...wish, ...more }, endpoint) as Body;
						assert.deepEqual(
							Object.keys(body).filter((field) => !fields.includes(field)),
							[],
						);
						check(body, endpoint.model);
					}
				}
			});
		}
	}

	it('are written down for every service whose models and address are its own', () => {
		const without = servicePresets.filter(
			({ id, protocol }) => !Object.hasOwn(rules, id) && protocol !== 'geminiNative',
		);
		assert.deepEqual(
			without.map(({ id }) => id),
			// Of fal, Replicate and ComfyUI every model or workflow has fields of its own; those of the first two are in their pages above.
			['blackForestLabs', 'fal', 'replicate', 'portkey', 'liteLLM', 'newApi', 'comfyui', 'openaiCompatible'],
		);
	});
});
