import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** The engine's command line as a process of its own, from the bundle that is shipped. */
export interface Cli {
	readonly child: ChildProcess & { readonly pid: number };
	/** How it ended, and what it said. */
	readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** Starts `dist/cli.js` with a line on its standard input. What it keeps of its own lies in `home`. `more` goes into its environment. */
export function startCli(args: readonly string[], home: string, stdin = '', more: NodeJS.ProcessEnv = {}): Cli {
	const env = { PATH: process.env['PATH'], HOME: home, XDG_DATA_HOME: home, IMAGEGEN_API_KEY: 'secret-key', ...more };
	const child = spawn(process.execPath, ['dist/cli.js', ...args], { env, stdio: 'pipe' });
	child.stdin.on('error', () => undefined).end(`${stdin}\n`);
	const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
		([[code], stdout, stderr]) => ({ code: code as number | null, stdout, stderr }),
	);
	return { child: child as Cli['child'], ended };
}

/** Builds the bundles, so that what is tested is what the sources say. */
export async function buildCli(): Promise<void> {
	const [code] = (await once(spawn(process.execPath, ['esbuild.js'], { stdio: 'ignore' }), 'close')) as [number];
	if (code !== 0) {
		throw new Error('node esbuild.js failed');
	}
}
