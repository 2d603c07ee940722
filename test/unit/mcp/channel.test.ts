import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { DistantDesk, serveDesk } from '../../../src/mcp/channel';
import { type Desk, type Plan, Refused, type Standing } from '../../../src/mcp/desk';
import { temporaryFolder } from '../../support/folders';

const running: Standing = { state: 'running', said: 'Drawing.', elapsedMs: 5 };
const job = { id: 'a-job', roots: ['/work'] };
const gone = (error: unknown): boolean => Refused.is(error) && /window .* is closed/.test(error.message);

/** A desk that notes what it has begun, and what it was told to stop following. */
class NotingDesk implements Desk {
	begun = 0;
	followed = 0;
	stopped = 0;

	plan(): Promise<Plan> {
		const plan = { prompt: 'A crane', service: 'Sandbox', model: 'm', resolution: '1K', price: 0, place: 'images' };
		const begin = (): Promise<string> => Promise.resolve(`job-${++this.begun}`);
		return Promise.resolve({ ...plan, asking: { is: 'given' }, begin });
	}

	async follow(_: unknown, signal: AbortSignal, onStanding?: (standing: Standing) => void): Promise<Standing> {
		this.followed++;
		onStanding?.(running);
		if (!signal.aborted) {
			await once(signal, 'abort');
		}
		this.stopped++;
		return running;
	}

	cancel(): Promise<Standing> {
		return Promise.reject(new Refused('There is no such image.'));
	}

	lacking(paths: readonly string[]): Promise<never[]> {
		return Promise.reject(new Error(`Nothing at ${paths.join()}.`));
	}

	preview(): Promise<{ bytes: Buffer; type: string }> {
		return Promise.resolve({ bytes: Buffer.alloc(100_000, 7), type: 'image/jpeg' });
	}
}

describe('a channel between a window and its server', () => {
	let desk: NotingDesk;
	let window: Socket;
	let agent: Socket;
	let tidy: () => Promise<void>;

	beforeEach(async () => {
		const folder = await temporaryFolder();
		const listening = createServer().listen(join(folder.path, 'window'));
		await once(listening, 'listening');
		agent = connect(join(folder.path, 'window'));
		[window] = (await once(listening, 'connection')) as [Socket];
		desk = new NotingDesk();
		tidy = async () => {
			agent.destroy();
			window.destroy();
			listening.close();
			await folder[Symbol.asyncDispose]();
		};
	});
	afterEach(() => tidy());

	/** What the window says to lines that no server of ours would write. */
	async function told(...lines: readonly string[]): Promise<Record<string, unknown>[]> {
		serveDesk(window, desk);
		agent.end(lines.map((line) => `${line}\n`).join(''));
		const said = (await agent.setEncoding('utf8').toArray()) as string[];
		return said
			.join('')
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => JSON.parse(line) as Record<string, unknown>);
	}

	it('begins a plan once, however often that is asked', async () => {
		serveDesk(window, desk);
		const plan = await new DistantDesk(agent).plan({ prompt: 'A crane' }, ['/work']);
		const begun = await Promise.allSettled([plan.begin(), plan.begin(), plan.begin()]);
		assert.deepEqual(begun.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected']);
		assert.ok(begun.every((one) => one.status === 'fulfilled' || Refused.is(one.reason)));
		await assert.rejects(plan.begin(), (error) => Refused.is(error));
		assert.equal(desk.begun, 1);
	});

	it('answers forty calls at once, each with its own answer', async () => {
		serveDesk(window, desk);
		const distant = new DistantDesk(agent);
		const many = Array.from({ length: 40 }, async (_, index) => {
			await assert.rejects(distant.lacking([`${index}`], []), { message: `Nothing at ${index}.` });
			await assert.rejects(distant.cancel(job), (error) => Refused.is(error));
			assert.equal((await distant.preview('/pictures/a.png')).bytes.length, 100_000);
			return await (await distant.plan({ prompt: `${index}` }, [])).begin();
		});
		assert.equal(new Set(await Promise.all(many)).size, 40);
	});

	for (const garbage of ['{"id":3,"ask":"beg', 'null', '[', '']) {
		it(`hangs up on ${JSON.stringify(garbage)}, and goes on`, async () => {
			serveDesk(window, desk);
			const over = once(window, 'close');
			agent.write(`${garbage}\n`);
			await over;
			assert.equal(desk.begun, 0);
		});
	}

	it('takes a server that is killed in the middle of a line', async () => {
		serveDesk(window, desk);
		const over = once(window, 'close');
		agent.end('{"id":3,"ask":"begin","pl');
		await over;
		assert.equal(desk.begun, 0);
	});

	it('takes what befalls a connection', async () => {
		serveDesk(window, desk);
		const distant = new DistantDesk(agent);
		const lost = assert.rejects(distant.follow(job, new AbortController().signal), gone);
		const over = [agent, window].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
		window.destroy(new Error('read ECONNRESET'));
		agent.destroy(new Error('read ECONNRESET'));
		await Promise.all([lost, ...over]);
	});

	it('takes texts with line separators, which JSON leaves as they are', async () => {
		serveDesk(window, desk);
		const prompt = 'A crane\u2028and a heron\u2029at dusk\u0085é🦊';
		await assert.rejects(new DistantDesk(agent).lacking([prompt], []), { message: `Nothing at ${prompt}.` });
	});

	it('takes the longest question that a host can ask, and hangs up on a line without an end', async () => {
		serveDesk(window, desk);
		const paths = ['\u0001'.repeat(3 * 2 ** 20), 'a'.repeat(10 * 2 ** 20)];
		await assert.rejects(new DistantDesk(agent).lacking(paths, []), { message: `Nothing at ${paths.join()}.` });
		const over = once(window, 'close');
		agent.write('a'.repeat(33 * 2 ** 20));
		await over;
		assert.equal(desk.begun, 0);
	});

	it('says of what is more than can be told at once that it is, and goes on', async () => {
		const link = { document: '/site/a.md', line: 1, column: 1, path: 'a.png', alt: 'a'.repeat(33 * 2 ** 20) };
		desk.lacking = () => Promise.resolve([link] as never[]);
		serveDesk(window, desk);
		const distant = new DistantDesk(agent);
		await assert.rejects(
			distant.lacking(['/site'], []),
			(error) => Refused.is(error) && /fewer paths/.test(error.message),
		);
		assert.equal((await distant.preview('/pictures/a.png')).bytes.length, 100_000);
	});

	it('says that it knows no such question, and no such plan', async () => {
		const said = await told('{"id":1,"ask":"keys"}', '{"id":2,"ask":"begin","plan":7}', '{"id":9,"ask":"stop"}');
		const words = said.map(({ id, error, refused }) => [id, typeof error, typeof refused]);
		assert.deepEqual(
			words.sort(([a], [b]) => Number(a) - Number(b)),
			[
				[1, 'string', 'undefined'],
				[2, 'undefined', 'string'],
			],
		);
	});

	it('follows no longer than the server is there', async () => {
		serveDesk(window, desk);
		const distant = new DistantDesk(agent);
		await new Promise<void>((resolve) => {
			distant.follow(job, new AbortController().signal, () => resolve()).catch(() => undefined);
		});
		const over = once(window, 'close');
		agent.destroy();
		await over;
		assert.deepEqual([desk.followed, desk.stopped], [1, 1]);
	});

	it('stops to follow also what was given up before it was asked', async () => {
		serveDesk(window, desk);
		assert.deepEqual(await new DistantDesk(agent).follow(job, AbortSignal.abort()), running);
		assert.equal(desk.stopped, 1);
	});

	it('tells who waits, and who asks later, that the window is closed, also in the middle of its answer', async () => {
		const distant = new DistantDesk(agent);
		const waiting = distant.cancel(job);
		window.end('{"id":1,"answ');
		await assert.rejects(waiting, gone);
		await assert.rejects(distant.preview('/pictures/a.png'), gone);
	});
});
