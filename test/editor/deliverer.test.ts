import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Adding, ImageFiles } from '../../src/editor/delivery/imageFiles';
import { Anchors } from '../../src/editor/anchors/anchors';
import { type Delivered, Deliverer } from '../../src/editor/delivery/deliverer';
import { Links } from '../../src/editor/delivery/links';
import { readNames } from '../../src/editor/delivery/names';
import { Recipes } from '../../src/editor/delivery/recipes';
import { UndoneImages } from '../../src/editor/delivery/undo';
import { Library } from '../../src/editor/jobs/library';
import type { Job } from '../../src/editor/jobs/jobs';
import { Settings } from '../../src/editor/settings';
import { claimJob, isSettled } from '../../src/engine/jobs/claim';
import { canMount, type SmallDisk, smallDisk } from '../faults/smallDisk';
import { iconSets, keepFormat } from './support/convert';
import { log } from './support/log';
import { finishedJob, makeJobsPath } from './support/jobs';
import { reader } from './support/reader';
import { makeFolder, openFile, tidyUp } from './support/workspace';

describe('The delivery of a finished image', () => {
	let links: Links;
	let undone: UndoneImages;
	let folder: vscode.Uri;
	let jobsPath: string;
	let anchors: Anchors;
	let settings: Settings;
	let deliverer: Deliverer;

	beforeEach(async () => {
		folder = makeFolder();
		jobsPath = await makeJobsPath();
		anchors = new Anchors();
		settings = new Settings(log);
		links = new Links(reader, settings);
		undone = new UndoneImages(new ImageFiles(), links, new Library(jobsPath), new Recipes(settings, log), log);
		deliverer = newDeliverer();
	});
	afterEach(async () => {
		await configure('imagegen.destination', undefined);
		await configure('markdown.copyFiles.destination', undefined);
		undone.dispose();
		settings.dispose();
		anchors.dispose();
		await rm(jobsPath, { recursive: true });
		await tidyUp(folder);
	});

	/** As a further window has one. */
	const newDeliverer = (): Deliverer =>
		new Deliverer(new ImageFiles(), links, undone, settings, log, keepFormat, new Recipes(settings, log), iconSets);

	async function configure(key: string, value: unknown): Promise<void> {
		await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Workspace);
	}

	it('puts it beside the document and refers to it there', async () => {
		const document = await openFile(folder, 'docs/guide.md', 'See: \n');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 5)));
		const delivered = await deliverer.deliver(job);
		assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted', JSON.stringify(delivered));
		assert.equal(delivered.uri.path, `${folder.path}/docs/images/a-red-fox.jpg`);
		assert.equal(document.getText(), 'See: ![A red fox](images/a-red-fox.jpg)\n');
	});

	it('leaves nothing to deliver', async () => {
		const document = await openFile(folder, 'a.md', '');
		const job = await finishedJob(jobsPath, 'generate', anchors.pin(document, new vscode.Position(0, 0)));
		await deliverer.deliver(job);
		assert.ok(await isSettled(job.folder));
		assert.deepEqual(await deliverer.deliver(job), { kind: 'elsewhere' });
		assert.equal(document.getText(), '');
	});

	it('is not over before the document has the reference', async () => {
		const document = await openFile(folder, 'a.md', '');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		const inserted = Promise.withResolvers<boolean>();
		const listener = vscode.workspace.onDidChangeTextDocument((event) => {
			if (event.document === document) {
				inserted.resolve(existsSync(join(job.folder.path, 'delivered.json')));
			}
		});
		await deliverer.deliver(job);
		listener.dispose();
		assert.deepEqual([await inserted.promise, await isSettled(job.folder)], [false, true]);
	});

	it('is left to the window that claimed it first', async () => {
		const job = await finishedJob(jobsPath, 'generate');
		assert.ok(await claimJob(job.folder));
		assert.deepEqual(await deliverer.deliver(job), { kind: 'elsewhere' });
	});

	it('saves the image although its place in the document is gone', async () => {
		const document = await openFile(folder, 'a.md', 'one two\n');
		const editor = await vscode.window.showTextDocument(document);
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 4)));
		await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 0, 7)));
		const delivered = await deliverer.deliver(job);
		assert.ok(delivered.kind === 'saved' && delivered.link === 'notInserted');
		assert.ok(existsSync(delivered.uri.fsPath));
	});

	it('obeys the setting imagegen.destination', async () => {
		await configure('imagegen.destination', '${documentBaseName}-images/');
		const document = await openFile(folder, 'guide.md', '\n');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		await deliverer.deliver(job);
		assert.equal(document.getText(), '![A red fox](guide-images/a-red-fox.jpg)\n');
	});

	it('is linked from the root of the site that publishes it', async () => {
		await openFile(folder, 'docusaurus.config.js', '');
		await configure('imagegen.destination', '../static/img/');
		const document = await openFile(folder, 'docs/guide.md', '\n');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		await deliverer.deliver(job);
		assert.equal(document.getText(), '![A red fox](/img/a-red-fox.jpg)\n');
	});

	it("obeys the person's own rule for files copied into Markdown", async () => {
		await configure('markdown.copyFiles.destination', { '**/other/*': 'x/', '*.md': 'assets/${documentBaseName}/' });
		const document = await openFile(folder, 'guide.md', '\n');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		await deliverer.deliver(job);
		assert.equal(document.getText(), '![A red fox](assets/guide/a-red-fox.jpg)\n');
	});

	it('obeys a rule that is anchored to the workspace folder', async () => {
		const name = folder.path.split('/').at(-1) ?? '';
		await configure('markdown.copyFiles.destination', { '/none/**': 'x/', [`/${name}/**/*.md`]: 'anchored/' });
		const document = await openFile(folder, 'docs/guide.md', '\n');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		await deliverer.deliver(job);
		assert.equal(document.getText(), '![A red fox](anchored/a-red-fox.jpg)\n');
	});

	it('keeps the image safe when the destination leads out of the workspace', async () => {
		await configure('imagegen.destination', '/../../elsewhere/');
		const document = await openFile(folder, 'guide.md', '\n');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		const delivered = await deliverer.deliver(job);
		assert.ok(delivered.kind === 'refused' && delivered.setting === 'imagegen.destination', JSON.stringify(delivered));
		assert.ok(existsSync(join(job.folder.path, 'image-1.jpg')));
		assert.equal(document.getText(), '\n');

		await configure('imagegen.destination', 'images/');
		assert.equal((await deliverer.deliver(job)).kind, 'saved', 'and delivers it once that is mended');
	});

	it('keeps the image safe when it cannot be written', async () => {
		const document = await openFile(folder, 'guide.md', '\n');
		await openFile(folder, 'images', 'a file where the folder should be');
		const job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0)));
		const delivered = await deliverer.deliver(job);
		assert.equal(delivered.kind, 'notWritten');
		assert.ok(existsSync(join(job.folder.path, 'image-1.jpg')));
		assert.equal(await isSettled(job.folder), false);
	});

	it('gives the person a file of their own, with the mode that their files have', async () => {
		const document = await openFile(folder, 'a.md', '');
		const job = await finishedJob(jobsPath, 'generate', anchors.pin(document, new vscode.Position(0, 0)));
		const source = join(job.folder.path, 'image-1.jpg');
		await chmod(source, 0o600);
		const { ino } = await stat(source);
		const delivered = await deliverer.deliver(job);
		assert.equal(delivered.kind, 'saved');
		const [theirs, own] = [
			await stat(join(folder.fsPath, 'a.md')),
			await stat(join(folder.fsPath, 'images/a-red-fox.jpg')),
		];
		assert.deepEqual([own.mode, own.nlink, own.ino === ino], [theirs.mode, 1, false]);
	});

	it('says so when the job is gone altogether', async () => {
		const job = await finishedJob(jobsPath, 'generate');
		await rm(job.folder.path, { recursive: true });
		assert.equal((await deliverer.deliver(job)).kind, 'notWritten');
	});

	describe('into a folder that is a symbolic link', () => {
		let outside: string;

		beforeEach(async () => (outside = await mkdtemp(join(tmpdir(), 'imagegen-outside-'))));
		afterEach(() => rm(outside, { recursive: true }));

		async function deliverBeside(name: string): Promise<Delivered> {
			const document = await openFile(folder, name, '\n');
			return deliverer.deliver(await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 0))));
		}

		/** By the path in the workspace where a link is made, to what it leads. */
		const leadingOut: Record<string, (path: (name: string) => string) => Promise<void>> = {
			'to a folder': (path) => symlink(outside, path('images')),
			'by way of another link': async (path) => {
				await symlink(outside, path('far'));
				await symlink('far', path('images'));
			},
			'to a folder that is yet to be made': (path) => symlink(join(outside, 'new', 'folder'), path('images')),
			'by dots': (path) => symlink(`../../${'../'.repeat(20)}${outside.slice(1)}`, path('images')),
			'by dots after a link': async (path) => {
				await mkdir(join(outside, 'deep'));
				await symlink(join(outside, 'deep'), path('far'));
				await symlink('far/../new', path('images'));
			},
		};
		for (const [how, make] of Object.entries(leadingOut)) {
			it(`is refused where that leads out of the workspace ${how}`, async () => {
				await make((name) => join(folder.fsPath, name));
				const before = await readdir(outside, { recursive: true });
				const delivered = await deliverBeside('a.md');
				assert.ok(delivered.kind === 'linkedOut', JSON.stringify(delivered));
				assert.equal(delivered.folder.path, `${folder.path}/images`);
				assert.ok(delivered.path.startsWith(await realpath(outside)), delivered.path);
				assert.deepEqual(await readdir(outside, { recursive: true }), before);
				assert.ok((await readdir(jobsPath)).length === 1, 'the image waits');
			});
		}

		it('is refused also where the link is further up, and where a setting names it', async () => {
			await symlink(outside, join(folder.fsPath, 'far'));
			await configure('imagegen.destination', `/${folder.path.split('/').at(-1) ?? ''}/far/deep/er/`);
			assert.equal((await deliverBeside('a.md')).kind, 'linkedOut');
			assert.deepEqual(await readdir(outside), []);
		});

		it('is fine where that stays in the workspace', async () => {
			await mkdir(join(folder.fsPath, 'assets'));
			await symlink('assets', join(folder.fsPath, 'images'));
			assert.equal((await deliverBeside('a.md')).kind, 'saved');
			assert.deepEqual((await readdir(join(folder.fsPath, 'assets'))).sort(), ['.imagegen.json', 'a-red-fox.jpg']);
		});

		it('does not follow a link that has the name of the image', async () => {
			await mkdir(join(folder.fsPath, 'images'));
			await symlink(join(outside, 'new.jpg'), join(folder.fsPath, 'images', 'a-red-fox.jpg'));
			const delivered = await deliverBeside('a.md');
			assert.ok(delivered.kind === 'saved');
			assert.equal(delivered.uri.path, `${folder.path}/images/a-red-fox-1.jpg`);
			assert.deepEqual(await readdir(outside), []);
		});
	});

	describe('that an earlier window has begun', () => {
		let document: vscode.TextDocument;
		let job: Job;

		beforeEach(async () => {
			document = await openFile(folder, 'a.md', 'See: \n');
			job = await finishedJob(jobsPath, 'insert', anchors.pin(document, new vscode.Position(0, 5)));
		});

		const images = async (): Promise<string[]> =>
			(await readdir(join(folder.fsPath, 'images'))).filter((name) => name !== '.imagegen.json');

		/** Delivers, and puts the job's folder back to what it was just before it was marked: there the window has died. */
		async function deliverUntilMarked(): Promise<void> {
			const image = join(job.folder.path, 'image-1.jpg');
			const content = await readFile(image);
			assert.equal((await deliverer.deliver(job)).kind, 'saved');
			await rm(join(job.folder.path, 'delivered.json'));
			await writeFile(image, content);
		}

		it('doubles neither the file nor the link', async () => {
			await deliverUntilMarked();
			const text = document.getText();
			const delivered = await newDeliverer().deliver(job);
			assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted', JSON.stringify(delivered));
			assert.equal(delivered.uri.path, `${folder.path}/images/a-red-fox.jpg`);
			assert.deepEqual(await images(), ['a-red-fox.jpg']);
			assert.equal(document.getText(), text);
			assert.ok(await isSettled(job.folder));
		});

		it('inserts the link where that was still to be done', async () => {
			await deliverUntilMarked();
			const edit = new vscode.WorkspaceEdit();
			edit.replace(document.uri, new vscode.Range(0, 0, 1, 0), 'See: \n');
			await vscode.workspace.applyEdit(edit);
			const anchor = anchors.pin(document, new vscode.Position(0, 5));
			const delivered = await newDeliverer().deliver({ ...job, anchor });
			assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted');
			assert.equal(document.getText(), 'See: ![A red fox](images/a-red-fox.jpg)\n');
			assert.deepEqual(await images(), ['a-red-fox.jpg']);
		});

		it('leaves a file alone that a person has changed since, and saves the image beside it', async () => {
			await deliverUntilMarked();
			await writeFile(join(folder.fsPath, 'images', 'a-red-fox.jpg'), 'edits');
			assert.equal((await newDeliverer().deliver(job)).kind, 'saved');
			assert.deepEqual((await images()).sort(), ['a-red-fox-1.jpg', 'a-red-fox.jpg']);
			assert.equal(await readFile(join(folder.fsPath, 'images', 'a-red-fox.jpg'), 'utf8'), 'edits');
		});

		it('clears away what that window has left beside the image', async () => {
			await deliverUntilMarked();
			await writeFile(join(folder.fsPath, 'images', `.imagegen-${job.folder.id}-00000000.part`), 'half');
			await newDeliverer().deliver(job);
			assert.deepEqual(await images(), ['a-red-fox.jpg']);
		});

		it('has the name on disk before the file has it', async () => {
			const refuse = (): Promise<never> => Promise.reject(new Error('the window dies here'));
			const dying = new (class extends ImageFiles {
				override add(source: string, desired: vscode.Uri, adding: Adding): Promise<vscode.Uri> {
					return super.add(source, desired, { ...adding, onName: (uri) => adding.onName(uri).then(refuse) });
				}
			})();
			assert.equal(
				(
					await new Deliverer(
						dying,
						links,
						undone,
						settings,
						log,
						keepFormat,
						new Recipes(settings, log),
						iconSets,
					).deliver(job)
				).kind,
				'notWritten',
			);
			const names = await readNames(job.folder);
			assert.equal(names.get('image-1.jpg')?.path, `${folder.path}/images/a-red-fox.jpg`);
			assert.deepEqual(await images(), []);
		});

		it('is no delivery that begins: that one takes no file for its own, were it the very image', async () => {
			await mkdir(join(folder.fsPath, 'images'));
			await writeFile(join(folder.fsPath, 'images', 'a-red-fox.jpg'), 'image');
			const delivered = await deliverer.deliver(job);
			assert.ok(delivered.kind === 'saved');
			assert.equal(delivered.uri.path, `${folder.path}/images/a-red-fox-1.jpg`);
		});
	});

	if (canMount) {
		describe('to a disk of its own', () => {
			let disk: SmallDisk;

			beforeEach(async () => (disk = await smallDisk(folder.fsPath)));
			afterEach(() => disk[Symbol.asyncDispose]());

			async function jobThere(command: Job['command'] = 'generate'): Promise<Job> {
				const document = await openFile(vscode.Uri.file(disk.path), 'a.md', '\n');
				return finishedJob(jobsPath, command, anchors.pin(document, new vscode.Position(0, 0)));
			}

			it('is as any other', async () => {
				const delivered = await deliverer.deliver(await jobThere('insert'));
				assert.ok(delivered.kind === 'saved' && delivered.link === 'inserted');
				assert.deepEqual((await readdir(join(disk.path, 'images'))).sort(), ['.imagegen.json', 'a-red-fox.jpg']);
			});

			it('leaves nothing there when it is full, says so, and is done once there is room', async () => {
				const job = await jobThere();
				disk.fill();
				assert.deepEqual(await deliverer.deliver(job), { kind: 'notWritten', reason: 'The disk is full.' });
				assert.deepEqual((await readdir(disk.path)).sort(), ['a.md', 'filler']);
				assert.ok(existsSync(join(job.folder.path, 'image-1.jpg')));
				await rm(join(disk.path, 'filler'), { recursive: true });
				assert.equal((await deliverer.deliver(job)).kind, 'saved');
				assert.deepEqual((await readdir(join(disk.path, 'images'))).sort(), ['.imagegen.json', 'a-red-fox.jpg']);
			});

			it('says so when it takes no files', async () => {
				const job = await jobThere();
				disk.makeReadOnly();
				assert.deepEqual(await deliverer.deliver(job), { kind: 'notWritten', reason: 'The disk is read-only.' });
			});
		});

		it('says so when the disk under the job is full, and keeps the image', async () => {
			await using disk = await smallDisk();
			const job = await finishedJob(disk.path, 'generate');
			disk.fill();
			assert.deepEqual(await deliverer.deliver(job), { kind: 'notWritten', reason: 'The disk is full.' });
			assert.ok(existsSync(join(job.folder.path, 'image-1.jpg')));
		});
	} else {
		console.log('not run: deliveries to other disks, full and read-only ones (mounting them needs root on Linux)');
	}
});
