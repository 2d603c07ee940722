import { GenerationError } from '../failure';
import type { AcceptedTask, TaskProtocol } from '../providers/protocols/taskProtocol';
import { keyOrigin, missingEnd } from '../providers/catalogue';
import { nameRefusal } from '../providers/refusal';
import { createHttpRequest } from '../providers/registry';
import { redactor } from '../redactor';
import type { GenerateTask } from '../task';
import { plainBody } from '../transport/contentEncoding';
import { exchangeWithinOrigin, readStart, requestIdOf } from './ask';
import type { DownloadOptions } from './download';
import type { Grace } from './grace';
import { lookUpTask } from './lookUpTask';
import type { AttemptOptions } from './options';
import { answerMs } from './taskWire';

/** How much of the reply is read, in bytes. */
const replyBytes = 1024 * 1024;

/**
 * Has a service take the image on as a task: the one request that costs money. Where its reply is lost, the task is looked up, if the
 * service keeps a list. Throws what the service refuses, and what broke where nobody can tell what came of it.
 */
export async function createTask(
	request: GenerateTask,
	attempt: number,
	protocol: TaskProtocol,
	options: AttemptOptions,
	{ grace, wire }: { readonly grace: Grace; readonly wire: DownloadOptions },
): Promise<AcceptedTask> {
	const { endpoint } = request;
	const { folder, secrets, clock, onStep, onSending, inputs } = options;
	const key = secrets.keys.get(keyOrigin(endpoint));
	const http = createHttpRequest(request, protocol, `${folder.id}-${attempt}`, key, inputs);
	const timeouts = { ...wire.timeouts, firstByteMs: Math.min(wire.timeouts.firstByteMs, answerMs) };
	let sentAt = clock.wallTime();
	const onCreate = async (): Promise<void> => {
		await onSending(attempt);
		sentAt = clock.wallTime();
		// What is on its way may cost money: it is heard out, so that it can be stopped.
		grace.give();
	};
	try {
		return await exchangeWithinOrigin(
			http,
			{ ...wire, timeouts, signal: grace.signal, onSending: onCreate },
			async (reply, url) => {
				const { status, headers } = reply;
				const requestId = requestIdOf(reply);
				const id = requestId && redactor(secrets)(requestId).slice(0, 200);
				onStep({ type: 'replied', attempt, status, ...(id && { requestId: id }) });
				const text = (await readStart(plainBody(reply, wire.timeouts.maxReplyBytes), replyBytes)).toString('utf8');
				if (status < 200 || status >= 300) {
					const asked = { model: endpoint.model, url, addressEnd: missingEnd(endpoint) };
					throw nameRefusal({ status, headers, text, ...asked, now: clock.wallTime() });
				}
				const task = protocol.accepted(text);
				if (!task) {
					const detail = `there is no task's id in it; it begins: ${text.slice(0, 200).trim()}`;
					throw new GenerationError('badReply', { detail }, true);
				}
				return task;
			},
		);
	} catch (error) {
		const isLost = GenerationError.is(error) && error.maybePaid;
		const found = isLost ? await lookUpTask({ request, sentAt, protocol, wire, grace }, options) : undefined;
		if (!found) {
			// It may stand in the service's queue: another would stand there behind it.
			throw isLost ? error.ofTask() : error;
		}
		return found;
	}
}
