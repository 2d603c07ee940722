import type { Call } from './call';
import { fal } from './protocols/fal';
import { geminiNative } from './protocols/geminiNative';
import { openaiImages } from './protocols/openaiImages';
import type { Protocol } from './protocols/protocol';

/** Every protocol that the sandbox speaks. Of two that take a call the first has it. */
const protocols: readonly Protocol[] = [fal, geminiNative, openaiImages];

/**
 * Whose call it is. One rule: below `/as/ID` the sandbox is the service with that id in the catalogue, and the rest of the path is what it
 * is at that service's own host, so that `https://api.together.xyz/v1` becomes `http://127.0.0.1:PORT/as/together/v1`. Without a name a
 * path that one service alone has is that service's; what is left is OpenAI's, whose models' ids say which service's rules count.
 */
export function protocolOf(call: Call): Protocol {
	const { service } = call;
	return protocols.find((each) => (service ? each.services.includes(service) : each.takes(call))) ?? openaiImages;
}
