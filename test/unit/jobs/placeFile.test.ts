import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isCopy, placeFile, placeOver, removeDrafts, removeOldDrafts } from '../../../src/engine/jobs/placeFile';
import { canMount, smallDisk } from '../../faults/smallDisk';
import { temporaryFolder } from '../../support/folders';

const id = '20260102030405-0a1b2c3d';
const run = promisify(execFile);

/** A job's folder with an image in it, private as those are, and a folder to put it into. */
async function imageAndFolder(bytes: number) {
	const home = await temporaryFolder();
	const image = join(home.path, 'image-1.png');
	const content = randomBytes(bytes);
	await writeFile(image, content, { mode: 0o600 });
	return {
		image,
		content,
		folder: join(home.path, 'images'),
		[Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
	};
}

describe('a file that is put in its place', () => {
	it('is whole, in a folder that is made for it, and the only thing there', async () => {
		await using given = await imageAndFolder(100_000);
		const folder = join(given.folder, 'deep');
		assert.equal(await placeFile(given.image, folder, ['fox.png'], { id }), 'fox.png');
		assert.deepEqual(await readFile(join(folder, 'fox.png')), given.content);
		assert.deepEqual(await readdir(folder), ['fox.png']);
	});

	it('replaces nothing, not even a link that leads nowhere, and takes the next name', async () => {
		await using given = await imageAndFolder(10);
		await mkdir(given.folder);
		await writeFile(join(given.folder, 'a.png'), 'mine');
		await symlink(join(given.folder, 'nothing'), join(given.folder, 'b.png'));
		assert.equal(await placeFile(given.image, given.folder, ['a.png', 'b.png', 'c.png'], { id }), 'c.png');
		assert.equal(await readFile(join(given.folder, 'a.png'), 'utf8'), 'mine');
		assert.equal(existsSync(join(given.folder, 'nothing')), false);
		await assert.rejects(placeFile(given.image, given.folder, ['a.png', 'b.png'], { id }), { code: 'EEXIST' });
		assert.deepEqual((await readdir(given.folder)).sort(), ['a.png', 'b.png', 'c.png']);
	});

	if (process.platform !== 'win32') {
		for (const umask of ['022', '027', '077']) {
			it(`has the mode that a new file has under the umask ${umask}, and is a file of its own`, async () => {
				await using given = await imageAndFolder(10);
				const script = `import { placeFile } from './src/engine/jobs/placeFile';
					void placeFile(${JSON.stringify(given.image)}, ${JSON.stringify(given.folder)}, ['fox.png'], { id: 'i' });`;
				const command = `umask ${umask} && exec "$0" --import tsx --input-type=module-typescript --eval "$1"`;
				execFileSync('sh', ['-c', command, process.execPath, script]);
				const [source, placed] = [await stat(given.image), await stat(join(given.folder, 'fox.png'))];
				assert.equal((placed.mode & 0o777).toString(8), (0o666 & ~parseInt(umask, 8)).toString(8));
				assert.equal(source.mode & 0o777, 0o600);
				assert.deepEqual([placed.nlink, placed.ino === source.ino], [1, false]);
			});
		}
	}

	it('gets its name only once that has been noted, and when that cannot be noted not at all', async () => {
		await using given = await imageAndFolder(10);
		await mkdir(given.folder);
		await writeFile(join(given.folder, 'taken.png'), 'mine');
		const noted: [string, boolean][] = [];
		const onName = async (name: string): Promise<void> => {
			noted.push([name, existsSync(join(given.folder, name))]);
			await Promise.resolve();
		};
		await placeFile(given.image, given.folder, ['taken.png', 'fox.png'], { id, onName });
		assert.deepEqual(noted, [['fox.png', false]]);
		const refuse = (): Promise<void> => Promise.reject(new Error('no'));
		await assert.rejects(placeFile(given.image, given.folder, ['other.png'], { id, onName: refuse }), /no/);
		assert.deepEqual((await readdir(given.folder)).sort(), ['fox.png', 'taken.png']);
	});

	it('gives way to a rival that takes its name in the last moment', async () => {
		await using given = await imageAndFolder(10);
		const onName = (name: string): Promise<void> =>
			name === 'a.png' ? writeFile(join(given.folder, name), 'faster') : Promise.resolve();
		assert.equal(await placeFile(given.image, given.folder, ['a.png', 'b.png'], { id, onName }), 'b.png');
		assert.equal(await readFile(join(given.folder, 'a.png'), 'utf8'), 'faster');
	});

	it('leaves nothing behind when the image is gone', async () => {
		await using given = await imageAndFolder(10);
		await assert.rejects(placeFile(`${given.image}x`, given.folder, ['fox.png'], { id }), { code: 'ENOENT' });
		assert.deepEqual(await readdir(given.folder), []);
	});

	it('may replace what is there where a person chose so, in one step', async () => {
		await using given = await imageAndFolder(10);
		const target = join(given.folder, 'fox.png');
		await mkdir(given.folder);
		await writeFile(target, 'old');
		await assert.rejects(placeOver(`${given.image}x`, target, id), { code: 'ENOENT' });
		assert.equal(await readFile(target, 'utf8'), 'old');
		await placeOver(given.image, target, id);
		assert.deepEqual(await readFile(target), given.content);
		assert.deepEqual(await readdir(given.folder), ['fox.png']);
		assert.notEqual((await stat(target)).ino, (await stat(given.image)).ino);
	});

	it('is told from another of the same size, from a beginning of itself and from a link to itself', async () => {
		await using given = await imageAndFolder(100_000);
		const [copy, link] = [join(given.folder, 'copy'), join(given.folder, 'link')];
		await placeFile(given.image, given.folder, ['copy'], { id });
		await symlink(copy, link);
		assert.deepEqual([await isCopy(given.image, copy), await isCopy(given.image, link)], [true, false]);
		assert.equal(await isCopy(given.image, join(given.folder, 'none')), false);
		const other = Buffer.from(given.content);
		other[99_999] = (other[99_999] ?? 0) ^ 1;
		await writeFile(copy, other);
		assert.equal(await isCopy(given.image, copy), false);
		await writeFile(copy, given.content);
		await truncate(copy, 50_000);
		assert.equal(await isCopy(given.image, copy), false);
	});

	it('is cleared of what dead processes left of it, and of nothing else', async () => {
		await using given = await imageAndFolder(10);
		await mkdir(given.folder);
		const others = ['.imagegen-20260102030405-0a1b2c3e-1.part', '.imagegen', 'fox.png'];
		for (const name of [...others, `.imagegen-${id}-00000000.part`]) {
			await writeFile(join(given.folder, name), '');
		}
		await removeDrafts(given.folder, id);
		assert.deepEqual((await readdir(given.folder)).sort(), others.sort());
		await removeDrafts(join(given.folder, 'none'), id);
	});

	it('is cleared of what any job has left long ago, and of nothing else', async () => {
		await using given = await imageAndFolder(10);
		await mkdir(given.folder);
		const draft = '.imagegen-20260102030405-0a1b2c3e-00000000.part';
		const others = ['.imagegen-notes-00000000.part', '.imagegen-20260102030405-0a1b2c3d-00000001.part', 'fox.part'];
		const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
		for (const name of [draft, ...others]) {
			await writeFile(join(given.folder, name), '');
			await utimes(join(given.folder, name), longAgo, longAgo);
		}
		await utimes(join(given.folder, others[1] ?? ''), new Date(), new Date());
		await removeOldDrafts(given.folder);
		assert.deepEqual((await readdir(given.folder)).sort(), others.sort());
		await removeOldDrafts(join(given.folder, 'none'));
	});

	if (canMount) {
		for (const roomBytes of [0, 4096, 40 * 1024, 92 * 1024]) {
			it(`leaves nothing on a disk that has room for ${roomBytes} of its 100,000 bytes`, async () => {
				await using given = await imageAndFolder(100_000);
				await using disk = await smallDisk();
				await writeFile(join(disk.path, 'other'), Buffer.alloc(128 * 1024 - roomBytes));
				await assert.rejects(placeFile(given.image, disk.path, ['fox.png'], { id }), { code: 'ENOSPC' });
				await assert.rejects(placeOver(given.image, join(disk.path, 'fox.png'), id), { code: 'ENOSPC' });
				assert.deepEqual(await readdir(disk.path), ['other']);
				assert.deepEqual(await readFile(given.image), given.content);
			});
		}

		it('lands whole on another disk, which has room for it once', async () => {
			await using given = await imageAndFolder(100_000);
			await using disk = await smallDisk();
			assert.equal(await placeFile(given.image, disk.path, ['fox.png'], { id }), 'fox.png');
			assert.ok(await isCopy(given.image, join(disk.path, 'fox.png')));
		});

		it('says so when the disk is read-only', async () => {
			await using given = await imageAndFolder(10);
			await using disk = await smallDisk();
			disk.makeReadOnly();
			await assert.rejects(placeFile(given.image, disk.path, ['fox.png'], { id }), { code: 'EROFS' });
		});
	} else {
		console.log('not run: a file on a disk that is full, read-only or another (mounting them needs root on Linux)');
	}

	if (hasStrace()) {
		/** The system calls, in their order, of placing a file, by names of files in place of descriptors. */
		const traced = async (image: string, folder: string, inject: readonly string[] = []): Promise<string[]> => {
			const script = `import { placeFile } from './src/engine/jobs/placeFile';
				void placeFile(${JSON.stringify(image)}, ${JSON.stringify(folder)}, ['fox.png'], { id: 'i' });`;
			const calls = 'trace=sendfile,copy_file_range,fsync,fdatasync,link,linkat,rename,renameat2,unlink,unlinkat';
			const program = [process.execPath, '--import', 'tsx', '--input-type=module-typescript', '--eval', script];
			// One thread for all of them, since calls are counted by thread.
			const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
			const { stderr } = await run('strace', ['-f', '-y', '-qq', '-e', calls, ...inject, ...program], { env });
			return stderr.split('\n').filter((line) => line.includes(folder));
		};
		const stepOf = (calls: readonly string[], what: RegExp): number => calls.findIndex((call) => what.test(call));

		it('has its bytes on disk before it has its name, and its name on disk before it is done', async () => {
			await using given = await imageAndFolder(10);
			const calls = await traced(given.image, given.folder);
			const order = [/fsync\(\d+<.*\.part>/, /link(at)?\(.*fox\.png/, /unlink.*\.part/, /fsync\(\d+<.*\/images>/];
			const steps = order.map((what) => stepOf(calls, what));
			assert.ok(!steps.includes(-1), calls.join('\n'));
			assert.deepEqual(
				steps,
				[...steps].sort((a, b) => a - b),
				calls.join('\n'),
			);
		});

		const deaths = ['sendfile,copy_file_range', 'fsync', 'link,linkat', 'unlink,unlinkat', 'fsync:when=2'];
		for (const death of deaths) {
			it(`is whole or not there when its process dies at ${death}`, async () => {
				await using given = await imageAndFolder(100_000);
				await mkdir(given.folder);
				const [call = '', when = 'when=1'] = death.split(':');
				await assert.rejects(traced(given.image, given.folder, ['-e', `inject=${call}:signal=KILL:${when}`]));
				await removeDrafts(given.folder, 'i');
				const names = await readdir(given.folder);
				assert.deepEqual(names, death.startsWith('unlink') || when === 'when=2' ? ['fox.png'] : []);
				for (const name of names) {
					assert.ok(await isCopy(given.image, join(given.folder, name)));
					assert.equal((await stat(join(given.folder, name))).nlink, 1);
				}
			});
		}

		it('gets its name in one step also where the file system has no hard links', async () => {
			await using given = await imageAndFolder(100_000);
			await mkdir(given.folder);
			const calls = await traced(given.image, given.folder, ['-e', 'inject=link,linkat:error=EPERM']);
			assert.ok(stepOf(calls, /rename.*\.part.*fox\.png/) > stepOf(calls, /fsync\(\d+<.*\.part>/), calls.join('\n'));
			assert.deepEqual(await readFile(join(given.folder, 'fox.png')), given.content);
			assert.deepEqual(await readdir(given.folder), ['fox.png']);
		});

		it('is not there at all where it can be given its name in no way', async () => {
			await using given = await imageAndFolder(10);
			const inject = ['-e', 'inject=link,linkat:error=EPERM', '-e', 'inject=rename,renameat2:error=EIO'];
			await assert.rejects(traced(given.image, given.folder, inject), /EIO/);
			assert.deepEqual(await readdir(given.folder), []);
		});
	} else {
		console.log('not run: the order of system calls when a file is placed (strace is not installed)');
	}
});

function hasStrace(): boolean {
	try {
		execFileSync('strace', ['-V'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}
