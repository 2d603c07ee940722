import type { Duplex } from 'node:stream';
import {
	type Desk,
	type ImageOrder,
	type LackingImage,
	type NamedJob,
	type Plan,
	type Preview,
	Refused,
	type Standing,
} from './desk';

/** What goes one way over a channel, as a line of JSON: `id` tells to which question an answer belongs. */
type Question = { readonly id: number } & (
	| { readonly ask: 'plan'; readonly order: ImageOrder; readonly roots: readonly string[] }
	| { readonly ask: 'begin'; readonly plan: number }
	| { readonly ask: 'follow' | 'cancel'; readonly job: NamedJob }
	| { readonly ask: 'lacking'; readonly paths: readonly string[]; readonly roots: readonly string[] }
	| { readonly ask: 'preview'; readonly path: string }
	/** Nobody waits for the answer to that question any more. */
	| { readonly ask: 'stop' }
);

/** What comes back. */
type Reply = { readonly id: number } & (
	| { readonly answer: unknown }
	/** How it stands with a job that is followed. */
	| { readonly standing: Standing }
	| { readonly refused: string }
	| { readonly error: string }
);

/** A preview as text. */
interface PlainPreview {
	readonly base64: string;
	readonly type: string;
}

/**
 * No line is longer, in UTF-16 units: a host's may have 10 MiB, and so may the one that names its folders, and a question has both. An answer
 * that would be longer is refused.
 */
const maxLine = 32 * 2 ** 20;

/**
 * Hears each line of a channel. Whoever says what can't be read, as one does who is killed in the middle of a line, or never ends a line, is
 * heard no more.
 */
function hear(channel: Duplex, listener: (line: unknown) => void): void {
	const hangUp = (): void => void channel.destroy();
	let begun: string[] = [];
	let length = 0;
	channel.on('error', hangUp);
	// Not by `readline`, which ends lines also at the line separators that JSON leaves in texts.
	channel.setEncoding('utf8').on('data', (text: string) => {
		const ends = text.split('\n');
		const rest = ends.pop() ?? '';
		try {
			for (const end of ends) {
				listener(JSON.parse([...begun, end].join('')));
				[begun, length] = [[], 0];
			}
		} catch {
			hangUp();
		}
		begun.push(rest);
		length += rest.length;
		if (length > maxLine) {
			hangUp();
		}
	});
}

/** Lets whoever is at the other end of a channel work with a desk, for as long as the channel lasts. */
export function serveDesk(channel: Duplex, desk: Desk): void {
	const plans = new Map<number, Plan>();
	const stops = new Map<number, AbortController>();
	const say = (reply: Reply): void => {
		const line = JSON.stringify(reply);
		if (line.length > maxLine) {
			say({ id: reply.id, refused: 'That is more than can be told at once. Ask for less: for fewer paths.' });
		} else if (channel.writable) {
			channel.write(`${line}\n`);
		}
	};
	const answer = async (question: Question): Promise<unknown> => {
		switch (question.ask) {
			case 'plan': {
				const plan = await desk.plan(question.order, question.roots);
				plans.set(question.id, plan);
				return plan;
			}
			case 'begin': {
				const plan = plans.get(question.plan);
				// Whatever is asked twice: no plan makes a second image, which would be paid for.
				plans.delete(question.plan);
				if (!plan) {
					throw new Refused('This was begun already, or never looked at. Nothing more was made.');
				}
				return await plan.begin();
			}
			case 'follow': {
				const stop = new AbortController();
				stops.set(question.id, stop);
				return await desk.follow(question.job, stop.signal, (standing) => say({ id: question.id, standing }));
			}
			case 'cancel':
				return await desk.cancel(question.job);
			case 'lacking':
				return await desk.lacking(question.paths, question.roots);
			case 'preview': {
				const { bytes, type } = await desk.preview(question.path);
				return { base64: bytes.toString('base64'), type } satisfies PlainPreview;
			}
			case 'stop':
			default:
				throw new Error('That question is not known here.');
		}
	};
	channel.on('close', () => stops.forEach((stop) => stop.abort()));
	hear(channel, (line) => {
		const question = line as Question;
		const { id } = question;
		if (question.ask === 'stop') {
			stops.get(id)?.abort();
			return;
		}
		answer(question)
			.then(
				(given) => say({ id, answer: given }),
				(error: unknown) =>
					say(
						Refused.is(error)
							? { id, refused: error.message }
							: { id, error: error instanceof Error ? error.message : String(error) },
					),
			)
			.finally(() => stops.delete(id));
	});
}

/** Who waits for an answer. */
interface Waiting {
	readonly resolve: (answer: unknown) => void;
	readonly reject: (error: Error) => void;
	readonly onStanding: ((standing: Standing) => void) | undefined;
}

/** A desk at the other end of a channel. */
export class DistantDesk implements Desk {
	private readonly waiting = new Map<number, Waiting>();
	private asked = 0;

	constructor(private readonly channel: Duplex) {
		channel.on('close', () => this.end());
		hear(channel, (line) => this.take(line as Reply));
	}

	async plan(order: ImageOrder, roots: readonly string[]): Promise<Plan> {
		const { id, answer } = this.ask({ ask: 'plan', order, roots });
		const plan = (await answer) as Omit<Plan, 'begin'>;
		return { ...plan, begin: async () => (await this.ask({ ask: 'begin', plan: id }).answer) as string };
	}

	async follow(job: NamedJob, signal: AbortSignal, onStanding?: (standing: Standing) => void): Promise<Standing> {
		const { id, answer } = this.ask({ ask: 'follow', job }, onStanding);
		const stop = (): void => this.say({ id, ask: 'stop' });
		signal.addEventListener('abort', stop, { once: true });
		if (signal.aborted) {
			stop();
		}
		try {
			return (await answer) as Standing;
		} finally {
			signal.removeEventListener('abort', stop);
		}
	}

	async cancel(job: NamedJob): Promise<Standing> {
		return (await this.ask({ ask: 'cancel', job }).answer) as Standing;
	}

	async lacking(paths: readonly string[], roots: readonly string[]): Promise<readonly LackingImage[]> {
		return (await this.ask({ ask: 'lacking', paths, roots }).answer) as readonly LackingImage[];
	}

	async preview(path: string): Promise<Preview> {
		const { base64, type } = (await this.ask({ ask: 'preview', path }).answer) as PlainPreview;
		return { bytes: Buffer.from(base64, 'base64'), type };
	}

	private ask(
		question: WithoutId<Question>,
		onStanding?: (standing: Standing) => void,
	): { readonly id: number; readonly answer: Promise<unknown> } {
		const id = ++this.asked;
		const answer = new Promise((resolve, reject) => {
			this.waiting.set(id, { resolve, reject, onStanding });
			if (this.channel.destroyed) {
				this.end();
			}
		});
		this.say({ ...question, id });
		return { id, answer };
	}

	private say(question: Question): void {
		if (this.channel.writable) {
			this.channel.write(`${JSON.stringify(question)}\n`);
		}
	}

	private take(reply: Reply): void {
		const waiting = this.waiting.get(reply.id);
		if ('standing' in reply) {
			waiting?.onStanding?.(reply.standing);
			return;
		}
		this.waiting.delete(reply.id);
		if ('refused' in reply) {
			waiting?.reject(new Refused(reply.refused));
		} else if ('error' in reply) {
			waiting?.reject(new Error(reply.error));
		} else {
			waiting?.resolve(reply.answer);
		}
	}

	/** Its jobs go on: a window that is opened again shows them. */
	private end(): void {
		const gone = new Refused(
			'The editor window that this server belongs to is closed. Images that were begun go on, and are in the Image Gen view of that window once it is open again. Start the server again for more.',
		);
		this.waiting.forEach(({ reject }) => reject(gone));
		this.waiting.clear();
	}
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
