import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createJob, type JobFolder } from '../../src/engine/jobs/layout';
import { followJob, readState, requestCancel } from '../../src/engine/jobs/follow';
import { toLine } from '../../src/engine/secrets';
import { blackPng } from '../support/blackPng';
import { buildCli, startCli } from '../support/cli';
import { temporaryFolder } from '../support/folders';
import { largePng } from '../support/images';
import { until } from '../support/until';
import { generateTask } from './run';
import { type Act, asked, begun, faultyServer, images, refuse, reply, rst, send, stopReading } from './servers';
import { speakers, sweptProtocols, type SweptProtocol } from './speakers';

const secrets = toLine({ keys: new Map() });

const moments: Record<string, { serve: Act; reached: 'waiting' | 'receiving' | 'pausing'; scheme?: 'https' }> = {
	'while sending': { serve: begun(stopReading), reached: 'waiting' },
	'in the silence': { serve: asked(), reached: 'waiting' },
	'in the middle of the body': { serve: asked(reply(images(largePng(100_000)), { upTo: 0.5 })), reached: 'receiving' },
	'while waiting to try again': {
		serve: refuse(503, 'overloaded', { headers: { 'retry-after': '60' } }),
		reached: 'pausing',
	},
};

describe('faults: the real process', () => {
	before(buildCli);

	for (const [name, { serve, reached }] of Object.entries(moments)) {
		for (const protocol of sweptProtocols) {
			it(`42 cancelled ${name}: ends, closes its socket and leaves no file (${protocol})`, async () => {
				await using server = await faultyServer(serve, speakers[protocol]);
				await using jobs = await temporaryFolder();
				const job =
					name === 'while sending' ? { image: { prompt: 'x'.repeat(20_000_000), resolution: '1K' as const } } : {};
				const folder = await createJob(jobs.path, generateTask({ job: () => job }, protocol, server));
				const cli = startCli(['run', folder.path], jobs.path, secrets);
				await inPhase(folder, reached);
				await until(() => server.requests.length === 1, 'the request is there');
				await requestCancel(folder);
				const { code, stderr } = await cli.ended;
				assert.equal(code, 130, stderr);
				server.sockets.forEach((socket) => socket.resume());
				await until(() => server.sockets.size === 0, 'the socket is closed');
				assert.equal(server.requests.length, 1);
				assert.deepEqual((await readdir(folder.path)).sort(), [
					'cancel',
					'events.jsonl',
					'run.1',
					'sending-1',
					'task.json',
				]);
				const { failure } = await readState(folder);
				assert.equal(failure?.kind, 'cancelled');
				assert.equal(failure.maybePaid, reached !== 'pausing');
			});
		}
	}

	for (const protocol of sweptProtocols) {
		it(`43 asleep while the connection dies: interrupted, may be paid (${protocol})`, async () => {
			let wake: () => void = () => undefined;
			const cut: Act = asked(() => new Promise((resolve) => (wake = resolve)), rst);
			await using server = await faultyServer(cut, speakers[protocol]);
			await using jobs = await temporaryFolder();
			const folder = await createJob(jobs.path, generateTask({}, protocol, server));
			const cli = startCli(['run', folder.path], jobs.path, secrets);
			await inPhase(folder, 'waiting');
			await until(() => server.requests.length === 1, 'the request is there');
			cli.child.kill('SIGSTOP');
			wake();
			await until(() => server.sockets.size === 0, 'the line is cut');
			cli.child.kill('SIGCONT');
			assert.equal((await cli.ended).code, 4);
			assert.equal((await readState(folder)).failure?.kind, 'interrupted');
			assert.equal(server.requests.length, 1);
		});
	}
});

/** Resolves as soon as the job's events say that it is in that phase. */
async function inPhase(folder: JobFolder, phase: string): Promise<void> {
	const reached = new AbortController();
	await followJob(folder, (_event, state) => state.phase === phase && reached.abort(), reached.signal);
	assert.ok(reached.signal.aborted, `it was never ${phase}`);
}

/** A successful reply with one PNG of about that many bytes in it, made while it is sent. */
function streamed(bytes: number, protocol: SweptProtocol): Act {
	const [before = '', after = ''] = JSON.stringify(speakers[protocol].images('|')).split('|');
	return asked(async (line) => {
		const chunk = (text: string): Promise<void> | void => send(`${text.length.toString(16)}\r\n${text}\r\n`)(line);
		await send('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')(line);
		await chunk(before);
		let rest = Buffer.alloc(0);
		for (const piece of blackPng(bytes)) {
			const all = Buffer.concat([rest, piece]);
			const whole = all.length - (all.length % 3);
			rest = all.subarray(whole);
			if (whole > 0) {
				await chunk(all.toString('base64', 0, whole));
			}
		}
		await chunk(rest.toString('base64') + after);
		await send('0\r\n\r\n')(line);
	});
}

const MiB = 2 ** 20;

/** Who speaks the protocol at any address. */
const services: Readonly<Record<SweptProtocol, string>> = {
	openaiImages: 'openaiCompatible',
	geminiNative: 'geminiCompatible',
	chatCompletions: 'chatCompatible',
};

if (process.platform === 'linux') {
	describe('faults: memory', () => {
		before(buildCli);

		for (const protocol of sweptProtocols) {
			it(`15 stays flat: at most 32 MiB more for a reply of 200 MiB than for one of 1 MiB (${protocol})`, async () => {
				await peakBytes(1 * MiB, protocol);
				const small = await peakBytes(1 * MiB, protocol);
				const large = await peakBytes(200 * MiB, protocol);
				const moreMiB = (large - small) / MiB;
				assert.ok(moreMiB <= 32, `${Math.round(moreMiB)} MiB more than ${Math.round(small / MiB)} MiB`);
			});
		}
	});
} else {
	console.log('not run: the process’s peak memory (it is read from /proc, which only Linux has)');
}

/** The largest resident size of a process that saves a reply of that many bytes, as the kernel has seen it. */
async function peakBytes(replyBytes: number, protocol: SweptProtocol): Promise<number> {
	const imageBytes = (replyBytes / 4) * 3;
	await using server = await faultyServer(streamed(imageBytes, protocol), speakers[protocol]);
	await using home = await temporaryFolder();
	const service = services[protocol];
	const baseUrl = `http://127.0.0.1:${server.port}/v1`;
	const out = join(home.path, 'black.png');
	const where = ['--service', service, '--base-url', baseUrl, '--model', 'm', '--out', out];
	const cli = startCli(['generate', 'a fox', ...where], home.path);
	let peak = 0;
	const look = async (): Promise<void> => {
		const status = await readFile(`/proc/${cli.child.pid}/status`, 'utf8').catch(() => '');
		peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024);
	};
	const looking = setInterval(() => void look(), 10);
	const { code, stderr } = await cli.ended;
	clearInterval(looking);
	assert.equal(code, 0, stderr);
	assert.ok((await stat(out)).size >= imageBytes);
	return peak;
}
