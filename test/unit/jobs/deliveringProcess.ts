// One of several processes that deliver the same jobs, as windows do: node deliveringProcess.ts JOBS OUT. Begins on a line.
import { once } from 'node:events';
import { join } from 'node:path';
import { deliverOnce } from '../../../src/engine/jobs/deliverOnce';
import { markDelivered } from '../../../src/engine/jobs/claim';
import { listJobs } from '../../../src/engine/jobs/layout';
import { placeFile } from '../../../src/engine/jobs/placeFile';

async function main([jobsPath = '', out = '']: readonly string[]): Promise<void> {
	const jobs = await listJobs(jobsPath);
	process.stdout.write('ready\n');
	await once(process.stdin, 'data');
	process.stdin.destroy();
	for (const folder of jobs) {
		await deliverOnce(folder, async () => {
			const names = ['image.png', `image-1.png`, 'image-2.png', 'image-3.png'];
			await placeFile(join(folder.path, 'image-1.png'), join(out, folder.id), names, { id: folder.id });
			await markDelivered(folder, 'file:///image.png');
		});
	}
}

void main(process.argv.slice(2));
