import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdir, readdir, readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createJob } from '../../../src/engine/jobs/layout';
import { defaultRetryRules, timeoutsFor } from '../../../src/engine/policy/timeouts';
import { temporaryFolder } from '../../support/folders';
import { until } from '../../support/until';
import { ended, imagegen, jpeg, start } from './cli';

describe('imagegen recover', () => {
	it('finds the image in a kept reply', async () => {
		await using home = await temporaryFolder();
		const file = join(home.path, 'reply.json');
		await writeFile(file, JSON.stringify({ anything: jpeg.toString('base64') }));
		const { code, stdout } = await imagegen(['recover', file, '--out', join(home.path, 'found')], home.path);
		assert.deepEqual({ code, stdout }, { code: 0, stdout: `${join(home.path, 'found.jpg')}\n` });
	});

	it('gives an image a name of its own where the folder has none but dots, also hidden ones', async () => {
		await using home = await temporaryFolder();
		const out = join(home.path, 'a', 'out');
		await mkdir(out, { recursive: true });
		for (const [index, name] of ['..x', '...x', '\u0001..', '\u200B.'].entries()) {
			await mkdir(join(home.path, name));
			await writeFile(join(home.path, name, 'image-1.part'), jpeg);
			const { code, stdout } = await imagegen(['recover', join(home.path, name), '--out', out], home.path);
			const path = join(out, index === 0 ? 'image.jpg' : `image-${index}.jpg`);
			assert.deepEqual({ code, stdout }, { code: 0, stdout: `${path}\n` });
		}
		assert.deepEqual(await readdir(join(home.path, 'a')), ['out']);
	});

	it('leaves what it is given as it is, also where that has the name of an old draft', async () => {
		await using home = await temporaryFolder();
		const draft = join(home.path, '.imagegen-20260102030405-0a1b2c3d-0badcafe.part');
		await writeFile(draft, jpeg);
		await utimes(draft, new Date(0), new Date(0));
		const { code } = await imagegen(['recover', draft, '--out', `${home.path}/`], home.path);
		assert.equal(code, 0);
		assert.deepEqual(await readFile(draft), jpeg);
	});

	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		it(`leaves nothing behind when it is stopped by ${signal}`, async () => {
			await using home = await temporaryFolder();
			const [job, temporary] = [join(home.path, 'job'), join(home.path, 'tmp')];
			await Promise.all([job, temporary].map((path) => mkdir(path)));
			// It begins as an image does, and reading it through takes far longer than this test.
			await writeFile(join(job, 'image-1.part'), jpeg.subarray(0, -2));
			await truncate(join(job, 'image-1.part'), 64 * 2 ** 30);
			const child = start(['recover', job, '--out', home.path], home.path, { TMPDIR: temporary });
			const end = ended(child);
			await until(() => readdirSync(temporary).length === 1, 'it has begun');
			child.kill(signal);
			assert.equal((await end).code, 130);
			assert.deepEqual(await readdir(temporary), []);
		});
	}

	it('calls an image after its prompt, as the one that made it does', async () => {
		await using home = await temporaryFolder();
		const folder = await createJob(home.path, {
			type: 'generate',
			image: { prompt: 'A fox!', resolution: '1K' },
			endpoint: { service: 'openai', protocol: 'openaiImages', baseUrl: 'https://api.openai.com/v1', model: 'm' },
			timeouts: timeoutsFor('1K'),
			retry: defaultRetryRules,
		});
		await writeFile(join(folder.path, 'image-1.part'), jpeg);
		const { code, stdout } = await imagegen(['recover', folder.path, '--out', home.path], home.path);
		assert.deepEqual({ code, stdout }, { code: 0, stdout: `${join(home.path, 'a-fox.jpg')}\n` });
	});

	it('shortens a name that would be too long with its extension', async () => {
		await using home = await temporaryFolder();
		const file = join(home.path, `${'é'.repeat(125)}.txt`);
		await writeFile(file, JSON.stringify({ anything: jpeg.toString('base64') }));
		const { code, stdout } = await imagegen(['recover', file, '--out', home.path], home.path);
		assert.deepEqual({ code, stdout }, { code: 0, stdout: `${join(home.path, `${'é'.repeat(120)}.jpg`)}\n` });
	});

	it('says where nothing can be put, and nothing of money', async () => {
		await using home = await temporaryFolder();
		const file = join(home.path, 'reply.json');
		await writeFile(file, JSON.stringify({ anything: jpeg.toString('base64') }));
		for (const [out, code] of [
			[`${file}/`, 'ENOTDIR'],
			['/proc/', 'ENOENT'],
		] as const) {
			const end = await imagegen(['recover', file, '--out', out], home.path);
			const folder = out.replace(/\/$/, '');
			assert.deepEqual([end.code, end.stderr], [2, `--out: nothing can be written to ${folder} (${code}).\n`]);
		}
		assert.equal((await imagegen(['recover', file, '--out', ''], home.path)).code, 2);
	});

	it('says where the image is when nobody reads its output', async () => {
		await using home = await temporaryFolder();
		const file = join(home.path, 'reply.json');
		await writeFile(file, JSON.stringify({ anything: jpeg.toString('base64') }));
		const child = start(['recover', file, '--out', join(home.path, 'fox')], home.path);
		child.stdout.destroy();
		const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
		assert.equal(stderr, `Couldn't write to standard output.\n${join(home.path, 'fox.jpg')}\n`);
	});

	it('says what is wrong with what it was given', async () => {
		await using home = await temporaryFolder();
		await mkdir(join(home.path, 'empty'));
		assert.equal((await imagegen(['recover', join(home.path, 'empty')], home.path)).code, 3);
		const none = await imagegen(['recover', join(home.path, 'none')], home.path);
		assert.equal(none.code, 2);
		assert.ok(none.stderr.startsWith(`There is nothing at ${join(home.path, 'none')}.\n`), none.stderr);
		assert.equal((await imagegen(['recover'], home.path)).code, 2);
	});

	it('says so where there is no folder for temporary files', async () => {
		await using home = await temporaryFolder();
		const file = join(home.path, 'reply.json');
		await writeFile(file, JSON.stringify({ anything: jpeg.toString('base64') }));
		const env = { TMPDIR: join(home.path, 'nowhere') };
		const { code, stderr } = await imagegen(['recover', file, '--out', home.path], home.path, { env });
		assert.equal(code, 2);
		assert.match(stderr, /^Couldn't write to the temporary folder .*nowhere \(ENOENT\)\. Make room there, or name/);
	});
});
