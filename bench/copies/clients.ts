import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** What a copy is to be: the whole image, or with that longer edge, or within that many bytes. */
export interface CopyTask {
	readonly id: string;
	readonly title: string;
	readonly format: 'png' | 'jpeg' | 'webp';
	readonly edge?: number;
	readonly budget?: number;
}

export const copyTasks: readonly CopyTask[] = [
	{ id: 'webp', title: 'WebP, quality 85', format: 'webp' },
	{ id: 'jpeg', title: 'JPEG, quality 85', format: 'jpeg' },
	{ id: 'png', title: 'PNG, 1600 pixels', format: 'png', edge: 1600 },
	{ id: 'webpBudget', title: 'WebP within 100 KB', format: 'webp', budget: 100_000 },
	{ id: 'jpegBudget', title: 'JPEG within 250 KB', format: 'jpeg', budget: 250_000 },
	{ id: 'pngBudget', title: 'PNG within 1 MB', format: 'png', budget: 1_000_000 },
];

/** A program that makes the copy, and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

export interface CopyClient {
	readonly id: string;
	readonly name: string;
	/** Undefined where it can't do that. */
	readonly command: (task: CopyTask, from: string, to: string) => Command | undefined;
}

/** Ours, sharp in a process of its own, and ImageMagick where this machine has it. */
export function copyClients({ scripts, cli }: { readonly scripts: string; readonly cli: string }): CopyClient[] {
	const magick = ['magick', '/usr/bin/convert', 'convert'].find((name) => isImageMagick(name));
	return [
		{
			id: 'command',
			name: '**Image Gen, `imagegen convert`**',
			command: ({ format, edge, budget }, from, to) => [
				...([process.execPath, cli, 'convert', from, '--out', to, '--format', format] as const),
				...(edge === undefined ? [] : ['--edge', String(edge)]),
				...(budget === undefined ? [] : ['--max-kb', String(budget / 1000)]),
			],
		},
		{
			id: 'sharp',
			name: 'sharp',
			command: ({ format, edge, budget }, from, to) => [
				...([process.execPath, join(scripts, 'sharpCopy.js'), from, to, format] as const),
				...[edge, budget].map((number) => (number === undefined ? '' : String(number))),
			],
		},
		{
			id: 'magick',
			name: magick === undefined ? 'ImageMagick (not on this machine)' : 'ImageMagick',
			command: (task, from, to) => (magick === undefined ? undefined : magickCommand(magick, task, from, to)),
		},
	];
}

/** It finds a quality by itself, and no size. https://imagemagick.org/script/defines.php: `jpeg:extent`, `webp:target-size` */
function magickCommand(
	program: string,
	{ format, edge, budget }: CopyTask,
	from: string,
	to: string,
): Command | undefined {
	if (format === 'png' && budget !== undefined) {
		return undefined;
	}
	const goal = format === 'jpeg' ? 'jpeg:extent' : 'webp:target-size';
	return [
		...([program, from] as const),
		...(edge === undefined ? [] : ['-resize', `${edge}x${edge}>`]),
		...(budget === undefined ? ['-quality', '85'] : ['-define', `${goal}=${budget}`]),
		`${format}:${to}`,
	];
}

/** Windows has another program by the name of `convert`. */
function isImageMagick(name: string): boolean {
	const { stdout } = spawnSync(name, ['-version'], { encoding: 'utf8' });
	return typeof stdout === 'string' && stdout.includes('ImageMagick');
}
