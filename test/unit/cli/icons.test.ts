import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { httpServer, type TestServer } from '../../support/servers';
import { at, ended, imagegen } from './cli';

const drawn = noisePng(512, 512);

/** A service that draws, and remembers which size it was asked for. */
async function service(asked: unknown[]): Promise<TestServer> {
	return await httpServer((request, response) => {
		void text(request).then((body) => {
			asked.push((JSON.parse(body) as { size: unknown }).size);
			response.end(JSON.stringify({ data: [{ b64_json: drawn.toString('base64') }] }));
		});
	});
}

describe('--icons', () => {
	it('asks for a square, and makes of it a set of icons in a new folder beside it', async () => {
		await using home = await temporaryFolder();
		const asked: unknown[] = [];
		await using server = await service(asked);
		const out = join(home.path, 'out');
		// Where somebody else's folder or link is, it is left alone.
		const elsewhere = join(home.path, 'elsewhere');
		await Promise.all([mkdir(elsewhere), mkdir(out)]);
		await symlink(elsewhere, join(out, 'a-fox-icons'));
		const args = ['generate', 'A fox', ...at(server), '--icons', '--out', `${out}/`];
		const { code, stdout, stderr } = await imagegen(args, home.path);
		assert.equal(code, 0, stderr);
		assert.deepEqual([asked, stdout.trim()], [['1024x1024'], join(out, 'a-fox.png')]);
		const icons = join(out, 'a-fox-icons-1');
		assert.match(stderr, new RegExp(`Its icon set, 16 to 512 pixels and .ico, is in ${icons}`));
		const { width, height } = await sharp(join(icons, 'icon-48.png')).metadata();
		assert.deepEqual([width, height, (await readdir(icons)).length], [48, 48, 9]);
		assert.deepEqual(await readdir(elsewhere), []);
		const recipe = await imagegen(['recipe', join(out, 'a-fox.png')], home.path);
		assert.equal((JSON.parse(recipe.stdout) as { icons: unknown }).icons, true);
	});

	it('makes one beside an image that a document waits for', async () => {
		await using home = await temporaryFolder();
		await using server = await service([]);
		await writeFile(join(home.path, 'a.md'), '![A fox](img/fox.png)\n');
		const args = ['fill', 'a.md', '--yes', '--icons', ...at(server)];
		const { code, stderr } = await imagegen(args, home.path, { cwd: home.path });
		assert.equal(code, 0, stderr);
		assert.equal((await readdir(join(home.path, 'img/fox-icons'))).length, 9);
	});

	it('leaves nothing of a set that the disk does not take whole', async () => {
		await using home = await temporaryFolder();
		await writeFile(join(home.path, 'fox.png'), drawn);
		// No file may have more than 20 or 40 KB, by the shell's blocks: the larger icons have.
		const command = `ulimit -f 40; exec "${process.execPath}" "${resolve('dist/cli.js')}" convert fox.png --icons --out icons/`;
		const child = spawn('sh', ['-c', command], { cwd: home.path, env: { ...process.env, XDG_DATA_HOME: home.path } });
		const { code, stderr } = await ended(child);
		assert.equal(code, 2, stderr);
		assert.match(stderr, /^Couldn't write \S+ \(EFBIG\)\.$/m);
		assert.deepEqual(await readdir(join(home.path, 'icons')).catch(() => []), []);
	});

	it('leaves no room for another shape', async () => {
		await using home = await temporaryFolder();
		for (const shape of [
			['--pixels', '10x10'],
			['--ratio', '16:9'],
		]) {
			const { code, stderr } = await imagegen(['generate', 'A fox', '--icons', ...shape], home.path);
			assert.deepEqual(
				[code, stderr.split('\n')[0]],
				[2, '--icons asks for a square: leave --pixels and --ratio out.'],
			);
		}
	});
});
