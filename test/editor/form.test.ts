import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { Budget } from '../../src/editor/form/budget';
import { Choices } from '../../src/editor/form/choices';
import { CommandKeys } from '../../src/editor/form/commandKeys';
import { HouseStyles } from '../../src/editor/form/houseStyles';
import { refusalAt } from '../../src/editor/form/imageOptions';
import { KeyForm } from '../../src/editor/form/keyForm';
import { altTextLine } from '../../src/editor/form/lines/altTextLine';
import { aspectRatioLine } from '../../src/editor/form/lines/aspectRatioLine';
import { houseStyleLine } from '../../src/editor/form/lines/houseStyleLine';
import type { Form, Lines } from '../../src/editor/form/lines/line';
import { optionLines } from '../../src/editor/form/lines/optionLines';
import { pixelsLine } from '../../src/editor/form/lines/pixelsLine';
import { referencesLine } from '../../src/editor/form/lines/referencesLine';
import { ModelForm } from '../../src/editor/form/modelForm';
import { PlainHttp } from '../../src/editor/form/plainHttp';
import { PromptFiles } from '../../src/editor/form/promptFiles';
import { PromptForm } from '../../src/editor/form/promptForm';
import { QuickInputForm } from '../../src/editor/form/requestForm';
import { ServiceForm } from '../../src/editor/form/serviceForm';
import { ServiceProbe } from '../../src/editor/form/serviceProbe';
import { SizeForm } from '../../src/editor/form/sizeForm';
import { TaskBuilder } from '../../src/editor/form/taskBuilder';
import { Jobs } from '../../src/editor/jobs/jobs';
import { Latencies } from '../../src/editor/jobs/latencies';
import { Library } from '../../src/editor/jobs/library';
import { Spending } from '../../src/editor/jobs/spending';
import { Keys } from '../../src/editor/secrets';
import { Settings } from '../../src/editor/settings';
import { memento } from './support/memento';
import { noiseJpeg } from '../support/images';
import { makeJobsPath, quickJobs, request } from './support/jobs';
import { log } from './support/log';
import { workspaceRoot } from './support/workspace';

const { endpoint } = request;
const files = ['fox.png', 'wolf.png'].map((name) => ({ uri: vscode.Uri.file(`/${name}`), name }));

/** Presses Enter as soon as the question is there. */
async function answered<T>(asked: Promise<T>): Promise<T> {
	const notYet = Symbol('not yet');
	for (;;) {
		const enter = vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
		const answer = await Promise.race([asked, enter.then(() => notYet)]);
		if (answer !== notYet) {
			return answer as T;
		}
	}
}

describe('The question for the size', () => {
	let settings: Settings;
	let memory: ReturnType<typeof memento>;
	let choices: Choices;

	beforeEach(() => {
		settings = new Settings(log);
		memory = memento();
		choices = new Choices(memory);
	});
	afterEach(() => settings.dispose());

	/** What the lines say of what is chosen so far. */
	const labels = (lines: Lines, more: Partial<Form> = {}): string[] =>
		lines({
			...{ title: 'Generate Image', settings: settings.read(), endpoint, choices, count: 1 },
			asked: { resolution: choices.resolution, ...(choices.pixels && { pixels: choices.pixels }) },
			...more,
		}).map(({ label, description }) => [label, description].filter(Boolean).join(' — '));

	it('has a line for the pixels, by what the image is for', async () => {
		assert.deepEqual(labels(pixelsLine), ['Pixels: as drawn — whatever the model draws']);
		await choices.choose('pixels', { width: 1200, height: 630 });
		assert.deepEqual(labels(pixelsLine), ['Pixels: 1200 × 630 — Social card']);
		assert.deepEqual(labels(aspectRatioLine), []);
		await choices.choose('pixels', { width: 7, height: 5 });
		assert.deepEqual(labels(pixelsLine), ['Pixels: 7 × 5']);
		choices.icons = true;
		const [line = ''] = labels(pixelsLine, { asked: { resolution: '1K', icons: true, aspectRatio: '1:1' } });
		assert.match(line, /^Pixels: Icon set — a square/);
		assert.deepEqual(labels(aspectRatioLine, { asked: { resolution: '1K', icons: true } }), []);
		assert.equal(new Choices(memory).icons, false, 'it is for one image');
		assert.equal(new Choices(memory, { resolution: '1K', icons: true }).icons, true, 'and for what is varied');
	});

	it('has a line for the alternative text, where it is yet to be written', () => {
		assert.deepEqual(labels(altTextLine), []);
		choices.alt = {};
		assert.deepEqual(labels(altTextLine), ['Alternative text: from the prompt']);
		choices.alt = { text: 'A fox' };
		assert.deepEqual(labels(altTextLine), ['Alternative text: "A fox"']);
		choices.alt = { text: '' };
		assert.deepEqual(labels(altTextLine), ['Alternative text: none (decorative)']);
	});

	it('has a line for the images that go along, and refuses more than the model takes', () => {
		const along = (count: number, isEdit = false): Choices['along'] => ({ files: files.slice(0, count), isEdit });
		const flux = { ...endpoint, service: 'blackForestLabs', model: 'flux-kontext-pro' };
		choices.along = along(0);
		assert.deepEqual(labels(referencesLine, { endpoint: flux }), ['Reference images: none']);
		choices.along = along(2, true);
		assert.deepEqual(labels(referencesLine, { endpoint: flux }), ['Reference images: 1 — wolf.png']);
		assert.equal(refusalAt(flux, along(1)), undefined);
		assert.match(refusalAt(flux, along(2)) ?? '', /doesn't take more than one image/);
		assert.equal(refusalAt(undefined, along(2)), undefined);
		choices.along = along(0);
		assert.deepEqual(labels(referencesLine, { endpoint: { ...flux, model: 'flux-pro-1.1-ultra' } }), []);
	});

	it('has a line for what is transparent, also where the model does not draw it, which is refused', () => {
		const some = { ...endpoint, service: 'openai', protocol: 'openaiImages', model: 'gpt-image-1' } as const;
		const none = { ...some, model: 'gpt-image-2' };
		const asked = { resolution: '1K', background: 'transparent' } as const;
		const line = (form: Partial<Form>): string | undefined =>
			labels(optionLines, form).find((label) => label.startsWith('Background'));
		assert.equal(line({}), undefined);
		assert.equal(line({ endpoint: none }), 'Background: automatic');
		for (const one of [endpoint, none]) {
			assert.match(line({ endpoint: one, asked }) ?? '', /^Background: transparent/);
			assert.match(
				refusalAt(one, { files: [] }, asked) ?? '',
				/doesn't draw on a transparent background\. (These do: .+|.+ does)\./s,
			);
		}
		assert.equal(refusalAt(some, { files: [] }, asked), undefined);
	});

	it('has a line for the number of images, where one job is asked for', () => {
		const isCount = (label: string): boolean => label.startsWith('Number of images');
		assert.deepEqual(labels(optionLines).filter(isCount), ['Number of images: 1']);
		assert.deepEqual(labels(optionLines, { asked: { resolution: '1K', count: 3 } }).filter(isCount), [
			'Number of images: 3',
		]);
		assert.deepEqual(labels(optionLines, { count: 2 }).filter(isCount), []);
	});

	it('has a line that switches the house style off, also for the next images', async () => {
		assert.deepEqual(labels(houseStyleLine), []);
		const told: boolean[] = [];
		const remember = (isOn: boolean): Promise<void> => Promise.resolve(void told.push(isOn));
		const style = { style: 'Flat', resolution: '2K', ratio: '16:9', format: 'webp', budget: 300 } as const;
		const found = { style, references: files, flaws: [], file: undefined };
		choices.house = { found, isOn: false, remember };
		await choices.applyHouse(true);
		assert.deepEqual(labels(houseStyleLine), ['House style: on — Flat']);
		assert.deepEqual([choices.style, choices.resolution, choices.aspectRatio], ['Flat', '2K', '16:9']);
		assert.deepEqual([choices.output, choices.along.files], [{ format: 'webp', budget: 300_000 }, files]);
		await choices.applyHouse(false);
		assert.deepEqual(labels(houseStyleLine), ['House style: off — Flat']);
		assert.deepEqual([choices.style, choices.resolution, choices.aspectRatio], [undefined, '1K', undefined]);
		assert.deepEqual([choices.output, choices.along.files, told], [undefined, [], [true, false]]);
	});

	it('says of a house style that the workspace is not trusted, and applies nothing of it', async () => {
		choices.house = { found: 'untrusted', isOn: false, remember: () => Promise.resolve() };
		await choices.applyHouse(true);
		assert.deepEqual(labels(houseStyleLine), ['House style: ignored — this workspace is not trusted']);
		assert.deepEqual([choices.style, choices.output], [undefined, undefined]);
	});
});

describe('A house style that is broken', () => {
	const file = vscode.Uri.joinPath(workspaceRoot(), '.imagegen.json');
	const write = (text: string): Thenable<void> => vscode.workspace.fs.writeFile(file, Buffer.from(text));
	afterEach(() => vscode.workspace.fs.delete(file));

	/** The lines about what stands in the file. */
	async function linesFor(text: string): Promise<string[]> {
		await write(text);
		const settings = new Settings(log);
		const memory = memento();
		const found = await new HouseStyles(settings, memory, log).find();
		settings.dispose();
		const choices = new Choices(memory);
		choices.house = found && { found, isOn: false, remember: () => Promise.resolve() };
		await choices.applyHouse(true);
		return houseStyleLine({ choices } as Form).map(({ label, description }) => `${label} — ${description}`);
	}

	for (const [name, text, lines] of [
		['is no JSON', '{"style": "Flat",,}', [/^House style: ignored — \.imagegen\.json isn't a JSON object/]],
		['is no object', '["Flat"]', [/^House style: ignored — \.imagegen\.json isn't a JSON object/]],
		['has a member that there is none of', '{"colour": "red"}', [/^House style: ignored — .*"colour" is ignored/]],
		[
			'has a member of another kind beside one that is good',
			'{"style": "Flat", "palette": "#fff", "references": ["gone.png"]}',
			[
				/^House style: on — Flat$/,
				/^House style: ignored in part — \.imagegen\.json: "palette" is ignored\. It must be/,
			],
		],
		[
			'has an image that is not there',
			'{"style": "Flat", "references": ["gone.png"]}',
			[/: on/, /in part — .*gone\.png/],
		],
		['is none, but recipes', '{"version": 1, "images": {}}', []],
		['begins with a byte order mark', '\uFEFF{"style": "Flat"}', [/^House style: on — Flat$/]],
	] as const) {
		it(`says so in the form where it ${name}`, async () => {
			const found = await linesFor(text);
			assert.equal(found.length, lines.length, found.join('\n'));
			lines.forEach((line, index) => assert.match(found[index] ?? '', line));
		});
	}
});

describe('What is asked for of many images together', () => {
	const root = workspaceRoot();
	const reference = vscode.Uri.joinPath(root, 'together-ref.jpg');
	const configure = (value: unknown): Thenable<void> =>
		vscode.workspace.getConfiguration().update('imagegen.style', value, vscode.ConfigurationTarget.Workspace);
	const resources: { dispose(): unknown }[] = [];
	let jobsPath: string;

	before(async () => {
		jobsPath = await makeJobsPath();
		await vscode.workspace.fs.writeFile(reference, noiseJpeg(8, 8));
		await configure({ style: 'Flat', references: ['together-ref.jpg'], budget: 300 });
	});
	after(async () => {
		resources.forEach((one) => one.dispose());
		await configure(undefined);
		await vscode.workspace.fs.delete(reference);
		await rm(jobsPath, { recursive: true });
	});

	/** As the window builds it. */
	function builder(): TaskBuilder {
		const memory = memento();
		const settings = new Settings(log);
		const library = new Library(jobsPath);
		const jobs = new Jobs({ ...quickJobs, jobsPath, cliPath: '', log });
		const spending = new Spending(library, jobs, memory);
		const promptFiles = new PromptFiles(memory);
		const secrets = { get: () => Promise.resolve(undefined) } as unknown as vscode.SecretStorage;
		const keys = new Keys(secrets, memory);
		const plainHttp = new PlainHttp(memory, settings);
		const commandKeys = new CommandKeys(memory, settings, log);
		const probe = new ServiceProbe(keys, commandKeys, plainHttp, { cliPath: '', jobsPath });
		const keyForm = new KeyForm(keys, commandKeys, probe, log);
		const services = new ServiceForm(settings, keys, commandKeys, keyForm, new ModelForm(settings, probe));
		const latencies = new Latencies(library, () => 1);
		const sizes = new SizeForm(
			settings,
			latencies,
			[houseStyleLine],
			new HouseStyles(settings, memory, log),
			memory,
			log,
		);
		const form = new QuickInputForm(new PromptForm(promptFiles, () => []), sizes, promptFiles, memory);
		resources.push(settings, library, jobs, spending);
		const budget = new Budget(settings, library, spending);
		return new TaskBuilder(form, services, keyForm, keys, commandKeys, plainHttp, settings, latencies, budget, log);
	}

	it('has the house style with its images and its weight in each', async () => {
		const asked = builder().askForAll('Generate Missing Images', ['A fox', 'An owl']);
		const tasks = await answered(asked);
		assert.ok(typeof tasks === 'object', 'they are asked for');
		assert.deepEqual(
			tasks.map(({ request: { image }, files: along = [], output }) => ({
				image,
				along: along.map(({ name }) => name),
				output,
			})),
			['A fox', 'An owl'].map((prompt) => ({
				image: {
					...{ prompt, resolution: '1K', style: 'Flat' },
					inputs: [{ file: 'input-1.jpg', name: 'together-ref.jpg' }],
				},
				along: ['together-ref.jpg'],
				output: { budget: 300_000 },
			})),
		);
	});
});
