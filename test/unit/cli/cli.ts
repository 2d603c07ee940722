import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { noiseJpeg } from '../../support/images';
import { httpServer, type TestServer } from '../../support/servers';

const cli = resolve('dist/cli.js');

export interface Ended {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** English, whatever the person speaks who runs the tests; a test can ask for another language. */
const inEnglish = { LC_ALL: 'C' };

/** Starts `imagegen` as people do. Its data folder is `home`, so that nothing of the person's own is touched. */
export function start(
	args: readonly string[],
	home: string,
	env: NodeJS.ProcessEnv = {},
	cwd?: string,
): ChildProcessWithoutNullStreams {
	const { IMAGEGEN_API_KEY: _key, ...inherited } = process.env;
	return spawn(process.execPath, [cli, ...args], {
		cwd,
		env: { ...inherited, ...inEnglish, XDG_DATA_HOME: home, ...env },
	});
}

/** Runs `imagegen` to its end, with `input` on its standard input. */
export async function imagegen(
	args: readonly string[],
	home: string,
	{ env = {}, input = '', cwd }: { env?: NodeJS.ProcessEnv; input?: string; cwd?: string } = {},
): Promise<Ended> {
	const child = start(args, home, env, cwd);
	child.stdin.on('error', () => undefined).end(input);
	return await ended(child);
}

/** Runs `imagegen` in a terminal of Linux, and answers its question. What it says is all on standard output there. */
export async function inTerminal(
	args: readonly string[],
	home: string,
	question: RegExp,
	answer: string,
	env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
	const command = [process.execPath, cli, ...args].map((arg) => `'${arg}'`).join(' ');
	const child = spawn('script', ['-qec', command, '/dev/null'], {
		env: { ...process.env, ...inEnglish, XDG_DATA_HOME: home, ...env },
	});
	let said = '';
	child.stdout.on('data', (chunk: Buffer) => {
		const wasAsked = question.test(said);
		said += chunk.toString();
		if (!wasAsked && question.test(said)) {
			child.stdin.write(`${answer}\n`);
		}
	});
	return await ended(child);
}

/** Waits for a process to end, and gives what it said. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
	const [stdout, stderr, [code]] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		once(child, 'close') as Promise<[number | null]>,
	]);
	return { code, stdout, stderr };
}

/** The image that `service` draws. */
export const jpeg = noiseJpeg(32, 24);

/** An OpenAI-compatible service that draws, and remembers the keys it was given. */
export async function service(keys: (string | undefined)[] = []): Promise<TestServer> {
	const answer: RequestListener = (request, response) => {
		keys.push(request.headers.authorization);
		request.resume().on('end', () => response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] })));
	};
	return await httpServer(answer);
}

/** The options that lead to it. */
export function at(server: TestServer): string[] {
	return ['--service', 'openaiCompatible', '--base-url', `${server.url.origin}/v1`, '--model', 'm'];
}

/** Fails where more is left of so many jobs of this command line than the record of what was asked and what came of it. */
export async function assertOnlyRecords(home: string, jobs: number): Promise<void> {
	const path = join(home, 'imagegen', 'jobs');
	const ids = await readdir(path);
	assert.equal(ids.length, jobs);
	for (const id of ids) {
		const names = (await readdir(join(path, id))).sort();
		assert.deepEqual(
			names.filter((name) => !/^(sending-\d+|destination\.json)$/.test(name)),
			['events.jsonl', names.includes('seen') ? 'seen' : 'delivered.json', 'task.json'].sort(),
		);
	}
}
