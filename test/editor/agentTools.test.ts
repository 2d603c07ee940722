import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { connect, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { AgentDesk, type AgentDeskParts } from '../../src/editor/agents/desk';
import { AgentOrders } from '../../src/editor/agents/orders';
import { AgentServer } from '../../src/editor/agents/server';
import { AgentTools, type ToolName } from '../../src/editor/agents/tools';
import { Anchors } from '../../src/editor/anchors/anchors';
import { HouseStyles } from '../../src/editor/form/houseStyles';
import { Settings } from '../../src/editor/settings';
import { noisePng } from '../support/images';
import { until } from '../support/until';
import { log } from './support/log';
import { makeFolder, openFile, tidyUp, workspaceRoot } from './support/workspace';

interface Told {
	readonly words: string;
	readonly looks: readonly vscode.LanguageModelDataPart[];
}

const names = ['imagegen_edit_image', 'imagegen_generate_image', 'imagegen_missing_images'];

describe("Agents' tools in the editor", function () {
	this.timeout(60_000);
	let folder: vscode.Uri;
	let cancellation: vscode.CancellationTokenSource;

	beforeEach(async () => {
		folder = makeFolder();
		cancellation = new vscode.CancellationTokenSource();
		await vscode.extensions.getExtension('imagegen.imagegen')?.activate();
	});
	afterEach(async () => {
		cancellation.dispose();
		await vscode.workspace
			.getConfiguration('imagegen')
			.update('agents.confirm', undefined, vscode.ConfigurationTarget.Global);
		await tidyUp(folder);
	});

	async function call(tool: string, input: object): Promise<Told> {
		const options = { input, toolInvocationToken: undefined };
		const { content } = await vscode.lm.invokeTool(tool, options, cancellation.token);
		const words = content.filter((part) => part instanceof vscode.LanguageModelTextPart);
		const looks = content.filter((part) => part instanceof vscode.LanguageModelDataPart);
		return { words: words.map(({ value }) => value).join('\n'), looks };
	}

	const imagesIn = (path: string): string[] =>
		existsSync(path) ? readdirSync(path).filter((name) => /\.(?:jpg|png)$/.test(name)) : [];

	function jobsBegun(): number {
		const data = join(workspaceRoot().fsPath, '../data');
		// A server has the person's folder in its own.
		const storage = [join(data, 'data'), data].find((path) => existsSync(join(path, 'User/globalStorage'))) ?? data;
		const jobs = join(storage, 'User/globalStorage/imagegen.imagegen/jobs');
		return readdirSync(jobs).filter((id) => existsSync(join(jobs, id, 'task.json'))).length;
	}

	it('are there, with a name by which people can refer to each', () => {
		const found = vscode.lm.tools.filter(({ name }) => name.startsWith('imagegen_'));
		assert.deepEqual(found.map(({ name }) => name).sort(), names);
		assert.ok(found.every(({ description, inputSchema }) => description !== '' && inputSchema !== undefined));
	});

	it('make an image for a document, which stays as it is, and tell the path, the link and how it looks', async () => {
		const { uri } = await openFile(folder, 'guide.md', '# Guide\n\nAbove.\n\nBelow.\n');
		const { words, looks } = await call('imagegen_generate_image', {
			...{ prompt: 'A crane at the harbour', document: uri.fsPath, line: 4, aspect_ratio: '16:9' },
		});
		const [name] = imagesIn(join(folder.fsPath, 'images'));
		assert.match(name ?? '', /^a-crane-at-the-harbour\.\w+$/);
		assert.ok(words.includes(join(folder.fsPath, 'images', name ?? '')), words);
		assert.match(words, /\d+ × \d+, \d+ KB, \$0\)/);
		assert.ok(words.includes(`![A crane at the harbour](images/${name})`), words);
		const [look] = looks;
		assert.deepEqual([looks.length, look?.mimeType], [1, 'image/jpeg']);
		assert.ok(look && look.data.length > 1000 && look.data.length <= 100_000, `${look?.data.length} bytes`);
		assert.equal(await readFile(uri.fsPath, 'utf8'), '# Guide\n\nAbove.\n\nBelow.\n');
	});

	it('put it where the order says, under the next free name', async () => {
		await mkdir(join(folder.fsPath, 'art'));
		const taken = noisePng(8, 8);
		await writeFile(join(folder.fsPath, 'art/crane.png'), taken);
		const { words } = await call('imagegen_generate_image', {
			prompt: 'A crane',
			out: join(folder.fsPath, 'art/crane.png'),
		});
		assert.ok(words.includes(join(folder.fsPath, 'art/crane-1.png')), words);
		assert.deepEqual(await readFile(join(folder.fsPath, 'art/crane.png')), taken);
		const made = await readFile(join(folder.fsPath, 'art/crane-1.png'));
		assert.equal(made.subarray(1, 4).toString(), 'PNG', 'it is what its name says');
	});

	it('make a changed version beside an image, which stays', async () => {
		const fox = noisePng(64, 48);
		await writeFile(join(folder.fsPath, 'fox.png'), fox);
		const { words } = await call('imagegen_edit_image', { image: join(folder.fsPath, 'fox.png'), prompt: 'At night' });
		assert.match(words, /fox-1\.\w+ \(/);
		assert.deepEqual(await readFile(join(folder.fsPath, 'fox.png')), fox);
		assert.equal(imagesIn(folder.fsPath).length, 2);
	});

	it('list the images that are missing', async () => {
		const { uri } = await openFile(folder, 'list.md', 'One\n\n![A whale](images/whale.png)\n');
		assert.equal(
			(await call('imagegen_missing_images', { paths: [folder.fsPath] })).words,
			`${uri.fsPath}:3:12: images/whale.png (A whale)`,
		);
		assert.equal((await call('imagegen_missing_images', { paths: [join(folder.fsPath, 'none')] })).looks.length, 0);
	});

	it('refuse, in words that an agent can act on, what leads out of the workspace or is no image', async () => {
		const outside = join(tmpdir(), `imagegen-outside-${process.pid}`);
		await symlink(tmpdir(), join(folder.fsPath, 'link'));
		await writeFile(join(folder.fsPath, 'notes.txt'), 'secret');
		for (const [input, words] of [
			[{ prompt: 'A fox', out: outside }, /outside of the workspace/],
			[{ prompt: 'A fox', out: '../../fox.png' }, /outside of the workspace/],
			[{ prompt: 'A fox', out: join(folder.fsPath, 'link/fox.png') }, /outside of the workspace/],
			[{ prompt: 'A fox', out: join(folder.fsPath, '.git/hooks/pre-commit') }, /git's own/],
			[{ prompt: 'A fox', out: join(folder.fsPath, 'run.sh') }, /no name for an image/],
			[{ prompt: 'A fox', out: join(folder.fsPath, '.imagegen.json') }, /no name for an image/],
			[{ prompt: 'A fox', document: join(folder.fsPath, 'none.md') }, /no file/],
			[{ prompt: 'A fox', resolution: '9K' }, /resolution takes 1K, 2K, 4K/],
			[{ prompt: 'A fox', pixels: '1x99999' }, /pixels takes/],
			[{ prompt: 'A fox', aspect_ratio: '7:7' }, /aspect_ratio takes/],
			[{ prompt: 'A fox', references: [join(folder.fsPath, 'notes.txt')] }, /no image that can go along/],
			[{ prompt: '  ' }, /prompt/],
			[{ nope: 1 }, /prompt/],
			[{ prompt: 'A fox', service: 'attacker' }, /service: This tool takes no such parameter/],
		] as const) {
			const told = await call('imagegen_generate_image', input);
			assert.match(told.words, /^Not done: /, JSON.stringify(input));
			assert.match(told.words, words, JSON.stringify(input));
		}
		assert.ok(!existsSync(outside));
		assert.deepEqual(readdirSync(folder.fsPath).sort(), ['link', 'notes.txt']);
	});

	it('say that no folder is open, rather than that nothing is missing', async () => {
		const desk = new AgentDesk({} as Partial<AgentDeskParts> as AgentDeskParts);
		await assert.rejects(desk.lacking([], []), /No folder is open/);
	});

	it('go on with an image that nobody waits for any more', async () => {
		const before = jobsBegun();
		const isCancelled = assert.rejects(
			call('imagegen_generate_image', { prompt: 'A whale', out: `${join(folder.fsPath, 'sea')}/` }),
		);
		await until(() => jobsBegun() > before, 'a job');
		cancellation.cancel();
		await isCancelled;
		await until(() => imagesIn(join(folder.fsPath, 'sea')).length === 1, 'its image');
	});

	it('are also those of imagegen mcp, which the editor starts, and whose images the window makes', async () => {
		const served = (): string | undefined =>
			vscode.lm.tools.find(({ name }) => /^mcp_.*_generate_image$/.test(name))?.name;
		// Else the editor would ask, and there is nobody to answer.
		await vscode.workspace
			.getConfiguration('imagegen')
			.update('agents.confirm', 'never', vscode.ConfigurationTarget.Global);
		let tool: string | undefined;
		while ((tool = served()) === undefined) {
			// The editor takes a while to know that there is a server, and then to have started it.
			await vscode.commands.executeCommand('workbench.mcp.startServer', 'imagegen.imagegen/Image Gen', {
				autoTrustChanges: true,
			});
		}
		const before = jobsBegun();
		const out = `${join(folder.fsPath, 'sea')}/`;
		const { words, looks } = await call(tool, { prompt: 'A heron', out, preview: true });
		const [name] = imagesIn(join(folder.fsPath, 'sea'));
		assert.ok(name !== undefined && words.includes(join(folder.fsPath, 'sea', name)), words);
		assert.ok(looks.every(({ data }) => data.length <= 100_000));
		assert.equal(jobsBegun(), before + 1, 'it is a job of the window');
	});
});

describe('What the person is asked before an agent makes an image', () => {
	let folder: vscode.Uri;
	let settings: Settings;
	let anchors: Anchors;
	let tools: AgentTools;

	beforeEach(() => {
		folder = makeFolder();
		settings = new Settings(log);
		anchors = new Anchors();
		const memory = { get: () => undefined, keys: () => [], update: () => Promise.resolve() } as vscode.Memento;
		const orders = new AgentOrders(settings, new HouseStyles(settings, memory, log), anchors);
		tools = new AgentTools(new AgentDesk({ settings, orders } as Partial<AgentDeskParts> as AgentDeskParts));
	});
	afterEach(async () => {
		anchors.dispose();
		settings.dispose();
		await configure(undefined);
		await tidyUp(folder);
	});

	const configure = (confirm: string | undefined): Thenable<void> =>
		vscode.workspace.getConfiguration('imagegen').update('agents.confirm', confirm, vscode.ConfigurationTarget.Global);

	async function asked(name: ToolName, input: object): Promise<string | undefined> {
		const { confirmationMessages } = await tools.prepare(name, input);
		const message = confirmationMessages?.message;
		assert.ok(message === undefined || message instanceof vscode.MarkdownString);
		return message?.value;
	}

	it('says what it shows, as text, whom is asked, what it costs and where it goes', async () => {
		const { uri } = await openFile(folder, 'guide.md', '# Guide\n');
		const prompt = 'A fox [free](command:evil)\n\n# Approved $(check) <img src=x>';
		const message = (await asked('imagegen_generate_image', { prompt, document: uri.fsPath })) ?? assert.fail();
		assert.doesNotMatch(message, /\]\(command|^#|(?<!\\)<img|(?<!\\)\$\(/m);
		assert.match(message, /1K · free[^]*Prompt\\: A fox/);
		assert.match(message, /It goes to test\\-\S+images/);
	});

	it('says also what the house style adds, as text, before the prompt', async () => {
		const style = join(workspaceRoot().fsPath, '.imagegen.json');
		await writeFile(style, JSON.stringify({ style: 'Ink [free](command:evil)\n\n# Approved' }));
		try {
			const message = (await asked('imagegen_generate_image', { prompt: 'A fox' })) ?? assert.fail();
			assert.doesNotMatch(message, /\]\(command|^#/m);
			assert.match(message, /It goes to [^]*House style\\: Ink [^]*Prompt\\: A fox/);
		} finally {
			await rm(style);
		}
	});

	it('is nothing where the person has said so, and for what costs nothing or is refused', async () => {
		assert.equal(await asked('imagegen_missing_images', {}), undefined);
		assert.equal(await asked('imagegen_generate_image', { prompt: 'A fox', out: '/etc/fox.png' }), undefined);
		for (const confirm of ['never', 'overBudget']) {
			await configure(confirm);
			assert.equal(await asked('imagegen_generate_image', { prompt: 'A fox' }), undefined, confirm);
		}
	});
});

describe('The way from a server to its window', function () {
	if (process.platform === 'win32') {
		// There it is a name among pipes, in no folder.
		return;
	}
	const extension = vscode.extensions.getExtension('imagegen.imagegen') ?? assert.fail();
	let server: AgentServer;

	beforeEach(() => {
		server = new AgentServer(extension, new AgentDesk({} as Partial<AgentDeskParts> as AgentDeskParts));
	});
	afterEach(() => server.dispose());

	const pathIn = ({ args }: vscode.McpStdioServerDefinition): string => args.at(-1) ?? assert.fail();

	it('is for this person alone, and for one process', async () => {
		const definition = await server.resolve();
		const path = pathIn(definition);
		assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
		assert.deepEqual(definition.env, { ELECTRON_RUN_AS_NODE: '1' });
		const first = connect(path);
		await once(first, 'connect');
		await until(() => !existsSync(dirname(path)), 'that it is closed');
		await assert.rejects(once(connect(path), 'connect'));
		const isOver = once(first, 'close');
		server.dispose();
		await isOver;
	});

	it('is closed where the system can accept nobody, and the window goes on', async () => {
		const path = pathIn(await server.resolve());
		const isItself = (handle: unknown): handle is Server => handle instanceof Server && handle.address() === path;
		// What the system says comes to the server itself, which nobody else has.
		const active = (process as unknown as { _getActiveHandles(): readonly unknown[] })._getActiveHandles();
		const listening = active.find(isItself) ?? assert.fail('no server');
		listening.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
		assert.ok(!existsSync(dirname(path)));
		await assert.rejects(once(connect(path), 'connect'));
		assert.ok(existsSync(dirname(pathIn(await server.resolve()))), 'the next one can be started');
	});

	it('is gone with the window', async () => {
		const path = pathIn(await server.resolve());
		server.dispose();
		assert.ok(!existsSync(dirname(path)));
		await assert.rejects(once(connect(path), 'connect'));
	});
});
