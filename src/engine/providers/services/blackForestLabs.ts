import type { ServicePreset } from './service';
import { models } from './models';

/** https://docs.bfl.ai and @ai-sdk/black-forest-labs. The link to a result lives for ten minutes. */
export const blackForestLabs: ServicePreset = {
	id: 'blackForestLabs',
	label: 'Black Forest Labs (FLUX)',
	protocol: 'blackForestLabs',
	baseUrl: 'https://api.bfl.ai/v1',
	models: models('flux-2-pro', 'flux-2-max', 'flux-2-flex', 'flux-kontext-pro'),
	auth: { header: 'x-key' },
	key: 'required',
	keyPage: 'https://dashboard.bfl.ai',
	keyCheckPath: '/credits',
	seeds: true,
	modelsPath: false,
	hosts: ['*.bfl.ai'],
	unverified: 'whether asking again renews the link to a result; whether a task can be stopped',
};
