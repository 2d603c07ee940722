import { build } from 'esbuild';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const out = join(__dirname, 'out');

/** The processes that the bench starts, each a script of its own. */
const entryPoints = ['preload.ts', 'saving/client.ts', 'saving/server.ts', 'copies/sharpCopy.ts'];

/**
 * Bundles the bench's own processes, so that none of them compiles TypeScript while it is measured, and copies the product's
 * bundles beside them, so that a build meanwhile changes nothing.
 */
export async function bundleScripts(): Promise<{ readonly scripts: string; readonly cli: string }> {
	await mkdir(out, { recursive: true });
	await build({
		entryPoints: Object.fromEntries(
			entryPoints.map((file) => [file.replace(/^.*\/|\.ts$/g, ''), join(__dirname, file)]),
		),
		...{ outdir: out, bundle: true, packages: 'external', platform: 'node', format: 'cjs', target: 'node22' },
	});
	await cp(join(__dirname, '..', 'dist'), join(out, 'dist'), { recursive: true });
	return { scripts: out, cli: join(out, 'dist', 'cli.js') };
}
