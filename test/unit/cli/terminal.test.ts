import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/folders';
import { httpServer, type TestServer } from '../../support/servers';
import { at, imagegen, jpeg } from './cli';

const words = 'no\x1b[2J\x1b]0;title\x07 \x9b31mred\x7f \u202Eegami\nImage saved: /etc/passwd';

/** All that could make a terminal do something, or show something else than what is there. */
const acts = /[^\P{Cc}\n]|\p{Bidi_Control}/u;

/** A service that refuses with those words, behind a server that names itself with a control. */
const refusing = (): Promise<TestServer> =>
	httpServer((request, response) => {
		request.resume().on('end', () => {
			response.writeHead(400, { server: 'nginx\x9b31m' }).end(JSON.stringify({ error: { message: words } }));
		});
	});

describe('in a terminal', () => {
	it("a service's words are one line that does nothing", async () => {
		await using home = await temporaryFolder();
		await using server = await refusing();
		const { stderr } = await imagegen(['generate', 'A fox', ...at(server), '--out', home.path], home.path);
		assert.equal(
			stderr,
			`OpenAI-compatible (${server.url.host}) rejected the request (400). It said: no red egami Image saved: /etc/passwd.\n`,
		);
	});

	it('they are the same line in JSON', async () => {
		await using home = await temporaryFolder();
		await using server = await refusing();
		const args = ['generate', 'A fox', ...at(server), '--json', '--out', home.path];
		const { stdout } = await imagegen(args, home.path);
		assert.doesNotMatch(stdout, acts);
		const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { facts: { reason: string } };
		assert.equal(last.facts.reason, 'no red egami Image saved: /etc/passwd');
	});

	for (const json of [[], ['--json']]) {
		it(`what answers on the way does nothing ${json.join('')}`, async () => {
			await using home = await temporaryFolder();
			await using server = await refusing();
			const { stdout } = await imagegen(['diagnose', ...at(server), ...json], home.path);
			assert.match(stdout, /nginx/);
			assert.doesNotMatch(stdout, acts);
		});
	}

	it('what is said about wrong arguments, and the paths in it, do nothing', async () => {
		await using home = await temporaryFolder();
		const nowhere = join(home.path, 'no\x1b[2J\u202Ewhere');
		for (const args of [
			['recover', nowhere],
			['generate', 'a fox', '--service', '\x1b[2J'],
			['\x1b[2J'],
			['run', nowhere],
		]) {
			const { stdout, stderr } = await imagegen(args, home.path, { input: '{}\n' });
			assert.doesNotMatch(stdout + stderr, acts);
		}
	});

	it('a recovered image has no control in its name', async () => {
		await using home = await temporaryFolder();
		const file = join(home.path, 'a\u202Egnp\x1b[2J.json');
		await writeFile(file, JSON.stringify({ anything: jpeg.toString('base64') }));
		const { stdout } = await imagegen(['recover', file, '--out', join(home.path, 'found/')], home.path);
		assert.equal(stdout, `${join(home.path, 'found', 'agnp.jpg')}\n`);
		assert.deepEqual(await readdir(join(home.path, 'found')), ['agnp.jpg']);
	});
});

describe('a password in --base-url', () => {
	it('is refused, not repeated, and written nowhere', async () => {
		await using home = await temporaryFolder();
		const address = 'http://me:swordfish@127.0.0.1:9/v1';
		for (const command of [['generate', 'a fox'], ['diagnose']]) {
			const args = [...command, '--service', 'openaiCompatible', '--base-url', address, '--model', 'm'];
			const { code, stdout, stderr } = await imagegen(args, home.path);
			assert.equal(code, 2);
			assert.match(stderr, /^--base-url: Leave the user name and the password out of the address/);
			assert.ok(!(stdout + stderr).includes('swordfish'));
		}
		assert.deepEqual(await readdir(home.path), []);
	});
});
