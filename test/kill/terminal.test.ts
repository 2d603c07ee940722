import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listJobs } from '../../src/engine/jobs/layout';
import { buildCli, type Cli, startCli } from '../support/cli';
import { endOf, type Home, inParallel, sample, temporaryHome } from './jobs';
import { judge, readJobs, Verdict } from './judge';
import { canLayer, compileLayer, type LayerOptions, layered, readSteps } from './layer';
import { behaviours, sentImages, type Service, startService } from './services';

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

describe('imagegen generate, cancelled', () => {
	before(buildCli);

	it('brings an image that had come whole', async () => {
		await using home = await temporaryHome();
		await using service = await startService(behaviours['an image, and half of another'] ?? assert.fail());
		const cli = startGenerate(service, home);
		const image = await firstImage(join(home.path, 'imagegen', 'jobs'));
		cli.child.kill('SIGTERM');
		const { code, stderr } = await endOf(cli);
		assert.equal(code, 0, stderr);
		assert.match(stderr, /ended early/);
		const out = join(home.path, 'out');
		const [name = ''] = (await readdir(out)).filter((one) => one !== '.imagegen.json');
		assert.deepEqual(await readFile(join(out, name)), image);
		// What was not read to its end is kept, and told of as what it is.
		const [told] = (await readJobs(home.path)).values();
		assert.equal(told?.state, 'delivered');
	});
});

/** Waits until a job has a whole image, and gives it. */
async function firstImage(jobs: string): Promise<Buffer> {
	for (;;) {
		for (const { path } of await listJobs(jobs)) {
			const bytes = await readFile(join(path, 'image-1.part')).catch(() => undefined);
			if (bytes && sentImages.some((sent) => bytes.equals(sent))) {
				return bytes;
			}
		}
	}
}

function startGenerate({ server: { port } }: Service, home: Home, env: NodeJS.ProcessEnv = {}): Cli {
	const baseUrl = `http://127.0.0.1:${port}/v1`;
	const where = ['--service', 'openaiCompatible', '--base-url', baseUrl, '--model', 'm', '--out', `${home.path}/out/`];
	return startCli(['generate', 'a fox', ...where], home.path, '', env);
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
	const { endless } = await endOf(startGenerate(service, home, layered({ ...layer, root: home.path })));
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
	const files = (await readdir(out).catch(() => [])).filter((file) => !file.startsWith('.imagegen.json'));
	const placed = await Promise.all(files.map((file) => readFile(join(out, file))));
	const arePlaced = placed.length > 0 && placed.every((image) => sentImages.some((sent) => sent.equals(image)));
	if (told.length > 1 || (told.length === 0 && truth.asked > truth.refused && !arePlaced)) {
		verdict.lost.push(`${about}: ${JSON.stringify({ told, truth })}`);
	}
	for (const job of told) {
		await judge(verdict, about, job.path, job, truth);
		if (job.state === 'delivered' && !arePlaced) {
			verdict.lost.push(`${about}: ${JSON.stringify(job)}`);
		}
		if (job.state === 'maybePaid' && arePlaced && job.images.length === 0) {
			verdict.misread.push(`${about}: delivered, and not told so: ${JSON.stringify(job)}`);
		}
	}
}
