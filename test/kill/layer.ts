import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** What the layer of `layer.c` does to a process; its comment says more. */
export interface LayerOptions {
	/** Calls that change something below it count. Without symbolic links. */
	readonly root: string;
	readonly log?: string;
	readonly snapshots?: string;
	/** `before 7` or `after 7`; `after rename` for the first of that kind. */
	readonly kill?: string;
	/** `7` or `7+`. */
	readonly fail?: string;
	readonly failName?: string;
	readonly slow?: string;
	readonly noInotify?: boolean;
}

/** One call that the layer counted. */
export interface Step {
	readonly number: number;
	readonly what: 'create' | 'empty' | 'folder' | 'write' | 'sync' | 'rename' | 'link' | 'remove' | 'send' | 'print';
	readonly path: string;
	/** Where a rename or a link leads. */
	readonly other: string;
}

/** Whether a layer can be put between a process and the system here; otherwise these tests say that they did not run. */
export const canLayer = process.platform === 'linux' && hasCompiler();

if (!canLayer) {
	console.log('not run: what is aimed between two system calls (it needs Linux and a C compiler)');
}

const library = resolve('test/out/layer.so');

/** Compiles it. */
export function compileLayer(): void {
	mkdirSync('test/out', { recursive: true });
	execFileSync('cc', ['-O1', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-o', library, 'test/kill/layer.c']);
}

/** The environment of a process that is to run with the layer. */
export function layered({
	root,
	log,
	snapshots,
	kill,
	fail,
	failName,
	slow,
	noInotify,
}: LayerOptions): NodeJS.ProcessEnv {
	return {
		LD_PRELOAD: library,
		LAYER_ROOT: root,
		...(log !== undefined && { LAYER_LOG: log }),
		...(snapshots !== undefined && { LAYER_SNAPSHOTS: snapshots }),
		...(kill !== undefined && { LAYER_KILL: kill }),
		...(fail !== undefined && { LAYER_FAIL: fail }),
		...(failName !== undefined && { LAYER_FAIL_NAME: failName }),
		...(slow !== undefined && { LAYER_SLOW: slow }),
		...(noInotify && { LAYER_NO_INOTIFY: '1' }),
	};
}

/** The calls that a process made; none where it made none. */
export async function readSteps(log: string): Promise<Step[]> {
	const text = await readFile(log, 'utf8').catch(() => '');
	return text
		.split('\n')
		.filter(Boolean)
		.map((line) => {
			const [number, what, path = '', other = ''] = line.split('\t');
			return { number: Number(number), what: what as Step['what'], path, other };
		});
}

function hasCompiler(): boolean {
	try {
		execFileSync('cc', ['--version'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}

/** A folder of `parent` for what the layer writes: outside what it counts. */
export async function recorded(parent: string): Promise<{ readonly log: string; readonly snapshots: string }> {
	const snapshots = join(parent, 'snapshots');
	await mkdir(snapshots, { recursive: true });
	return { log: join(parent, 'steps'), snapshots };
}
