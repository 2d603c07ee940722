import { bearer, type ServicePreset } from './service';

/** ComfyUI's own `server.py`. It draws whatever its workflow says. */
export const comfyui: ServicePreset = {
	id: 'comfyui',
	label: 'ComfyUI',
	protocol: 'comfyui',
	baseUrl: 'http://127.0.0.1:8188',
	models: [{ id: 'workflow', label: 'What the workflow says' }],
	auth: bearer,
	key: 'optional',
	free: 'ownNodes',
	seeds: true,
	modelsPath: false,
	keyCheckPath: '/system_stats',
};
