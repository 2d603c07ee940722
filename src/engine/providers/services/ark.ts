import { bearer, type ServicePreset } from './service';
import { models } from './models';

/** Seedreams are asked for several images by other means than a number, and know no other wishes. */
const common = {
	protocol: 'openaiImages',
	// Whatever an endpoint is called there (`ep-…`), it is a Seedream.
	unknownModelsAre: 'seedream-5-0',
	auth: bearer,
	key: 'required',
	// Seedream 3 alone has it: volcengine-go-sdk's `arkruntime/model/images.go`.
	seeds: /seedream-3/,
	dialect: { count: 'none', inputs: 'image' },
} as const;

/** BytePlus's own pages. */
export const ark: ServicePreset = {
	id: 'ark',
	label: 'BytePlus ModelArk (Seedream)',
	...common,
	baseUrl: 'https://ark.ap-southeast.bytepluses.com/api/v3',
	models: models('seedream-5-0-260128', 'seedream-4-5-251128'),
	keyPage: 'https://console.byteplus.com/ark',
};

/** Volcengine's own pages, and volcengine-go-sdk's `arkruntime`. */
export const volcengine: ServicePreset = {
	id: 'volcengine',
	label: 'Volcengine Ark (Seedream)',
	...common,
	baseUrl: 'https://ark.cn-beijing.volces.com/api/v3',
	models: models('doubao-seedream-5-0-260128', 'doubao-seedream-4-5-251128'),
	keyPage: 'https://console.volcengine.com/ark',
};
