import type { ServicePreset } from './service';
import { models } from './models';

/** Drawn on this machine, started on loopback for each job. */
export const sandbox: ServicePreset = {
	id: 'sandbox',
	label: 'Sandbox',
	protocol: 'geminiNative',
	models: models('gemini-3-pro-image'),
	auth: { header: 'x-goog-api-key' },
	seeds: true,
	// What it can decode.
	inputLimits: { formats: ['png', 'jpeg'] },
	key: 'none',
	free: true,
};
