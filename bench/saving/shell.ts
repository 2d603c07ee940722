import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monotonicMs } from '../probe';
import type { Saved, Task } from './task';

/** How often the programs' memory is looked at; what is read is their peak so far. */
const lookMs = 2;

/** What people write in a shell: curl, jq and base64; curl once more where the image is behind a link. */
export async function runShell({ address, reply, folder }: Task): Promise<Saved> {
	const files = Array.from({ length: reply.images }, (_, index) => join(folder, `image-${index + 1}.png`));
	const url = `${address}/v1/images/generations`;
	const [key, reader] = reply.framing === 'link' ? ['url', 'xargs -n 1 curl -sS'] : ['b64_json', 'base64 -d'];
	const one = (file: string, index: number): string =>
		reply.images === 1
			? `curl -sS -d '{}' ${url} | jq -r '.data[0].${key}' | ${reader} > ${file}`
			: `jq -r '.data[${index}].${key}' ${join(folder, 'reply.json')} | ${reader} > ${file}`;
	const download = reply.images === 1 ? [] : [`curl -sS -d '{}' ${url} -o ${join(folder, 'reply.json')}`];
	const child = spawn('sh', ['-c', ['set -e', ...download, ...files.map(one)].join('\n')], { stdio: 'inherit' });
	const peaks = new Map<number, number>();
	const look = setInterval(() => {
		for (const pid of childrenOf(child.pid ?? 0)) {
			peaks.set(pid, Math.max(peaks.get(pid) ?? 0, peakBytesOf(pid)));
		}
	}, lookMs);
	const [code] = (await once(child, 'exit')) as [number | null];
	clearInterval(look);
	if (code !== 0) {
		throw new Error(`the shell ended with ${code}`);
	}
	return { files, doneAtMs: monotonicMs(), peakBytes: [...peaks.values()].reduce((sum, peak) => sum + peak, 0) };
}

/** Linux only; elsewhere the memory stays 0. */
function childrenOf(pid: number): number[] {
	return readProc(`${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

function peakBytesOf(pid: number): number {
	return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readProc(`${pid}/status`))?.[1] ?? 0);
}

function readProc(path: string): string {
	try {
		return readFileSync(join('/proc', path), 'utf8');
	} catch {
		// It has ended meanwhile.
		return '';
	}
}
