import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PNG } from 'pngjs';
import sharp from 'sharp';
import { temporaryFolder } from '../../support/folders';
import { httpServer, type TestServer } from '../../support/servers';
import { until } from '../../support/until';
import { assertOnlyRecords, at, ended, type Ended, imagegen, inTerminal, jpeg, service, start } from './cli';

/** Writes files below a folder, each with its text. */
async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
	for (const [name, text] of Object.entries(files)) {
		const path = join(folder, name);
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, text);
	}
}

/** Fills what is in `docs` of a folder. What is printed tells paths from the folder on. */
async function fill(folder: string, ...args: readonly string[]): Promise<Ended> {
	const { code, stdout, stderr } = await imagegen(['fill', join(folder, 'docs'), ...args], folder);
	return { code, stdout: stdout.replaceAll(`${folder}/`, ''), stderr: stderr.replaceAll(`${folder}/`, '') };
}

/** A service that draws, and remembers the prompts that it was given. */
async function drawing(prompts: string[]): Promise<TestServer> {
	return await httpServer((request, response) => {
		let body = '';
		request
			.on('data', (chunk: Buffer) => (body += chunk.toString()))
			.on('end', () => {
				prompts.push((JSON.parse(body) as { prompt: string }).prompt);
				response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] }));
			});
	});
}

/** A service that draws when it is told to. */
async function drawingLater(waiting: (() => void)[]): Promise<TestServer> {
	const reply = JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] });
	return await httpServer((request, response) => {
		request.resume().on('end', () => waiting.push(() => response.end(reply)));
	});
}

describe('imagegen fill', () => {
	it('makes each missing image once, from its alternative text, where its link leads', async () => {
		await using home = await temporaryFolder();
		const prompts: string[] = [];
		await using server = await drawing(prompts);
		await write(home.path, {
			'docs/a.md': '![A red fox](img/a%20fox.jpg)\n\n![](img/a%20fox.jpg)\n\n![Again](../docs/img/a%20fox.jpg)\n',
			'docs/b.tex': '\\includegraphics{owl}\n\\caption{An owl}',
			'docs/there.html': '<img src="there.png" alt="There">',
			'docs/there.png': 'as it was',
		});
		const { code, stdout } = await fill(home.path, '--yes', ...at(server));
		assert.equal(code, 0);
		assert.deepEqual(stdout.trim().split('\n').sort(), ['docs/img/a fox.jpg', 'docs/owl.jpg']);
		assert.deepEqual(prompts.sort(), ['A red fox', 'An owl']);
		assert.deepEqual(await readFile(join(home.path, 'docs/img/a fox.jpg')), jpeg);
		assert.equal(await readFile(join(home.path, 'docs/there.png'), 'utf8'), 'as it was');
		await assertOnlyRecords(home.path, 2);
		assert.equal((await fill(home.path, '--yes', ...at(server))).code, 0);
		assert.equal(prompts.length, 2);
	});

	it('makes of a JPEG the PNG or WebP that a link names, and says what it cannot make', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		await write(home.path, { 'docs/a.md': '![a](a.png) ![b](b.webp) ![c](c.avif)' });
		const { code, stderr } = await fill(home.path, '--yes', ...at(server));
		assert.equal(code, 0);
		for (const [name, written] of [
			['a.png', 'png'],
			['b.webp', 'webp'],
		] as const) {
			const { format, width, height } = await sharp(join(home.path, 'docs', name)).metadata();
			assert.deepEqual([format, width, height], [written, 32, 24]);
		}
		assert.deepEqual(await readFile(join(home.path, 'docs/c.avif')), jpeg);
		assert.match(stderr, /^c\.avif: It is JPEG, whatever its name says/m);
	});

	it('leaves out what it must not make, says why, and ends with 1', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		await write(home.path, {
			'docs/.git/HEAD': '',
			'docs/a.md': [
				'![](mute.png)',
				'![a](drawing.ico)',
				'![a](../outside.png)',
				'![a](/../../outside.png)',
				'![a](.git/hooks.png)',
				'![a](linked/a.png)',
				'![a](folder.png)',
				'![a](a%00b.png)',
				`![a](${'n'.repeat(250)}.png)`,
				'![a](sub/.GIT/a.png)',
				'![a](b%5Cc.png)',
			].join('\n\n'),
			'docs/folder.png/x': '',
		});
		await mkdir(join(home.path, 'elsewhere'));
		await symlink(join(home.path, 'elsewhere'), join(home.path, 'docs/linked'));
		const { code, stdout, stderr } = await fill(home.path, '--yes', ...at(server));
		assert.deepEqual([code, stdout], [1, '']);
		const reasons = [...stderr.matchAll(/^Skipped: docs\/a\.md:(\d+):\d+: \S+: (.*)$/gm)].map(([, line, why]) => [
			line,
			why,
		]);
		assert.deepEqual(reasons, [
			['1', 'it has no alternative text that says what to draw.'],
			['3', 'services make no .ico images.'],
			['5', `it leads out of ${join(home.path, 'docs').replace(`${home.path}/`, '')}.`],
			['7', 'it leads out of docs.'],
			['9', 'it leads out of docs.'],
			['11', 'it leads out of docs.'],
			['13', "there is something of that name that isn't a file."],
			['15', 'files have no such names.'],
			['17', 'a file name takes 240 bytes at most.'],
			['19', 'it leads out of docs.'],
			['21', 'files have no such names.'],
		]);
		assert.deepEqual(await readdir(join(home.path, 'elsewhere')), []);
	});

	it('prints what it would make and cost with --dry-run, asks for no key, and makes nothing', async () => {
		await using home = await temporaryFolder();
		await write(home.path, { 'docs/a.md': '![A fox](a.png) ![An owl](b.png)' });
		const { code, stdout, stderr } = await fill(home.path, '--dry-run', '--service', 'gemini', '--resolution', '4K');
		assert.deepEqual([code, stderr], [1, '']);
		assert.match(
			stdout,
			/^docs\/a\.md:1:10: a\.png: A fox\ndocs\/a\.md:1:27: b\.png: An owl\n2 images with Google Gemini, gemini-3-pro-image, 4K: \$0\.48 \(\$0\.24 each\), usually 120–170 s each\.\n$/,
		);
		assert.deepEqual(await readdir(join(home.path, 'docs')), ['a.md']);
		const one = await fill(home.path, '--dry-run', '--max', '1');
		assert.match(
			one.stdout,
			/^docs\/a\.md:1:10: a\.png: A fox\nLeft out by --max: 1 image\.\n1 image with Sandbox, [^:]*: free/,
		);
	});

	it('asks nobody where nobody is, and makes nothing without --yes', async () => {
		await using home = await temporaryFolder();
		const keys: (string | undefined)[] = [];
		await using server = await service(keys);
		await write(home.path, { 'docs/a.md': '![A fox](a.png)' });
		const { code, stderr } = await fill(home.path, ...at(server));
		assert.equal(code, 2);
		assert.match(stderr, /^1 image with OpenAI-compatible \(\S+\), m, 1K: no price known, no times known yet\.$/m);
		assert.match(stderr, /^Nothing was made: nobody can be asked here\. --yes makes them without a question\./m);
		assert.deepEqual([keys.length, await readdir(join(home.path, 'docs'))], [0, ['a.md']]);
	});

	it('makes no more than --max, and ends with 1 while others are missing', async () => {
		await using home = await temporaryFolder();
		await write(home.path, { 'docs/a.md': '![A fox](a.jpg) ![An owl](b.jpg)' });
		const { code, stdout, stderr } = await fill(home.path, '--yes', '--max', '1', '--time-scale', '0.001');
		assert.deepEqual([code, stdout], [1, 'docs/a.jpg\n']);
		assert.match(stderr, /^Left out by --max: 1 image\.$/m);
	});

	it('tells of each image whose job cannot be kept, and tries the others', async () => {
		await using home = await temporaryFolder();
		await using server = await service();
		const names = ['a', 'b', 'c', 'd', 'e', 'f'];
		await write(home.path, { 'docs/a.md': names.map((name) => `![${name}](${name}.jpg)`).join(' ') });
		// It can be looked into, and takes no folder, not even from root.
		await mkdir(join(home.path, 'imagegen'));
		await symlink('/proc/self/task', join(home.path, 'imagegen/jobs'));
		const args = ['fill', join(home.path, 'docs'), '--yes', ...at(server)];
		const { code, stdout, stderr } = await imagegen(args, home.path);
		assert.deepEqual([code, stdout, server.connections()], [3, '', 0]);
		for (const name of names) {
			assert.match(stderr, new RegExp(`^${name}\\.jpg: Nothing was sent: couldn't write to .*\\(E[A-Z]+\\)`, 'm'));
		}
	});

	it('tells of each failure by itself, makes the others, and ends as the worst did', async () => {
		await using home = await temporaryFolder();
		await using server = await httpServer((request, response) => {
			let body = '';
			request
				.on('data', (chunk: Buffer) => (body += chunk.toString()))
				.on('end', () => {
					if (body.includes('A fox')) {
						response.writeHead(504).end('<html>');
					} else if (body.includes('An owl')) {
						response.writeHead(400).end('{"error":{"message":"No owls."}}');
					} else {
						response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] }));
					}
				});
		});
		await write(home.path, { 'docs/a.md': '![A fox](a.jpg) ![An owl](b.jpg) ![A cat](c.jpg)' });
		const { code, stdout, stderr } = await fill(home.path, '--yes', ...at(server));
		assert.deepEqual([code, stdout], [4, 'docs/c.jpg\n']);
		assert.match(stderr, /^a\.jpg: .*may have been billed/m);
		assert.match(stderr, /^b\.jpg: .*No owls\./m);
	});

	// Terminals are made by programs that differ from system to system.
	const answers = process.platform === 'linux' ? ({ '': 1, n: 1, y: 0, YES: 0 } as const) : {};
	for (const [answer, code] of Object.entries(answers)) {
		it(`asks in a terminal, and goes by the answer "${answer}"`, async () => {
			await using home = await temporaryFolder();
			await using server = await service();
			await write(home.path, { 'docs/a.md': '![A fox](a.jpg)' });
			const args = ['fill', join(home.path, 'docs'), ...at(server)];
			const ran = await inTerminal(args, home.path, /Make 1 image\? \[y\/N\]/, answer);
			assert.equal(ran.code, code, ran.stdout);
			assert.deepEqual(
				await readdir(join(home.path, 'docs')),
				code === 0 ? ['.imagegen.json', 'a.jpg', 'a.md'] : ['a.md'],
			);
		});
	}

	it('begins four at once', async () => {
		await using home = await temporaryFolder();
		let asked = 0;
		await using server = await httpServer((request) => request.resume().on('end', () => asked++));
		const links = Array.from({ length: 12 }, (_, index) => `![Number ${index}](${index}.jpg)`);
		await write(home.path, { 'docs/a.md': links.join('\n\n') });
		const child = start(['fill', join(home.path, 'docs'), '--yes', ...at(server)], home.path);
		const over = ended(child);
		await until(() => asked === 4, 'four requests');
		child.kill('SIGINT');
		const { code, stderr } = await over;
		// Of those too that had not sent their request yet.
		assert.equal((stderr.match(/Cancelled/gi) ?? []).length, 4, stderr);
		assert.equal(code, 130);
	});

	it('has no more under way later, and stops at ^C, at which what has arrived is kept', async () => {
		await using home = await temporaryFolder();
		let [under, most, answered] = [0, 0, 0];
		await using server = await httpServer((request, response) => {
			under++;
			most = Math.max(most, under);
			response.on('close', () => under--);
			request.resume().on('end', () => {
				// The first alone gets an answer.
				if (answered++ === 0) {
					response.end(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] }));
				}
			});
		});
		const links = Array.from({ length: 12 }, (_, index) => `![Number ${index}](${index}.jpg)`);
		await write(home.path, { 'docs/a.md': links.join('\n\n') });
		const child = start(['fill', join(home.path, 'docs'), '--yes', ...at(server)], home.path);
		const over = ended(child);
		await until(() => answered === 5, 'the first image, and four more requests');
		child.kill('SIGINT');
		const { code, stdout, stderr } = await over;
		assert.equal(code, 130);
		assert.equal(most, 4);
		assert.equal(stdout.trim().split('\n').length, 1);
		assert.equal((stderr.match(/Cancelled/gi) ?? []).length, 4, stderr);
		assert.equal((await readdir(join(home.path, 'docs'))).filter((name) => name.endsWith('.jpg')).length, 1);
	});

	it('sends nothing for an image that could not be put where its link leads', async () => {
		await using home = await temporaryFolder();
		const keys: (string | undefined)[] = [];
		await using server = await service(keys);
		await write(home.path, { 'docs/a.md': '![A fox](sub/a.jpg)', 'docs/sub': 'a file' });
		const { code, stderr } = await fill(home.path, '--yes', ...at(server));
		assert.notEqual(code, 0);
		assert.match(stderr, /sub\/a\.jpg: /);
		assert.equal(keys.length, 0);
	});

	it('takes the key from standard input only where it need not ask', async () => {
		await using home = await temporaryFolder();
		const keys: (string | undefined)[] = [];
		await using server = await service(keys);
		await write(home.path, { 'docs/a.md': '![A fox](a.jpg)' });
		const args = ['fill', join(home.path, 'docs'), ...at(server), '--key-stdin'];
		const asked = await imagegen(args, home.path, { input: 'sk-not-to-be-seen\n' });
		assert.deepEqual([asked.code, keys], [2, []]);
		const { code, stdout, stderr } = await imagegen([...args, '--yes'], home.path, { input: 'sk-not-to-be-seen\n' });
		assert.deepEqual([code, keys], [0, ['Bearer sk-not-to-be-seen']]);
		assert.ok(!(stdout + stderr).includes('sk-not'));
	});

	it('sends nothing for an image that has come meanwhile', async () => {
		await using home = await temporaryFolder();
		const waiting: (() => void)[] = [];
		await using server = await drawingLater(waiting);
		const names = Array.from({ length: 5 }, (_, index) => `${index}.jpg`);
		await write(home.path, { 'docs/a.md': names.map((name) => `![A fox](${name})`).join('\n\n') });
		const child = start(['fill', join(home.path, 'docs'), '--yes', ...at(server)], home.path);
		const over = ended(child);
		await until(() => waiting.length === 4, 'the first four requests');
		await write(home.path, { 'docs/4.jpg': 'mine' });
		waiting.forEach((answer) => answer());
		const { code, stderr } = await over;
		assert.deepEqual([code, waiting.length], [0, 4]);
		assert.match(stderr, /^4\.jpg: it is there by now, so nothing was sent\.$/m);
		assert.equal(await readFile(join(home.path, 'docs/4.jpg'), 'utf8'), 'mine');
	});

	it('leaves to another imagegen what that one makes', async () => {
		await using home = await temporaryFolder();
		const waiting: (() => void)[] = [];
		await using server = await drawingLater(waiting);
		await write(home.path, { 'docs/a.md': '![A fox](a.jpg)' });
		const child = start(['fill', join(home.path, 'docs'), '--yes', ...at(server)], home.path);
		const over = ended(child);
		await until(() => waiting.length === 1, 'the first request');
		const other = await fill(home.path, '--yes', ...at(server));
		assert.deepEqual([other.code, other.stdout], [1, '']);
		assert.match(other.stderr, /^a\.jpg: another imagegen makes it at this moment\.$/m);
		waiting.forEach((answer) => answer());
		assert.equal((await over).code, 0);
		assert.equal(waiting.length, 1);
		assert.deepEqual(await readdir(join(home.path, 'imagegen/fills')), []);
	});

	it('brings what an earlier run has paid for that was killed, and says what may have been lost', async () => {
		await using home = await temporaryFolder();
		const asked: string[] = [];
		await using never = await httpServer((request, response) => {
			let body = '';
			request
				.on('data', (chunk: Buffer) => (body += chunk.toString()))
				.on('end', () => {
					const { prompt } = JSON.parse(body) as { prompt: string };
					asked.push(prompt);
					if (prompt === 'A fox') {
						response.write(JSON.stringify({ data: [{ b64_json: jpeg.toString('base64') }] }));
					}
				});
		});
		await write(home.path, { 'docs/a.md': '![A fox](a.png)\n\n![An owl](b.jpg)\n' });
		const child = start(['fill', join(home.path, 'docs'), '--yes', ...at(never)], home.path);
		const over = ended(child);
		const jobs = join(home.path, 'imagegen/jobs');
		const hasImage = (): boolean =>
			readdirSync(jobs, { recursive: true, encoding: 'utf8' }).some(
				(name) => name.includes('image-') && statSync(join(jobs, name)).size === jpeg.length,
			);
		await until(() => asked.length === 2 && hasImage(), 'two requests, and an image');
		child.kill('SIGKILL');
		await over;
		const prompts: string[] = [];
		await using server = await drawing(prompts);
		const { code, stderr } = await fill(home.path, '--yes', ...at(server));
		assert.deepEqual([code, prompts], [0, ['An owl']], stderr);
		assert.match(stderr, /: A fox \(made by an earlier run: costs nothing\)$/m);
		assert.match(stderr, /: An owl \(an earlier request brought none, and may have been billed\)$/m);
		assert.match(stderr, /^1 image with /m);
		const { width, height } = PNG.sync.read(await readFile(join(home.path, 'docs/a.png')));
		assert.deepEqual([width, height], [32, 24]);
		assert.deepEqual(await readFile(join(home.path, 'docs/b.jpg')), jpeg);
	});
});
