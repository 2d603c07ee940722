import { bearer, type ServicePreset } from './service';
import { models } from './models';

/** Volcengine's and BytePlus's own pages, and volcengine-go-sdk's `arkruntime`. Whatever an endpoint is called there (`ep-…`), it is a Seedream. */
export const ark: ServicePreset = {
	id: 'ark',
	label: 'BytePlus ModelArk (Seedream)',
	protocol: 'openaiImages',
	baseUrl: 'https://ark.ap-southeast.bytepluses.com/api/v3',
	models: models('seedream-5-0-260128', 'seedream-4-5-251128'),
	unknownModelsAre: 'seedream-5-0',
	auth: bearer,
	key: 'required',
};
