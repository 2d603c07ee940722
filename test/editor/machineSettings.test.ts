import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { moveMachineSettings } from '../../src/editor/machineSettings';
import { Settings } from '../../src/editor/settings';
import { log } from './support/log';
import { once, workspaceRoot } from './support/workspace';

const isRemote = vscode.env.uiKind === vscode.UIKind.Web;

describe('Settings that an earlier version kept with the machine', () => {
	// As test/editor/run.ts lays them out; a server has its data one folder deeper.
	const data = path.resolve(workspaceRoot().fsPath, '../data', isRemote ? 'data' : '');
	const machine = path.join(data, 'Machine/settings.json');
	const storage = path.join(data, 'User/globalStorage/imagegen.test');

	afterEach(async () => {
		await writeMachine('{}');
		for (const key of ['imagegen.service', 'imagegen.model', 'imagegen.retry.attempts']) {
			await vscode.workspace.getConfiguration().update(key, undefined, vscode.ConfigurationTarget.Global);
		}
	});

	/** Writes the machine's settings, and waits until the editor has read them: that is when `editor.tabSize` is another. */
	async function writeMachine(text: string): Promise<void> {
		await mkdir(path.dirname(machine), { recursive: true });
		const before = vscode.workspace.getConfiguration('editor').get<number>('tabSize');
		const isRead = once(vscode.workspace.onDidChangeConfiguration, () => {
			return vscode.workspace.getConfiguration('editor').get<number>('tabSize') !== before;
		});
		const isSeen = isRemote && text.includes('tabSize') !== (await readMachine()).includes('tabSize');
		await writeFile(machine, text);
		if (isSeen) {
			await isRead;
		}
	}

	const readMachine = (): Promise<string> => readFile(machine, 'utf8').catch(() => '{}');

	const move = (): Promise<void> => moveMachineSettings(vscode.Uri.file(storage), log);

	function own(key: string): unknown {
		return vscode.workspace.getConfiguration('imagegen').inspect(key)?.globalValue;
	}

	it("are the person's own then, and everything else in that file stays as it was", async () => {
		await writeMachine(
			'{\n\t// mine\n\t"editor.tabSize": 7,\n\t"imagegen.service": "ark",\n\t"imagegen.retry.attempts": 2,\n\t"imagegen.destination": "here/" // stays\n}\n',
		);
		await move();
		assert.deepEqual([own('service'), own('retry.attempts')], ['ark', 2]);
		assert.equal(
			await readMachine(),
			'{\n\t// mine\n\t"editor.tabSize": 7,\n\t"imagegen.destination": "here/" // stays\n}\n',
		);
	});

	it('can be changed afterwards', async () => {
		await writeMachine('{ "editor.tabSize": 7, "imagegen.service": "ark" }');
		await move();
		const settings = new Settings(log);
		await settings.choose({ service: 'gemini', baseUrl: '', model: '' });
		assert.equal(settings.read().service, 'gemini');
		settings.dispose();
	});

	it('are written in vain as long as they stand there, and then the person is told', async () => {
		const settings = new Settings(log);
		await writeMachine('{ "editor.tabSize": 7, "imagegen.service": "ark" }');
		// A desktop window reads no such file.
		assert.equal(await settings.choose({ service: 'gemini' }), !isRemote);
		settings.dispose();
	});

	it("take nothing from the person's own", async () => {
		await vscode.workspace.getConfiguration('imagegen').update('service', 'gemini', vscode.ConfigurationTarget.Global);
		await writeMachine('{ "editor.tabSize": 7, "imagegen.service": "ark", "imagegen.model": "m" }');
		await move();
		assert.deepEqual([own('service'), own('model')], ['gemini', 'm']);
		assert.equal(await readMachine(), '{ "editor.tabSize": 7 }');
	});

	it('arrive although two windows move them at once', async () => {
		await writeMachine('{ "editor.tabSize": 7, "imagegen.service": "ark", "imagegen.model": "m" }');
		await Promise.all([move(), move()]);
		assert.deepEqual([own('service'), own('model')], ['ark', 'm']);
		assert.equal(await readMachine(), '{ "editor.tabSize": 7 }');
	});

	it('arrive although the window that took them out was closed', async () => {
		await writeMachine('{ "editor.tabSize": 7, "imagegen.movingToUserSettings": { "imagegen.service": "ark" } }');
		await move();
		assert.equal(own('service'), 'ark');
		assert.equal(await readMachine(), '{ "editor.tabSize": 7 }');
	});

	it('come back to where they were when they cannot be set', async () => {
		// No setting has that name, so no window can set it.
		const moving = '"imagegen.movingToUserSettings": { "imagegen.unheardOf": 1 }';
		await writeMachine(`{ "editor.tabSize": 7, "imagegen.service": "ark", ${moving} }`);
		await move();
		assert.equal(own('service'), 'ark');
		assert.deepEqual(JSON.parse(await readMachine()), { 'editor.tabSize': 7, 'imagegen.unheardOf': 1 });
	});

	it('stay in a file that cannot be read', async () => {
		const broken = '{ "editor.tabSize": 7, "imagegen.service": "ark"';
		await writeMachine(broken);
		await move();
		assert.equal(await readMachine(), broken);
		assert.equal(own('service'), undefined);
	});

	it('are no reason to write where there are none', async () => {
		await writeMachine('{ "editor.tabSize": 7, "imagegen.destination": "here/" }');
		const { mtimeMs } = await stat(machine);
		await move();
		assert.equal((await stat(machine)).mtimeMs, mtimeMs);
	});
});
