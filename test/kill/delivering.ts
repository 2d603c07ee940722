// What a window does with a finished job, as a process of its own: node delivering.ts JOB OUT.
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { markDelivered } from '../../src/engine/jobs/claim';
import { deliverOnce } from '../../src/engine/jobs/deliverOnce';
import { readState } from '../../src/engine/jobs/follow';
import { jobFolder } from '../../src/engine/jobs/layout';
import { placeFile } from '../../src/engine/jobs/placeFile';

async function main([path = '', out = '']: readonly string[]): Promise<void> {
	const folder = jobFolder(path);
	const { images } = await readState(folder);
	await deliverOnce(folder, async () => {
		for (const image of images) {
			await placeFile(image.path, out, [basename(image.path)], { id: folder.id });
		}
		await markDelivered(folder, pathToFileURL(out).href);
		await Promise.all(images.map((image) => rm(image.path)));
	});
}

void main(process.argv.slice(2));
