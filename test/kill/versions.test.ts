import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seal } from '../../src/engine/jobs/sealed';
import { jobFolder } from '../../src/engine/jobs/layout';
import { timeoutsFor } from '../../src/engine/policy/timeouts';
import { buildCli, startCli } from '../support/cli';
import { recordOfDeadProcess } from '../support/locks';
import { play, settle, temporaryHome } from './jobs';
import { contentsOf, readJobs, type Told } from './judge';
import { sentImages } from './services';

const [image = Buffer.alloc(0)] = sentImages;

const attempt = { type: 'attempt', attempt: 1, service: 'gemini', model: 'm', host: 'h', limitMs: 1000 };
const sent = { type: 'sent', attempt: 1 };
const failed = { type: 'failed', facts: {}, sent: true };
const deadline = { ...failed, kind: 'deadline', facts: { phase: 'idle', limitMs: 1 }, maybePaid: true };
const unauthorized = { ...failed, kind: 'unauthorized', facts: { status: 401 }, maybePaid: false };
const saved = { type: 'saved', attempt: 1, service: 'gemini', model: 'm', width: 32, height: 24, format: 'png' };

interface Old {
	readonly events: readonly object[];
	readonly files?: Readonly<Record<string, string | Buffer>>;
	readonly told: Pick<Told, 'state' | 'maybePaid'>;
	readonly kind?: string;
}

/** A job of version 1, in every state that its processes and windows could leave it in. */
const old: Readonly<Record<string, Old>> = {
	'not begun': { events: [], told: { state: 'notSent', maybePaid: false } },
	// Those versions said that a request left only after it had.
	connecting: { events: [attempt], told: { state: 'maybePaid', maybePaid: true } },
	sent: { events: [attempt, sent], told: { state: 'maybePaid', maybePaid: true } },
	saved: { events: [attempt, sent, saved], told: { state: 'arrived', maybePaid: false } },
	'not told of': { events: [attempt, sent], told: { state: 'arrived', maybePaid: false } },
	timeout: { events: [attempt, sent, deadline], told: { state: 'maybePaid', maybePaid: true }, kind: 'timeout' },
	refused: { events: [attempt, sent, unauthorized], told: { state: 'failed', maybePaid: false }, kind: 'unauthorized' },
	delivered: {
		events: [attempt, sent, saved],
		files: { 'delivered.json': '{"uri":"file:///i.png"}' },
		told: { state: 'delivered', maybePaid: false },
	},
	'told of': {
		events: [attempt, sent, deadline],
		files: { 'delivered.json': '{}' },
		told: { state: 'maybePaid', maybePaid: true },
		kind: 'timeout',
	},
};

describe('a job folder of another version', () => {
	before(buildCli);

	it('is read where it is an older one’s, before it is settled and after', async () => {
		await using home = await temporaryHome();
		const names = Object.keys(old);
		for (const name of names) {
			await writeOld(join(home.jobs, name), name);
		}
		checkOld(await readJobs(home.path, home.jobs), 'before');
		for (const name of names) {
			const { endless, stderr } = await settle(jobFolder(join(home.jobs, name)), home);
			assert.deepEqual([endless, stderr], [false, ''], name);
		}
		checkOld(await readJobs(home.path, home.jobs), 'after');
	});

	it('is left alone where it is a newer one’s, which is said, and the others are told of', async () => {
		await using home = await temporaryHome();
		const { folder } = await play('an image', home);
		const newer = join(home.jobs, '0-newer');
		await mkdir(newer);
		await writeFile(join(newer, 'task.json'), seal({ version: 3, task: { type: 'dream' } }));
		await writeFile(join(newer, 'run.1'), await recordOfDeadProcess());
		const before = await contentsOf(newer);
		const { stdout, stderr } = await startCli(['jobs', '--json', '--jobs', home.jobs], home.path).ended;
		assert.match(stderr, /0-newer is left alone: .*newer version/);
		assert.deepEqual(
			stdout
				.trim()
				.split('\n')
				.map((line) => (JSON.parse(line) as Told).id),
			[folder.id],
		);
		const { code } = await settle(jobFolder(newer), home);
		assert.notEqual(code, 0);
		assert.deepEqual(await contentsOf(newer), before);
	});
});

async function writeOld(path: string, name: string): Promise<void> {
	const { events, files = {} } = old[name] ?? assert.fail(name);
	const { image: asked, ...rest } = {
		image: { prompt: 'a fox', size: '1K' },
		connection: { service: 'gemini', protocol: 'geminiNative', baseUrl: 'https://h/v1beta', model: 'm' },
		limits: timeoutsFor('1K'),
		retry: { attempts: 3, baseDelayMs: 1, maxDelayMs: 5 },
	};
	await mkdir(path);
	await writeFile(join(path, 'request.json'), JSON.stringify({ image: asked, ...rest }));
	// Versions before locks said only the process's number, which somebody else may have by now.
	const steps = [{ type: 'started', pid: process.pid }, ...events];
	const lines = steps.map((step) =>
		JSON.stringify({
			at: 1000,
			...step,
			...(step === saved && { path: join(path, 'image-1.png'), bytes: image.length }),
		}),
	);
	if (events.length > 0) {
		await writeFile(join(path, 'events.jsonl'), `${lines.join('\n')}\n`);
	}
	if (events.includes(saved) || name === 'not told of') {
		await writeFile(join(path, 'image-1.png'), image);
	}
	for (const [file, content] of Object.entries(files)) {
		await writeFile(join(path, file), content);
	}
}

function checkOld(told: ReadonlyMap<string, Told>, when: string): void {
	for (const [name, { told: expected, kind }] of Object.entries(old)) {
		const { state, maybePaid, failure, images } = told.get(name) ?? assert.fail(`${name} is not told of, ${when}`);
		assert.deepEqual({ state, maybePaid }, expected, `${name}, ${when}`);
		assert.ok(kind === undefined || failure?.kind === kind, `${name}, ${when}`);
		assert.equal(images.length, state === 'arrived' ? 1 : 0, `${name}, ${when}`);
	}
}
