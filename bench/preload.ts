// Loaded before a process's own script: measures it, and takes the disk's own time out where that is asked for.
import { type FileHandle, open } from 'node:fs/promises';
import { measureFromBegin } from './probe';

const { BENCH_COST: file, BENCH_SYNC: sync } = process.env;
if (file) {
	measureFromBegin(file);
}
if (sync === 'off') {
	void open('.').then(async (folder) => {
		const prototype = Object.getPrototypeOf(folder) as { sync: FileHandle['sync'] };
		prototype.sync = () => Promise.resolve();
		await folder.close();
	});
}
