import type { Call } from './call';
import { azure } from './protocols/azure';
import { blackForestLabs } from './protocols/blackForestLabs';
import { comfyui } from './protocols/comfyui';
import { deepInfra } from './protocols/deepInfra';
import { fal } from './protocols/fal';
import { fireworks } from './protocols/fireworks';
import { geminiNative } from './protocols/geminiNative';
import { apiyi, cloudflare, vertex } from './protocols/googleGateways';
import { huggingFace } from './protocols/huggingFace';
import { sdapi, stableDiffusionCpp } from './protocols/localServers';
import { nebius } from './protocols/nebius';
import { openaiImages } from './protocols/openaiImages';
import { openRouter } from './protocols/openRouter';
import { pollinations } from './protocols/pollinations';
import type { Protocol } from './protocols/protocol';
import { chatRelay, liteLlm, newApi } from './protocols/relays';
import { replicate } from './protocols/replicate';
import { siliconFlow } from './protocols/siliconFlow';
import { together } from './protocols/together';
import { xai } from './protocols/xai';

/** Every protocol that the sandbox speaks. Of two that take a call the first has it. */
const protocols: readonly Protocol[] = [
	// Those that work by tasks.
	...[fal, replicate, blackForestLabs, comfyui],
	...[vertex, cloudflare, openRouter, azure, deepInfra, fireworks, sdapi, huggingFace, geminiNative],
	...[xai, together, siliconFlow, nebius, pollinations, apiyi, newApi, liteLlm, chatRelay, stableDiffusionCpp],
	openaiImages,
];

/**
 * Whose call it is. One rule: below `/as/ID` the sandbox is the service with that id in the catalogue, and the rest of the path is what it
 * is at that service's own host, so that `https://api.together.xyz/v1` becomes `http://127.0.0.1:PORT/as/together/v1`. Without a name a
 * path that one service alone has is that service's; what is left is OpenAI's, whose models' ids say which service's rules count.
 */
export function protocolOf(call: Call): Protocol {
	const { service } = call;
	return protocols.find((each) => (service ? each.services.includes(service) : each.takes(call))) ?? openaiImages;
}
