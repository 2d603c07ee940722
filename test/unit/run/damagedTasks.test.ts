import assert from 'node:assert/strict';
import { GenerationError } from '../../../src/engine/failure';
import { listingProtocols, taskProtocols, type TaskProtocolId } from '../../../src/engine/task';
import { changed, type Json, others, type Path, pathsIn } from '../../support/damage';
import { temporaryFolder } from '../../support/folders';
import { assertSaved, play, type Played, taskFor } from '../../support/taskJob';
import { type Call, taskService } from '../../support/taskService';

/** Damages what the service says of a task. */
type Damage = (body: Json, call: Call) => string | undefined;

interface Damaged {
	readonly played: Played;
	readonly paid: number;
	/** The last damaged reply, as it was sent. */
	readonly sent: string;
	readonly id: string;
}

/** So many at once: each waits for the disk and the wire. */
const atOnce = 16;

/** Plays a job at a service whose replies are damaged. It gives up long before half an hour, by its own clock. */
async function playWith(protocol: TaskProtocolId, damage: Damage): Promise<Damaged> {
	let sent = '';
	await using service = await taskService(protocol, {
		change: (call, body) => {
			const text = damage(body as Json, call);
			sent = text ?? sent;
			return text;
		},
	});
	await using jobs = await temporaryFolder();
	const task = taskFor(protocol, service);
	const played = await play({ ...task, timeouts: { ...task.timeouts, taskMs: 20_000 } }, jobs.path);
	if (!GenerationError.is(played.result)) {
		await assertSaved(played);
	}
	return { played, paid: service.paid.length, sent, id: service.paid[0]?.id ?? '' };
}

/** What the service says at its calls of each matter, as it is. */
async function repliesOf(protocol: TaskProtocolId): Promise<readonly (readonly [Call, Json])[]> {
	const replies: [Call, Json][] = [];
	const { played } = await playWith(protocol, (body, call) => {
		replies.push([call, body]);
		return undefined;
	});
	assert.ok(!GenerationError.is(played.result));
	return replies;
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
	for (let at = 0; at < items.length; at += atOnce) {
		await Promise.all(items.slice(at, at + atOnce).map(work));
	}
}

/** Ends that say what is the matter. */
const clear = new Set(['badReply', 'noImage', 'stillRunning', 'linkNotFetched', 'expired']);

function toldOf(result: Played['result']): string {
	return GenerationError.is(result) ? result.message : 'saved';
}

/** Asserts what holds whatever was damaged: one task was paid for, and what is not saved has a clear end. */
function check({ played: { result }, paid }: Damaged, where: string): void {
	assert.equal(paid, 1, `${where}: paid for ${paid} times`);
	assert.ok(!GenerationError.is(result) || clear.has(result.kind), `${where}: ${toldOf(result)}`);
}

/** Whether the link to the image, or its file's name, is still there. */
function isHeld({ sent, id }: Damaged): boolean {
	return sent.includes(`${id}.png`);
}

for (const protocol of taskProtocols) {
	describe(`a damaged reply of ${protocol}`, () => {
		let replies: readonly (readonly [Call, Json])[];
		before(async () => {
			replies = await repliesOf(protocol);
		});

		it('to the request that costs brings the image all the same, or is a doubt', async () => {
			const [create] = replies.filter(([{ matter }]) => matter === 'create');
			const body = create?.[1] ?? assert.fail('no reply');
			const damages = [...damagesOf(body), ...cutsOf(body, 6)];
			await inTurns(damages, async ([where, damage]) => {
				const damaged = await playWith(protocol, (whole, { matter }) =>
					matter === 'create' ? damage(whole) : undefined,
				);
				check(damaged, where);
				const { result } = damaged.played;
				if (GenerationError.is(result)) {
					assert.ok(!listingProtocols.has(protocol), `${where}: not looked up`);
					assert.ok(!damaged.sent.includes(`id":"${damaged.id}"`), `${where}: the id was there`);
					// One with another id is another task. What ComfyUI draws itself costs nothing.
					const isOther = result.kind !== 'badReply' && !damaged.sent.includes(damaged.id);
					assert.ok(isOther || result.maybePaid === (protocol !== 'comfyui'), where);
				}
			});
		});

		it('to a look is a reason to look again', async () => {
			const looks = replies.filter(([{ matter }]) => matter === 'status');
			const damages = looks.flatMap(([{ count }, body]) =>
				[...damagesOf(body), ...cutsOf(body, 24)].map(([where, damage]) => ({ at: count, body, where, damage })),
			);
			await inTurns(damages, async ({ at, body, where, damage }) => {
				const damaged = await playWith(protocol, (whole, { matter, count }) =>
					matter === 'status' && count === at ? damage(whole) : undefined,
				);
				check(damaged, `look ${at}, ${where}`);
				// One that says that it is done, and nothing more, has brought nothing.
				const isEmptied = JSON.stringify(body).includes('.png') && !isHeld(damaged);
				const { result } = damaged.played;
				assert.ok(
					!GenerationError.is(result) || (isEmptied && ['noImage', 'linkNotFetched'].includes(result.kind)),
					`look ${at}, ${where}: ${toldOf(result)}`,
				);
			});
		});

		it('to every look and to the question for the result has a clear end, and loses no image that is there', async () => {
			const damages = replies
				.filter(([{ matter }]) => matter !== 'create')
				.flatMap(([{ matter }, body]) => damagesOf(body).map((damage) => [matter, ...damage] as const));
			await inTurns(damages, async ([at, where, damage]) => {
				const damaged = await playWith(protocol, (whole, { matter }) => (matter === at ? damage(whole) : undefined));
				check(damaged, `${at}, ${where}`);
				const { result } = damaged.played;
				const isLost = GenerationError.is(result) && result.kind !== 'stillRunning';
				assert.ok(!isLost || !isHeld(damaged), `${at}, ${where}: ${toldOf(result)}`);
			});
		});
	});
}

/** Each member of a reply replaced, as what does that to one. */
function damagesOf(body: Json): readonly (readonly [where: string, damage: (body: Json) => string])[] {
	return pathsIn(body).flatMap((path, at) =>
		others.map((other) => {
			// What stands in a name differs from job to job.
			const damage = (whole: Json): string => JSON.stringify(changed(whole, pathsIn(whole)[at] as Path, other));
			return [`${path.join('.')} = ${JSON.stringify(other)}`, damage] as const;
		}),
	);
}

/** The reply cut after every so many characters. */
function cutsOf(body: Json, every: number): readonly (readonly [where: string, damage: (body: Json) => string])[] {
	return Array.from({ length: Math.ceil(JSON.stringify(body).length / every) }, (_, index) => {
		const at = index * every;
		return [`cut at ${at}`, (whole: Json) => JSON.stringify(whole).slice(0, at)] as const;
	});
}
