import { createInterface } from 'node:readline';
import { acquire } from '../../src/engine/jobs/lock';

/** Tries to get the lock that each line of standard input names, and says whether it did. Keeps what it gets. */
async function main(): Promise<void> {
	for await (const line of createInterface(process.stdin)) {
		const [folder = '', name = ''] = JSON.parse(line) as string[];
		console.log(String((await acquire(folder, name)) !== undefined));
	}
}

void main();
