import type { ServicePreset } from './service';
import { resold } from './models';

/** https://fal.ai/docs and @fal-ai/client: the queue, which keeps a result for 30 days. */
export const fal: ServicePreset = {
	id: 'fal',
	label: 'fal',
	protocol: 'fal',
	baseUrl: 'https://queue.fal.run',
	models: resold(
		'fal-ai/nano-banana-pro',
		'fal-ai/nano-banana-2',
		'fal-ai/flux-2-pro',
		'fal-ai/bytedance/seedream/v4.5/text-to-image',
		'fal-ai/recraft/v4/text-to-vector',
	),
	auth: { header: 'authorization', scheme: 'Key' },
	key: 'required',
	keyPage: 'https://fal.ai/dashboard/keys',
	// OpenAI's have none, wherever they are, and what Recraft draws as SVG has none here.
	seeds: /^(?!.*(gpt-image|recraft))/,
	modelsPath: false,
	hosts: ['queue.fal.run', 'api.fal.ai'],
	unverified: 'whether running requests are in its list',
};
