import type { ServicePreset } from './service';

/** Azure OpenAI and Foundry: a model has whatever name its deployment has. Facts: openai-node's `azure`, @ai-sdk/azure. */
export const azure: ServicePreset = {
	id: 'azure',
	label: 'Azure OpenAI',
	protocol: 'openaiImages',
	example: 'https://RESOURCE.openai.azure.com/openai/v1',
	addresses: [
		{ label: 'Azure OpenAI', baseUrl: 'https://RESOURCE.openai.azure.com/openai/v1' },
		{ label: 'Foundry', baseUrl: 'https://RESOURCE.services.ai.azure.com/openai/v1' },
		{
			label: 'One deployment',
			baseUrl: 'https://RESOURCE.openai.azure.com/openai/deployments/DEPLOYMENT?api-version=2025-04-01-preview',
		},
	],
	models: [],
	// What all of OpenAI's models accept.
	unknownModelsAre: 'gpt-image-1.5',
	auth: { header: 'api-key' },
	key: 'required',
	keyPage: 'https://ai.azure.com',
	keepsAlive: true,
	unverified: 'signs of life in streams of images (seen in those of responses)',
};
