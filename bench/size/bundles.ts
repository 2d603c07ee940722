import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** What esbuild says of a bundle, as far as it is needed. https://esbuild.github.io/api/#metafile */
interface Metafile {
	readonly outputs: Readonly<
		Record<
			string,
			{ readonly bytes: number; readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }
		>
	>;
}

/** A bundle, and the bytes that each package and each part of the product has in it. */
export interface Bundle {
	readonly name: string;
	readonly bytes: number;
	readonly parts: Readonly<Record<string, number>>;
}

const names = ['extension.js', 'cli.js', 'painter.js'] as const;

/** The size of the VSIX that `npm run package` has packed. */
export async function vsixBytes(): Promise<number> {
	return (await stat(join(root, 'out', 'imagegen.vsix'))).size;
}

/** The production bundles in it. */
export async function readBundles(): Promise<Bundle[]> {
	return await Promise.all(
		names.map(async (name) => {
			const metafile = JSON.parse(await readFile(join(root, 'out', `${name}.meta.json`), 'utf8')) as Metafile;
			const { bytes = 0, inputs = {} } = metafile.outputs[`dist/${name}`] ?? {};
			const parts: Record<string, number> = {};
			for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
				const part = partOf(path);
				parts[part] = (parts[part] ?? 0) + bytesInOutput;
			}
			return { name, bytes, parts };
		}),
	);
}

/** The package that a file is of, or the folder of the product's own. */
function partOf(path: string): string {
	const own = /^src\/(engine|editor|sandbox|cli)\b/.exec(path)?.[0];
	const names = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
	return own ?? names ?? 'src';
}
