import { bearer, type ServicePreset } from './service';
import { models } from './models';

const express = 'https://aiplatform.googleapis.com/v1/publishers/google';

/** Google's models with a Google Cloud account. Facts: @google/genai 3.1.0, and Google's reference of the express mode. */
export const vertex: ServicePreset = {
	id: 'vertex',
	label: 'Google Vertex AI',
	protocol: 'geminiNative',
	baseUrl: express,
	addresses: [
		{ label: 'Express mode, with an API key', baseUrl: express },
		{
			label: 'A project, with an access token',
			baseUrl: 'https://aiplatform.googleapis.com/v1/projects/PROJECT/locations/LOCATION/publishers/google',
			auth: bearer,
		},
		{
			label: 'A project in one region, with an access token',
			baseUrl: 'https://REGION-aiplatform.googleapis.com/v1/projects/PROJECT/locations/LOCATION/publishers/google',
			auth: bearer,
		},
	],
	models: models('gemini-3-pro-image', 'gemini-nano-banana-2.1', 'gemini-3.1-flash-lite-image'),
	auth: { header: 'x-goog-api-key' },
	key: 'required',
	keyPage: 'https://console.cloud.google.com/apis/credentials',
	seeds: true,
	modelsPath: false,
	unverified: 'which kinds of API keys may draw in express mode; some are told that API keys are not supported',
};
