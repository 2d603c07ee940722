import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCli, startCli } from '../support/cli';
import { endOf, type Home, inParallel, sample, temporaryHome } from './jobs';
import { judge, readJobs, Verdict } from './judge';
import { canLayer, compileLayer, type LayerOptions, layered, readSteps } from './layer';
import { behaviours, sentImages, startService } from './services';

/** How many instants the short form tries. */
const tries = 16;

const names = ['an image', 'two images in one reply', 'a refusal'] as const;

if (canLayer) {
	describe('imagegen generate, killed', () => {
		before(buildCli);
		before(compileLayer);

		it('leaves what it was told of with the command line’s own jobs, or the image where it was wanted', async () => {
			const verdict = new Verdict();
			const all = (await inParallel(names, instants)).flat();
			await inParallel(sample(all, tries), ({ name, kill }) => checkInstant(name, kill, verdict));
			console.log(`      ${sample(all, tries).length} instants: ${verdict.toString()}`);
			assert.deepEqual(verdict.flaws, []);
		}).timeout(1_800_000);
	});
}

interface Instant {
	readonly name: keyof typeof behaviours;
	readonly kill: string;
}

async function instants(name: (typeof names)[number]): Promise<readonly Instant[]> {
	await using home = await temporaryHome();
	const log = join(home.notes, 'steps');
	await generate(name, home, { log });
	return (await readSteps(log)).flatMap(({ number }) => [
		{ name, kill: `before ${number}` },
		{ name, kill: `after ${number}` },
	]);
}

async function generate(name: string, home: Home, layer: Omit<LayerOptions, 'root'>) {
	await using service = await startService(behaviours[name] ?? assert.fail(name));
	const baseUrl = `http://127.0.0.1:${service.server.port}/v1`;
	const where = ['--service', 'openaiCompatible', '--base-url', baseUrl, '--model', 'm', '--out', `${home.path}/out/`];
	const env = layered({ ...layer, root: home.path });
	const { endless } = await endOf(startCli(['generate', 'a fox', ...where], home.path, '', env));
	await service.heardAll();
	const truth = { connections: service.server.connections(), asked: service.asked(), refused: service.refused() };
	return { endless, truth };
}

async function checkInstant(name: string, kill: string, verdict: Verdict): Promise<void> {
	await using home = await temporaryHome();
	const { endless, truth } = await generate(name, home, { kill });
	const about = `${name}, killed ${kill}. call`;
	if (endless) {
		verdict.endless.push(about);
	}
	const told = [...(await readJobs(home.path)).values()];
	const out = join(home.path, 'out');
	const placed = await Promise.all((await readdir(out).catch(() => [])).map((file) => readFile(join(out, file))));
	const arePlaced = placed.length > 0 && placed.every((image) => sentImages.some((sent) => sent.equals(image)));
	if (told.length > 1 || (told.length === 0 && truth.asked > truth.refused && !arePlaced)) {
		verdict.lost.push(`${about}: ${JSON.stringify({ told, truth })}`);
	}
	for (const job of told) {
		await judge(verdict, about, job.path, job, truth);
		if (job.state === 'delivered' && !arePlaced) {
			verdict.lost.push(`${about}: ${JSON.stringify(job)}`);
		}
	}
}
