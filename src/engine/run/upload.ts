import { GenerationError } from '../failure';
import { keyOrigin, missingEnd } from '../providers/catalogue';
import type { TaskProtocol } from '../providers/protocols/taskProtocol';
import { nameRefusal } from '../providers/refusal';
import { uploadHttpRequests } from '../providers/registry';
import type { GenerateTask } from '../task';
import { plainBody } from '../transport/contentEncoding';
import { exchangeWithinOrigin, readStart } from './ask';
import type { DownloadOptions } from './download';
import type { AttemptOptions } from './options';
import { answerMs } from './taskWire';

/** How much of a reply is read, in bytes. */
const replyBytes = 64 * 1024;

/**
 * Brings the images that go along to a service that has to have them before its task names them. It costs nothing: whatever breaks, nothing
 * has been asked for yet. Throws what the service refuses, and what broke.
 */
export async function uploadInputs(
	request: GenerateTask,
	protocol: TaskProtocol,
	{ secrets, inputs, clock }: AttemptOptions,
	wire: DownloadOptions,
): Promise<void> {
	const { endpoint } = request;
	const timeouts = { ...wire.timeouts, firstByteMs: Math.min(wire.timeouts.firstByteMs, answerMs) };
	const key = secrets.keys.get(keyOrigin(endpoint));
	for (const http of uploadHttpRequests(request, protocol, key, inputs)) {
		try {
			await exchangeWithinOrigin(http, { ...wire, timeouts }, async (reply, url) => {
				const { status, headers } = reply;
				const text = (await readStart(plainBody(reply, replyBytes), replyBytes)).toString('utf8');
				if (status < 200 || status >= 300) {
					const asked = { model: endpoint.model, url, addressEnd: missingEnd(endpoint) };
					throw nameRefusal({ status, headers, text, ...asked, now: clock.wallTime() });
				}
			});
		} catch (error) {
			throw GenerationError.is(error) ? error.ofFreeService() : error;
		}
	}
}
