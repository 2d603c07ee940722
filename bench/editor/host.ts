// What runs in the extension host: VS Code calls run() as it does for tests. Bundled by measure.ts.
import { createRequire } from 'node:module';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import type { HostFigures, LoopDelay, Memory, ImageSpec, RecordsFigures } from './figures';

/** How long the event loop is watched each time: the three images must be in the documents by then. */
const watchMs = 5_000;

/** How long three images take to arrive: 24 MiB in base64 at about 11 MB a second each. */
const arrivalMs = 3_000;

/** From telling the service to send until it does, so that the telling is over. */
const releaseDelayMs = 200;

const arrival = { afterMs: releaseDelayMs, overMs: arrivalMs };

/** A window that has nothing to do delays no timer for longer. */
const quietMs = 20;

/** Further pages of the view that are asked for. */
const pages = 10;

/** Between them, longer than the editor waits before it asks for the rows anew: nobody asks for a page before they have seen the last. */
const pageMs = 500;

/** Images asked for one after the other. */
const singles = 3;

export async function run(): Promise<void> {
	const { isForRecords } = await control<{ isForRecords: boolean }>('purpose', {});
	await (isForRecords ? useRecords() : useImages());
}

async function useImages(): Promise<void> {
	await untilQuiet();
	const entry = await loadingOf('copyOfEntry');
	const activation = await readActivation();
	const before = memory();
	// Loads all of it.
	await vscode.commands.executeCommand('imagegen.showLog');
	const after = memory();
	const images: ImageSpec[] = [];
	for (let number = 1; number <= singles; number++) {
		images.push(await oneImage(`single ${number}`));
	}
	// What the images have left to do in the workbench is not the event loop's rest.
	await delay(2_000);
	const idle = await watch(() => Promise.resolve());
	await control('startElsewhere', {});
	const elsewhere = await watch(() => control('release', arrival));
	await delay(2_000);
	const many = await Promise.all(['first of three', 'second of three', 'third of three'].map(prepare));
	for (const ask of many) {
		await ask.start();
	}
	await control('waiting', { count: many.length });
	const here = await watch(() => control('release', arrival));
	await Promise.all(many.map((ask) => ask.inserted));
	const loop = { idle, elsewhere, here };
	const figures: HostFigures = { activation, entry, before, after, images, loop };
	await control('result', figures);
}

/** The window's own start goes on for seconds after its extensions have been activated. */
async function untilQuiet(): Promise<void> {
	while ((await watch(() => Promise.resolve(), 1_000)).maxMs > quietMs) {
		// Watched once more.
	}
}

/** What the editor itself has measured. */
async function readActivation(): Promise<HostFigures['activation']> {
	await vscode.commands.executeCommand('perfview.show');
	const rowOf = (text: string, id: string): number[] | undefined =>
		new RegExp(`^\\|\\s*${id}\\s*\\|.*$`, 'm')
			.exec(text.slice(text.indexOf('Extension Activation Stats')))?.[0]
			.split('|')
			.slice(3, 5)
			.map(Number);
	let rows: (number[] | undefined)[] = [];
	while (rows.length === 0 || rows.includes(undefined)) {
		await delay(100);
		const text = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf')?.getText() ?? '';
		rows = ['imagegen.imagegen', 'vscode.merge-conflict'].map((id) => rowOf(text, id));
	}
	await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
	const [own, peer] = rows.map((row) => ({ loadMs: row?.[0] ?? NaN, callMs: row?.[1] ?? NaN }));
	if (!own || !peer) {
		throw new Error('the editor has measured no activation');
	}
	return { own, peer };
}

/** What it takes to load a file that somebody else has put there. */
async function loadingOf(name: string): Promise<HostFigures['entry']> {
	const { path } = await control<{ path: string }>(name, {});
	const load = createRequire(__filename);
	const before = memory();
	const startedAt = performance.now();
	load(path);
	const ms = performance.now() - startedAt;
	return { ms, bytes: memory().heapBytes - before.heapBytes };
}

/** With many images on record, that no window has looked at yet. */
async function useRecords(): Promise<void> {
	await untilQuiet();
	const idle = await watch(() => Promise.resolve());
	const opened = await watch(async () => vscode.commands.executeCommand('imagegen.showJobs'));
	const filtered = await watch(async () => {
		const done = vscode.commands.executeCommand('imagegen.filterImages');
		await control('typeFilter', {});
		await done;
	});
	await vscode.commands.executeCommand('imagegen.clearImageFilter');
	const scrolled = await watch(async () => {
		for (let page = 0; page < pages; page++) {
			await vscode.commands.executeCommand('imagegen.showMore');
			await delay(pageMs);
		}
	});
	const figures: RecordsFigures = { idle, opened, filtered, scrolled };
	await control('result', figures);
}

/** After a collection, so that only what is held counts. */
function memory(): Memory {
	setFlagsFromString('--expose_gc');
	(runInNewContext('gc') as () => void)();
	const { rss, heapUsed } = process.memoryUsage();
	return { rssBytes: rss, heapBytes: heapUsed };
}

/** The delays of the event loop for a while that begins with `begin`. */
async function watch(begin: () => Promise<unknown>, ms = watchMs): Promise<LoopDelay> {
	const histogram = monitorEventLoopDelay({ resolution: 1 });
	histogram.enable();
	await begin();
	await delay(ms);
	histogram.disable();
	const inMs = (nanoseconds: number): number => nanoseconds / 1e6;
	return {
		p50Ms: inMs(histogram.percentile(50)),
		p99Ms: inMs(histogram.percentile(99)),
		maxMs: inMs(histogram.max),
	};
}

interface Asking {
	/** Asks for the image, by keyboard; resolves with the wall time of the last Enter when the job has begun. */
	readonly start: () => Promise<number>;
	/** Wall time at which the document had the reference. */
	readonly inserted: Promise<number>;
}

/** A document of its own for an image. */
async function prepare(prompt: string): Promise<Asking> {
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
	if (!folder) {
		throw new Error('no folder is open');
	}
	const uri = vscode.Uri.joinPath(folder, `${prompt}.md`);
	await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('# A image\n\n'));
	const document = await vscode.workspace.openTextDocument(uri);
	const { promise: inserted, resolve } = Promise.withResolvers<number>();
	const listener = vscode.workspace.onDidChangeTextDocument((change) => {
		if (change.document === document && document.getText().includes('![')) {
			resolve(Date.now());
			listener.dispose();
		}
	});
	const start = async (): Promise<number> => {
		const editor = await vscode.window.showTextDocument(document);
		editor.selection = new vscode.Selection(2, 0, 2, 0);
		const command = vscode.commands.executeCommand('imagegen.insert');
		const { enterAt } = await control<{ enterAt: number }>('answer', { prompt });
		await command;
		return enterAt;
	};
	return { start, inserted };
}

async function oneImage(prompt: string): Promise<ImageSpec> {
	const { start, inserted } = await prepare(prompt);
	const enterAt = await start();
	const [arrivedAt = NaN] = await control<number[]>('waiting', { count: 1 });
	// What the start has left to do is not the delivery's.
	await delay(1_000);
	await control('release', { afterMs: 0, overMs: 0 });
	return { prompt, enterAt, arrivedAt, insertedAt: await inserted };
}

/** Has something done outside of the extension host; see measure.ts. */
async function control<T = unknown>(name: string, body: object): Promise<T> {
	const service = vscode.workspace.getConfiguration('imagegen').get('baseUrl', '');
	const reply = await fetch(new URL(`/control/${name}`, service), { method: 'POST', body: JSON.stringify(body) });
	if (!reply.ok) {
		throw new Error(`${name}: ${await reply.text()}`);
	}
	return (await reply.json()) as T;
}
