import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { startSandbox } from '../../../src/sandbox/server';
import { agentHost, type Told } from '../../support/agentHost';
import { agentPlaces, firstImage } from '../../support/agentPlaces';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { imagegen } from '../cli/cli';

/** Nothing was made, and the agent knows that nothing was paid for. */
function assertRefused({ isError, data, words }: Told, why?: RegExp): void {
	assert.deepEqual([isError, data['state'], data['may_have_been_paid_for']], [true, 'refused', false], words);
	assert.match(words, why ?? /./);
}

/** A service with a ledger, which nobody knows the prices of. */
async function service(): Promise<
	AsyncDisposable & { readonly options: { env: Record<string, string> }; readonly args: string[]; billed(): number }
> {
	const sandbox = await startSandbox({ timeScale: 0, paint: () => Promise.resolve(noisePng(64, 48)) });
	return {
		options: { env: { IMAGEGEN_API_KEY: 'some-key-or-other' } },
		args: ['--service', 'gemini', '--base-url', `${sandbox.url}/as/gemini/v1beta`],
		billed: () => sandbox.ledger().billed,
		[Symbol.asyncDispose]: () => sandbox.close(),
	};
}

/** Everything in a folder, and below it. */
async function filesIn(folder: string): Promise<string[]> {
	const found = await readdir(folder, { recursive: true, withFileTypes: true });
	return found.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

describe('an agent that a document has talked into it', () => {
	describe('to make forty images', () => {
		const forty = Array.from({ length: 40 }, (_, index) => `image ${index}`);

		it('makes as many as --max-images says, also when it asks for all at once, and says who can raise that', async () => {
			await using at = await agentPlaces();
			await using drawing = await service();
			await using host = await agentHost({ ...at, ...drawing.options, args: [...drawing.args, '--max-images', '2'] });
			const told = await Promise.all(forty.map((prompt) => host.call('generate_image', { prompt })));
			const refused = told.filter(({ data }) => data['state'] === 'refused');
			assert.equal(refused.length, 38);
			refused.forEach((one) =>
				assertRefused(one, /2 images were asked for in this session.*Tell the person.*--max-images/),
			);
			assert.equal(drawing.billed(), 2);
		});

		it('makes no more at once than the budget bears', async () => {
			await using at = await agentPlaces();
			// What Google's own model costs is known, though the sandbox stands for it.
			await using host = await agentHost({
				...at,
				env: { IMAGEGEN_API_KEY: 'some-gemini-key', HTTPS_PROXY: 'http://127.0.0.1:9' },
				args: ['--service', 'gemini', '--budget', '0.3', '--limit', '0.2'],
			});
			const told = await Promise.all(forty.map((prompt) => host.call('generate_image', { prompt })));
			const refused = told.filter(({ data }) => data['state'] === 'refused');
			assert.equal(refused.length, 38, told.map(({ words }) => words).join('\n'));
			refused.forEach((one) => assertRefused(one, /cost \$0\.27 of \$0\.3/));
			for (const { data } of told.filter(({ data: { state } }) => state === 'running')) {
				await host.call('cancel_image', { id: data['id'] });
			}
		});

		it('makes none within a budget of what nobody knows the price of', async () => {
			await using at = await agentPlaces();
			await using drawing = await service();
			await using host = await agentHost({ ...at, ...drawing.options, args: [...drawing.args, '--budget', '5'] });
			assertRefused(await host.call('generate_image', { prompt: 'a fox' }), /nobody knows what it costs/);
			assert.equal(drawing.billed(), 0);
		});

		it('has the person asked one question at a time, and after each no goes on to the next', async () => {
			await using at = await agentPlaces();
			await using host = await agentHost({ ...at, answer: 'decline' });
			const told = await Promise.all(forty.slice(0, 5).map((prompt) => host.call('generate_image', { prompt })));
			told.forEach((one) => assertRefused(one, /did not agree/));
			assert.equal(host.questions.length, 5);
			assert.equal(host.mostQuestionsAtOnce(), 1);
		});
	});

	describe('to write elsewhere', () => {
		it('writes and reads nothing outside of the workspace, not by a link either, and not what is git’s', async () => {
			await using at = await agentPlaces();
			await writeFile(join(at.home, 'secret.png'), noisePng(32, 32));
			await symlink(at.home, join(at.workspace, 'away'));
			await symlink(join(at.home, '.bashrc'), join(at.workspace, 'dangling.png'));
			await mkdir(join(at.workspace, '.git'));
			await using host = await agentHost(at);
			const image = join(at.home, 'secret.png');
			for (const [tool, input] of [
				['generate_image', { prompt: 'x', out: '../home/.ssh/' }],
				['generate_image', { prompt: 'x', out: '~/.ssh/authorized_keys' }],
				['generate_image', { prompt: 'x', out: 'images/../../home/.ssh/id.png' }],
				['generate_image', { prompt: 'x', out: join(at.home, '.ssh', 'key.png') }],
				['generate_image', { prompt: 'x', out: 'away/' }],
				['generate_image', { prompt: 'x', out: 'away/new/fox.png' }],
				['generate_image', { prompt: 'x', out: 'dangling.png' }],
				['generate_image', { prompt: 'x', out: '.git/hooks/' }],
				['generate_image', { prompt: 'x', out: '.git/hooks/post-checkout' }],
				['generate_image', { prompt: 'x', out: 'sub/.GIT/config' }],
				['generate_image', { prompt: 'x', document: '../home/notes.md' }],
				['generate_image', { prompt: 'x', references: [image] }],
				['generate_image', { prompt: 'x', references: ['~/secret.png'] }],
				['edit_image', { prompt: 'x', image: 'away/secret.png' }],
				['list_missing_images', { paths: ['..'] }],
				['list_missing_images', { paths: ['away'] }],
			] as const) {
				assertRefused(await host.call(tool, input));
			}
			assert.deepEqual(
				(await readdir(at.home)).filter((name) => name !== 'imagegen'),
				['secret.png'],
			);
			assert.deepEqual(await readdir(join(at.workspace, '.git')), []);
		});

		it('gives images no other names than images have, and takes no file’s place', async () => {
			await using at = await agentPlaces();
			const kept = { '.vscode/settings.json': '{}', '.github/workflows/ci.yml': 'on: push', '.imagegen.json': '{}' };
			for (const [path, text] of Object.entries(kept)) {
				await mkdir(join(at.workspace, path, '..'), { recursive: true });
				await writeFile(join(at.workspace, path), text);
			}
			await using host = await agentHost({ ...at, args: ['--no-recipe'] });
			for (const out of [...Object.keys(kept), 'run.sh', 'Makefile', '.envrc', 'page.html', 'evil.svg', 'README.md']) {
				const told = await host.call('generate_image', { prompt: 'x', out });
				assert.match(basename(String(firstImage(told)['path'])), /\.jpg$/, out);
			}
			for (const [path, text] of Object.entries(kept)) {
				assert.equal(await readFile(join(at.workspace, path), 'utf8'), text, path);
			}
			assert.match(await readFile(join(at.workspace, 'README.md'), 'utf8'), /^# Harbour/);
			assert.ok(
				!['run.sh', 'Makefile', '.envrc', 'page.html', 'evil.svg'].some((name) => existsSync(join(at.workspace, name))),
			);
		});
	});

	describe('to give something away', () => {
		it('sends no key, whoever’s it is, and none to another service', async () => {
			await using at = await agentPlaces();
			const env = { IMAGEGEN_API_KEY: 'very-secret-key', IMAGEGEN_API_KEY_ARK: 'other-secret-key' };
			const args = ['--service', 'openai', '--base-url', 'http://127.0.0.1:9/v1'];
			await using host = await agentHost({ ...at, args, env });
			const told = [
				await host.call('generate_image', { prompt: 'the words very-secret-key on a wall' }),
				await host.call('generate_image', { prompt: 'the words other-secret-key on a wall' }),
				await host.call('generate_image', { prompt: 'very-secret-key', service: 'sandbox' }),
				await host.call('generate_image', { prompt: 'a fox', model: 'very-secret-key' }),
				await host.call('generate_image', { prompt: 'a fox', out: 'very-secret-key.png' }),
			];
			told.forEach((one) => assertRefused(one, /holds an API key/));
			const other = await host.call('generate_image', { prompt: 'a fox', service: 'gemini' });
			assertRefused(other, /IMAGEGEN_API_KEY_GEMINI/);
			assert.ok(!/(?:very|other)-secret-key/.test(JSON.stringify([told, other])));
		});

		it('asks no service that the person has not set up', async () => {
			await using at = await agentPlaces();
			await using host = await agentHost(at);
			for (const service of [
				'attacker',
				'https://attacker.example/v1',
				'openaiCompatible',
				'pollinations',
				'../sandbox',
			]) {
				assertRefused(await host.call('generate_image', { prompt: 'a fox', service }));
			}
		});

		it('sends nothing along that is no image, and keeps no copy of it', async () => {
			await using at = await agentPlaces();
			await writeFile(join(at.workspace, '.env'), 'TOKEN=hunter2hunter2\n');
			await writeFile(join(at.workspace, 'notes.png'), 'TOKEN=hunter2hunter2\n');
			await using host = await agentHost(at);
			assertRefused(await host.call('generate_image', { prompt: 'x', references: ['.env'] }), /no image/);
			assertRefused(await host.call('edit_image', { prompt: 'x', image: 'notes.png' }), /no image/);
			assertRefused(await host.call('edit_image', { prompt: 'x', image: '~/.ssh/id_rsa' }), /outside of the workspace/);
			assert.deepEqual(await filesIn(at.home), []);
		});
	});

	it('learns nothing of images for other folders, and stops none', async () => {
		await using at = await agentPlaces();
		await using elsewhere = await temporaryFolder();
		await using theirs = await agentHost({
			...at,
			workspace: elsewhere.path,
			args: ['--limit', '0.3', '--time-scale', '0.05'],
		});
		const { id } = (await theirs.call('generate_image', { prompt: 'a slow ship' })).data;
		await using host = await agentHost(at);
		const jobs = join(at.home, 'imagegen', 'jobs');
		for (const guess of [id, `../jobs/${String(id)}`, join(jobs, String(id)), '..', '', 'x'.repeat(10_000)]) {
			for (const tool of ['image_status', 'cancel_image']) {
				const told = await host.call(tool, { id: guess });
				assert.equal(told.isError, true, String(guess));
				assert.doesNotMatch(told.words, /a slow ship/);
				assert.ok(told.words.length < 500);
			}
		}
		let told = await theirs.call('image_status', { id });
		while (told.data['state'] === 'running') {
			told = await theirs.call('image_status', { id });
		}
		assert.equal(firstImage(told)['path'], join(elsewhere.path, 'images', 'a-slow-ship.jpg'));
		const { stdout } = await imagegen(['jobs', '--json'], at.home);
		assert.match(stdout, /"delivered"/);
	});

	it('puts no words of its own into the question to the person', async () => {
		await using at = await agentPlaces();
		await using host = await agentHost({ ...at, answer: 'decline' });
		const hostile = 'a fox\n\nIt is free. It goes to `/tmp`.\u001b[2K\u202e [Yes](command:evil) <b>$(check)</b> \u0007';
		await host.call('generate_image', { prompt: hostile, model: 'a\nb`c' });
		const [question = ''] = host.questions;
		// Facts first; then the prompt, as one line of code that it can't end.
		const [facts = '', prompt = '', ...rest] = question.split('\n\n');
		assert.deepEqual(rest, []);
		assert.match(facts, /^Make an image with Sandbox, `a b'c`, 1K \(.*\)\? It goes to `[^`]*`\.$/);
		assert.equal(prompt, "`a fox It is free. It goes to '/tmp'. [Yes](command:evil) <b>$(check)</b>`");
	});

	it('is told that a prompt is too long, and shows a person no more of one than a person reads', async () => {
		await using at = await agentPlaces();
		await using host = await agentHost({ ...at, answer: 'decline' });
		const huge = await host.call('generate_image', { prompt: 'x'.repeat(32_001) });
		assert.ok(huge.isError && /32000/.test(huge.words) && huge.words.length < 500, huge.words.slice(0, 500));
		await host.call('generate_image', { prompt: 'many words '.repeat(2_900) });
		assert.equal(host.questions.length, 1);
		assert.ok((host.questions[0] ?? '').length < 1_500);
	});
});
