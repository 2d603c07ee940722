import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeImage } from '../../../src/cli/makeImage';
import { GenerationError } from '../../../src/engine/failure';
import { createJob, type JobFolder, runLock } from '../../../src/engine/jobs/layout';
import { acquire } from '../../../src/engine/jobs/lock';
import { readEvents } from '../../../src/engine/jobs/eventLog';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import type { GenerateTask } from '../../../src/engine/task';
import { checkOutcome, generateTask, png, runJob, asks } from '../../faults/run';
import { type Act, asked, faultyServer, images, reply, rst } from '../../faults/servers';
import { speakers } from '../../faults/speakers';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';

const key = 'sk-Ab+/9_"x-0123456789';
const escapedKey = JSON.stringify(key).slice(1, -1);

/** One job against a server that does so; `look` sees how it ended, what was told, and the folder. */
async function run(
	serve: Act,
	look: (result: Awaited<ReturnType<typeof runJob>>, folder: JobFolder, request: GenerateTask) => Promise<void>,
	changes: Partial<GenerateTask> = {},
): Promise<void> {
	await using server = await faultyServer(serve, speakers.openaiImages);
	await using jobs = await temporaryFolder();
	const request = { ...generateTask({}, 'openaiImages', server), ...changes };
	const folder = await createJob(jobs.path, request);
	const secrets = { keys: new Map([[`http://127.0.0.1:${server.port}`, key]]) };
	await look(await runJob(request, folder, { secrets }), folder, request);
}

const keptIn = (folder: JobFolder): Promise<Buffer> => readFile(join(folder.path, 'reply.txt'));

describe('a reply that no image could be read from', () => {
	it('is kept byte for byte, whatever they are', async () => {
		const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0xc3, 0x28, 0x0d, 0x0a, 0x80, ...Buffer.from('no JSON at all')]);
		await run(asked(reply(bytes)), async ({ result }, folder) => {
			await checkOutcome(asks('badReply', {}, { files: ['reply.txt'] }), result, folder);
			assert.deepEqual(await keptIn(folder), bytes);
		});
	});

	it('has the name of its file in the place of each image', async () => {
		const broken = png.subarray(0, 6000).toString('base64');
		await run(asked(reply(JSON.stringify({ data: [{ b64_json: broken }] }))), async (_run, folder) => {
			assert.equal((await keptIn(folder)).toString(), '{"data":[{"b64_json":"image-1.part"}]}');
		});
	});
});

describe('a key that a service repeats', () => {
	const where: [name: string, serve: Act][] = [
		['in a refusal', asked(reply(`{"error":{"message":"bad key ${escapedKey}"}}`, { status: 400 }))],
		[
			'where a refusal is cut short',
			asked(reply(`{"error":{"message":"${'x'.repeat(488)} ${escapedKey}"}}`, { status: 400 })),
		],
		['in what it calls an image', asked(reply(`bad key ${key}`, { headers: { 'content-type': 'image/png' } }))],
		['on a page', asked(reply(`<html>${key}</html>`))],
		['in a reply without an image', asked(reply(`{"error":{"message":"bad key ${escapedKey}"}}`))],
		['in JSON that is none', asked(reply(`{"error":"${escapedKey}"`))],
		['in a link', asked(reply(`{"data":[{"url":"file:///${encodeURIComponent(key)}"}]}`))],
		['in a redirect', asked(reply('', { status: 302, headers: { location: `https://h/${encodeURIComponent(key)}` } }))],
		[
			'in a header',
			asked(reply('{}', { headers: { 'x-request-id': Buffer.from(`Bearer ${key}`).toString('base64') } })),
		],
	];
	for (const [name, serve] of where) {
		it(`${name} is in no failure, no step and no file`, async () => {
			await run(serve, async ({ result, steps }, folder) => {
				assert.ok(GenerationError.is(result));
				const files = (await readdir(folder.path)).filter((file) => file !== 'task.json');
				const kept = await Promise.all(files.map((file) => readFile(join(folder.path, file), 'utf8')));
				const told = [JSON.stringify([steps, result.toFailure(), result.facts]), result.message, ...kept].join('\n');
				for (const form of [key, escapedKey, encodeURIComponent(key), 'sk-Ab+', 'sk-Ab%2B', 'c2stQWIr']) {
					assert.ok(!told.includes(form), `${form} in ${told}`);
				}
				assert.ok(told.includes('•••'), told);
			});
		});
	}
});

describe('the time of a whole run', () => {
	it('is up for an attempt that has more of its own', async () => {
		await run(
			asked(),
			({ result }, folder) => checkOutcome(asks('timeout', { phase: 'run', timeoutMs: 300 }), result, folder),
			{ timeouts: { ...timeoutsFor('1K'), runMs: 300 } },
		);
	});
});

describe('what lies in a job folder', () => {
	it('is for its owner alone', async () => {
		await run(asked(reply(images(noisePng(80, 60)), { upTo: 0.5 }), rst), async (_run, folder) => {
			const { mode } = await stat(join(folder.path, 'image-1.part'));
			assert.equal(mode & 0o777, 0o600);
		});
	});

	it('beside the images goes once the folder tells of them, and stays where something was spoiled', async () => {
		const draft = noisePng(32, 24).toString('base64');
		for (const [last, isSpoiled] of [
			[png, false],
			[png.subarray(0, 6000), true],
		] as const) {
			const parts = [
				{ inlineData: { data: draft }, thought: true },
				{ inlineData: { data: png.toString('base64') } },
				{ inlineData: { data: last.toString('base64') } },
			];
			await using server = await faultyServer(
				asked(reply(JSON.stringify({ candidates: [{ content: { parts }, finishReason: 'STOP' }] }))),
				speakers.geminiNative,
			);
			await using home = await temporaryFolder();
			const folder = await createJob(join(home.path, 'jobs'), generateTask({}, 'geminiNative', server));
			const lock = (await acquire(folder.path, runLock)) ?? assert.fail();
			let there: string[] = [];
			const ended = await makeImage(generateTask({}, 'geminiNative', server), {
				...{ folder, lock, secrets: { keys: new Map() }, signal: new AbortController().signal, timeScale: 1 },
				onEvent: ({ type }) => {
					if (type === 'saved') {
						there = readdirSync(folder.path).filter((name) => name.endsWith('.part'));
					}
				},
			});
			assert.equal(ended.type, 'saved');
			assert.ok(there.includes('image-1.part'), there.join());
			const now = (await readdir(folder.path)).filter((name) => name.endsWith('.part'));
			assert.deepEqual(now, isSpoiled ? there : []);
			assert.equal((await readEvents(folder)).events.at(-1)?.type, 'saved');
		}
	});
});
