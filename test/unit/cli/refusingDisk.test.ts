import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { openSync, rmdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '../../support/folders';
import { at, ended, imagegen, service } from './cli';

describe('imagegen, where the disk refuses', () => {
	it('sends nothing where its job cannot be kept, and says so in a sentence', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		const file = join(home.path, 'file');
		await writeFile(file, '');
		for (const [data, code] of [
			[file, 'ENOTDIR'],
			// Where Node.js' own way to make several folders never ends.
			['/proc/nope', 'ENOENT'],
		] as const) {
			const args = ['generate', 'A fox', ...at(server), '--out', home.path];
			const end = await imagegen(args, data);
			assert.deepEqual([end.code, end.stdout, server.connections()], [2, '', 0]);
			const jobs = join(data, 'imagegen', 'jobs');
			const expected = `Nothing was sent: couldn't write to ${jobs} (${code}), where images are kept safe. Make that folder writable, or make room there.\n`;
			assert.equal(end.stderr, expected);
		}
	});

	it('does not obey a relative data folder', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		const child = spawn(
			process.execPath,
			[resolve('dist/cli.js'), 'generate', 'A fox', ...at(server), '--out', home.path, '--json'],
			{ cwd: home.path, env: { HOME: home.path, XDG_DATA_HOME: 'here' } },
		);
		assert.equal((await ended(child)).code, 0);
		assert.deepEqual((await readdir(home.path)).sort(), ['.imagegen.json', '.local', 'a-fox.jpg']);
		assert.deepEqual(await readdir(join(home.path, '.local/share/imagegen')), ['jobs']);
	});

	for (const [name, args, says] of [
		['a data folder that is a file', ['jobs'], /^Couldn't read or write \S+jobs \(ENOTDIR\)\.\n$/],
		[
			'a job that is not there',
			['run', '/nowhere/at/all'],
			/^Couldn't read or write \/nowhere\/at\/all\S* \(ENOENT\)\.\n$/,
		],
		[
			'no job to diagnose',
			['diagnose', '/nowhere/at/all'],
			/^Couldn't read or write \/nowhere\/at\/all\S* \(ENOENT\)\.\n$/,
		],
		['no such port', ['sandbox', '--port', '99999'], /^--port takes a whole number up to 65535, not "99999"\.\n/],
	] as const) {
		it(`is told in a sentence: ${name}`, async () => {
			await using home = await temporaryFolder();
			const file = join(home.path, 'file');
			await writeFile(file, '');
			const { code, stdout, stderr } = await imagegen(args, file);
			assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
			assert.match(stderr, says);
		});
	}

	it('is told in a sentence: a current folder that is not there any more', async () => {
		await using home = await temporaryFolder();
		const gone = join(home.path, 'gone');
		await mkdir(gone);
		const script = `process.chdir(process.argv[1]); require('fs').rmdirSync(process.argv[1]); process.argv.splice(1, 1); require(process.argv[1]);`;
		const child = spawn(process.execPath, ['-e', script, gone, resolve('dist/cli.js'), 'generate', 'A fox'], {
			env: { HOME: home.path, XDG_DATA_HOME: home.path },
		});
		const { code, stderr } = await ended(child);
		assert.deepEqual([code, stderr], [2, "The current folder isn't there any more. Change to another one.\n"]);
	});

	it('says that nothing was billed for an image that cannot be put to its place, where nobody bills', async () => {
		await using home = await temporaryFolder();
		const out = join(home.path, 'out');
		const args = ['dist/cli.js', 'generate', 'A fox', '--time-scale', '0.02', '--out', `${out}/`, '--json'];
		const child = spawn(process.execPath, args, { env: { HOME: home.path, XDG_DATA_HOME: home.path } });
		let isFile = false;
		child.stdout.on('data', (data: Buffer) => {
			if (!isFile && data.includes('"sending"')) {
				isFile = true;
				rmdirSync(out);
				writeFileSync(out, '');
			}
		});
		const { code, stdout } = await ended(child);
		const { kind, maybePaid } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
		assert.deepEqual([code, kind, maybePaid], [3, 'notSaved', false]);
	});

	for (const args of [['--version'], ['--help'], ['-h'], ['jobs'], ['jobs', '--json']]) {
		it(`imagegen ${args.join(' ')} says that its output cannot be written`, async () => {
			await using home = await temporaryFolder();
			await mkdir(join(home.path, 'imagegen', 'jobs', '20260101000000-00000000'), { recursive: true });
			const child = spawn(process.execPath, ['dist/cli.js', ...args], {
				env: { HOME: home.path, XDG_DATA_HOME: home.path },
				stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
			});
			let stderr = '';
			child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
			const code = await new Promise((done) => child.once('close', done));
			assert.deepEqual([code, stderr], [3, "Couldn't write to standard output.\n"]);
		});
	}
});
