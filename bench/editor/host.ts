// What runs in the extension host: VS Code calls run() as it does for tests. Bundled by measure.ts.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import type { HostFigures, LoopDelay, Memory, ImageSpec } from './figures';

/** How long the event loop is watched each time: the three images must be in the documents by then. */
const watchMs = 5_000;

/** How long three images take to arrive: 24 MiB in base64 at about 11 MB a second each. */
const arrivalMs = 3_000;

/** From telling the service to send until it does, so that the telling is over. */
const releaseDelayMs = 200;

const arrival = { afterMs: releaseDelayMs, overMs: arrivalMs };

/** Images asked for one after the other. */
const singles = 3;

export async function run(): Promise<void> {
	const { activationMs, before, after } = await activate();
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
	const figures: HostFigures = { activationMs, before, after, images, loop: { idle, elsewhere, here } };
	await control('result', figures);
}

async function activate(): Promise<{ activationMs: number; before: Memory; after: Memory }> {
	const extension = vscode.extensions.getExtension('imagegen.imagegen');
	if (!extension || extension.isActive) {
		throw new Error('the extension is missing, or active before it was asked for');
	}
	const before = memory();
	const startedAt = performance.now();
	await extension.activate();
	const activationMs = performance.now() - startedAt;
	return { activationMs, before, after: memory() };
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
	await begin();
	const histogram = monitorEventLoopDelay({ resolution: 1 });
	histogram.enable();
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
