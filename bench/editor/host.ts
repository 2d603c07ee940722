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

/** Further pages of the view that are asked for. */
const pages = 10;

/** Images asked for one after the other. */
const singles = 3;

export async function run(): Promise<void> {
	const { isForRecords } = await control<{ isForRecords: boolean }>('purpose', {});
	await (isForRecords ? useRecords() : useImages());
}

async function useImages(): Promise<void> {
	const entryBytes = await heapOf('copyOfEntry');
	const activationMs = await activation();
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
	const figures: HostFigures = { activationMs, entryBytes, before, after, images, loop };
	await control('result', figures);
}

/** What the editor itself has measured, in milliseconds. */
async function activation(): Promise<number> {
	await vscode.extensions.getExtension('imagegen.imagegen')?.activate();
	await vscode.commands.executeCommand('perfview.show');
	const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf');
	const text = document?.getText() ?? '';
	const row = /^\|\s*imagegen\.imagegen\s*\|.*$/m.exec(text.slice(text.indexOf('Extension Activation Stats')))?.[0];
	const numbers = row?.split('|').map(Number).filter(Number.isFinite) ?? [];
	// The first cell and the last are empty, and so a 0 each.
	const [, load = NaN, call = NaN] = numbers;
	await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
	return load + call;
}

/** Heap that loading a file holds, which somebody else has put there. */
async function heapOf(name: string): Promise<number> {
	const { path } = await control<{ path: string }>(name, {});
	const before = memory();
	createRequire(__filename)(path);
	return memory().heapBytes - before.heapBytes;
}

/** With many images on record, that no window has looked at yet. */
async function useRecords(): Promise<void> {
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
		}
	});
	const figures: RecordsFigures = { opened, filtered, scrolled };
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
async function watch(begin: () => Promise<unknown>): Promise<LoopDelay> {
	const histogram = monitorEventLoopDelay({ resolution: 1 });
	histogram.enable();
	await begin();
	await delay(watchMs);
	histogram.disable();
	const ms = (nanoseconds: number): number => nanoseconds / 1e6;
	return {
		p50Ms: ms(histogram.percentile(50)),
		p99Ms: ms(histogram.percentile(99)),
		maxMs: ms(histogram.max),
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
