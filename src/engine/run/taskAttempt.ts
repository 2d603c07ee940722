import { type FailureKind, GenerationError } from '../failure';
import type { TakenOn } from '../jobs/events';
import type { AtService } from '../jobs/state';
import { keyOrigin } from '../providers/catalogue';
import type { TaskProtocol } from '../providers/protocols/taskProtocol';
import { headersOf } from '../providers/registry';
import type { GenerateTask } from '../task';
import { type Received, saveReceived } from './attempt';
import { createTask } from './createTask';
import type { AttemptOptions } from './options';
import { followTask } from './followTask';
import { Grace } from './grace';
import { lookUpTask } from './lookUpTask';
import type { Made } from './result';
import { uploadInputs } from './upload';
import { wireFor } from './wire';

/** A task whose image is to be had: it is asked for anew, or was before. */
interface Wanted {
	readonly request: GenerateTask;
	readonly attempt: number;
	readonly protocol: TaskProtocol;
}

/** Asks one service that takes tasks on: has it take the image on, follows that to its end, and saves what comes of it. */
export async function makeTaskAttempt(wanted: Wanted, options: AttemptOptions): Promise<Made> {
	const { request, attempt, protocol } = wanted;
	return await withGrace(wanted, options, new Grace(options.signal), async (grace) => {
		const wire = wireFor(request, options);
		await uploadInputs(request, protocol, options, wire);
		const task = await createTask(request, attempt, protocol, options, { grace, wire });
		return await takeOn(wanted, task, options);
	});
}

/** Goes on asking for a task that was taken on before. Never asks for another one. */
export async function resumeTask(
	wanted: Wanted,
	{ taken, takenAt }: AtService,
	options: AttemptOptions,
): Promise<Made> {
	const grace = new Grace(options.signal, true);
	return await withGrace(wanted, options, grace, () => Promise.resolve({ taken, takenAt }));
}

/** Looks for a task that may have been taken on before, although the service's reply is lost. Never asks for another one. Throws `lost`. */
export async function findTask(
	wanted: Wanted,
	sentAt: number,
	lost: GenerationError,
	options: AttemptOptions,
): Promise<Made> {
	const { request, protocol } = wanted;
	const grace = new Grace(options.signal, true);
	return await withGrace(wanted, options, grace, async () => {
		const task = await lookUpTask({ request, sentAt, protocol, wire: wireFor(request, options), grace }, options);
		if (!task) {
			throw lost;
		}
		return await takeOn(wanted, task, options);
	});
}

/** Writes down what the service has taken on, before anything else. */
async function takeOn(
	{ request, attempt, protocol }: Wanted,
	task: Omit<TakenOn, 'endpoint' | 'keptMs'>,
	{ onStep, onAccepted, clock }: AttemptOptions,
): Promise<Pick<AtService, 'taken' | 'takenAt'>> {
	// What it was asked to do is written down already.
	const { workflow: _workflow, ...endpoint } = request.endpoint;
	const taken: TakenOn = { ...task, endpoint, keptMs: protocol.keptMs };
	const takenAt = clock.wallTime();
	const step = { type: 'accepted', attempt, ...taken } as const;
	if (onAccepted) {
		await onAccepted(step);
	} else {
		onStep(step);
	}
	return { taken, takenAt };
}

async function withGrace(
	{ request, attempt, protocol }: Wanted,
	options: AttemptOptions,
	grace: Grace,
	begin: (grace: Grace) => Promise<Pick<AtService, 'taken' | 'takenAt'>>,
): Promise<Made> {
	/** Why there is no image where the protocol has them. */
	let why: FailureKind | undefined;
	const receive = async (): Promise<Received> => {
		const begun = await begin(grace);
		const { endpoint } = begun.taken;
		grace.give();
		const wire = wireFor(request, { ...options, signal: grace.signal });
		const reply = await followTask({ request, attempt, ...begun, protocol, grace, wire }, options);
		const read: Received['protocol']['read'] = async (whole) => {
			try {
				return await protocol.read(whole, endpoint);
			} catch (error) {
				why = GenerationError.is(error) ? error.kind : undefined;
				throw error;
			}
		};
		return {
			...{ reply, protocol: { read } },
			wire: { ...wireFor(request, { ...options, signal: grace.signal }), isPatient: true },
			linkHeaders: protocol.keepsFiles ? headersOf(endpoint, options.secrets.keys.get(keyOrigin(endpoint))) : {},
		};
	};
	try {
		return await saveReceived(request.endpoint, attempt, options, receive);
	} catch (error) {
		// Nor anywhere else in it: another look would bring the same.
		if (why !== undefined && GenerationError.is(error, why)) {
			options.onStep({ type: 'done', attempt, status: why, isFetchable: false });
		}
		throw error;
	} finally {
		grace.end();
	}
}
