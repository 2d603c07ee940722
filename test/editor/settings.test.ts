import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Settings } from '../../src/editor/settings';
import { log } from './support/log';

const unset = undefined;
const noLimits = {
	connectMs: unset,
	writeMs: unset,
	replyMs: { '1K': unset, '2K': unset, '4K': unset },
	idleMs: unset,
	runMs: unset,
};
const defaultRetry = { attempts: 3, baseDelayMs: 1000, maxDelayMs: 30_000, possiblyPaid: false };
const defaults = {
	service: 'sandbox',
	baseUrl: '',
	model: '',
	knownAs: '',
	knownModels: {},
	keyHeader: '',
	keyCommand: '',
	headers: {},
	timeouts: noLimits,
	stream: 'auto',
	retry: defaultRetry,
	whenPossiblyPaid: 'ask',
	fallbacks: [],
	parallel: 4,
	budget: 0,
	keeping: { count: 1000, days: 365, bytes: 200e6, originalDays: 30 },
	timeScale: 0.05,
};

const keys = [
	...['service', 'baseUrl', 'model', 'knownModels', 'keyHeader', 'keyCommand', 'headers'],
	...['timeouts', 'stream', 'fallbacks', 'sandbox.timeScale'],
	...['parallel', 'budget', 'history.count', 'history.days', 'history.megabytes', 'output'],
	...['retry.attempts', 'retry.maxDelay', 'retry.whenPossiblyPaid'],
];

describe('The settings', () => {
	let settings: Settings;

	beforeEach(() => (settings = new Settings(log)));
	afterEach(async () => {
		settings.dispose();
		for (const key of keys) {
			await set(key, undefined);
		}
	});

	async function set(key: string, value: unknown): Promise<void> {
		await vscode.workspace.getConfiguration('imagegen').update(key, value, vscode.ConfigurationTarget.Global);
	}

	it('are the sandbox and the usual limits by default', () => {
		assert.deepEqual(settings.read(), defaults);
	});

	it('are seconds where people write them and milliseconds inside', async () => {
		await set('timeouts', { connect: 5, write: 6, '4K': 900, idle: 7, run: 8 });
		await set('retry.maxDelay', 90);
		assert.deepEqual(settings.read().timeouts, {
			connectMs: 5000,
			writeMs: 6000,
			replyMs: { ...noLimits.replyMs, '4K': 900_000 },
			idleMs: 7000,
			runMs: 8000,
		});
		assert.equal(settings.read().retry.maxDelayMs, 90_000);
	});

	it('repeat what may be paid for only where the person says so', async () => {
		for (const [when, possiblyPaid] of [
			['ask', false],
			['never', false],
			['always', true],
		] as const) {
			await set('retry.whenPossiblyPaid', when);
			assert.equal(settings.read().retry.possiblyPaid, possiblyPaid, when);
		}
	});

	it('put another address in the place of their own one alone', async () => {
		await set('baseUrl', 'http://example.com/v1/');
		await settings.replaceBaseUrl('http://other.example/v1', 'https://other.example/v1');
		assert.equal(settings.read().baseUrl, 'http://example.com/v1');
		await settings.replaceBaseUrl('http://example.com/v1', 'https://example.com/v1');
		assert.equal(settings.read().baseUrl, 'https://example.com/v1');
	});

	it('are their defaults where they are nonsense', async () => {
		await set('service', 'nobody');
		await set('baseUrl', 'ftp://example.com');
		await set('model', 7);
		await set('timeouts', { connect: 'soon', '1K': -1, '2K': 60, idle: 0 });
		await set('knownModels', { 'my-image': 7 });
		await set('keyHeader', 'two words');
		await set('keyCommand', 7);
		await set('headers', ['authorization']);
		await set('stream', 'yes');
		await set('retry.attempts', 11);
		await set('retry.maxDelay', 'long');
		await set('retry.whenPossiblyPaid', 'perhaps');
		await set('fallbacks', 'ark/m');
		await set('sandbox.timeScale', 0);
		assert.deepEqual(settings.read(), {
			...defaults,
			timeouts: { ...noLimits, replyMs: { ...noLimits.replyMs, '2K': 60_000 } },
		});
		await set('timeouts', 'nonsense');
		assert.deepEqual(settings.read().timeouts, noLimits);
	});

	it('mend an address as people paste it, and take the model that stands in it', async () => {
		await set('service', 'openaiCompatible');
		await set('baseUrl', 'https://example.com/v1/images/generations');
		assert.equal(settings.read().baseUrl, 'https://example.com/v1');
		await set('baseUrl', 'https://user:password@example.com/v1');
		assert.equal(settings.read().baseUrl, '');
		await set('service', 'geminiCompatible');
		await set('baseUrl', 'https://example.com/v1beta/models/gemini-3-pro-image:generateContent');
		const { baseUrl, model } = settings.read();
		assert.deepEqual({ baseUrl, model }, { baseUrl: 'https://example.com/v1beta', model: 'gemini-3-pro-image' });
	});

	it('have no header that may be a secret, or that is not theirs to set', async () => {
		const good = { 'x-portkey-provider': 'openai', 'HTTP-Referer': 'https://example.com' };
		await set('headers', {
			...good,
			Authorization: 'anything',
			'api-key': '1',
			Cookie: 'session=1',
			'x-anything': 'sk-0123456789',
			host: 'elsewhere.example',
			'two words': '1',
			'x-break': 'a\r\nb',
		});
		assert.deepEqual(settings.read().headers, good);
		await set('keyHeader', 'Content-Length');
		assert.equal(settings.read().keyHeader, '');
		await set('keyHeader', 'api-key');
		assert.equal(settings.read().keyHeader, 'api-key');
	});

	it('say which model a deployment is', async () => {
		await set('model', 'my-image');
		await set('knownModels', { 'my-image': 'gpt-image-2', other: 'seedream-4' });
		assert.equal(settings.read().knownAs, 'gpt-image-2');
		await set('model', 'another');
		assert.equal(settings.read().knownAs, '');
	});

	it('say what the files of images are to be, as people write it', async () => {
		assert.equal(settings.output(undefined), undefined);
		await set('output', { format: 'as sent' });
		assert.equal(settings.output(undefined), undefined);
		await set('output', { format: 'webp', budget: 300, edge: 1600, quality: 80 });
		assert.deepEqual(settings.output(undefined), { format: 'webp', budget: 300_000, edge: 1600, quality: 80 });
		for (const unusable of [{ format: 'gif' }, { quality: 101 }, { budget: 0 }, { edge: 0.5 }, { width: 3 }, 'webp']) {
			await set('output', unusable);
			assert.equal(settings.output(undefined), undefined, JSON.stringify(unusable));
		}
	});

	it('read streams as they were set before, and write them anew', async () => {
		for (const [before, now] of [
			[true, 'on'],
			[false, 'off'],
		] as const) {
			await set('stream', before);
			assert.equal(settings.read().stream, now);
			await settings.modernize();
			assert.equal(vscode.workspace.getConfiguration('imagegen').inspect('stream')?.globalValue, now);
		}
		await set('stream', undefined);
		await settings.modernize();
		assert.equal(vscode.workspace.getConfiguration('imagegen').inspect('stream')?.globalValue, undefined);
	});

	it('that decide on keys and requests are none that a workspace can set', async () => {
		const folder = vscode.workspace.workspaceFolders?.[0] ?? assert.fail('no folder is open');
		const file = vscode.Uri.joinPath(folder.uri, '.vscode/settings.json');
		const hostile = {
			'imagegen.keyCommand': 'touch /tmp/owned',
			'imagegen.keyHeader': 'x-theirs',
			'imagegen.headers': { 'x-theirs': '1' },
			'imagegen.knownModels': { m: 'gpt-image-2' },
			'imagegen.baseUrl': 'https://theirs.example/v1',
			'imagegen.stream': 'on',
			'imagegen.siteRoot': 'noticed',
		};
		const changed = new Promise<void>((resolve) => {
			const listener = vscode.workspace.onDidChangeConfiguration((change) => {
				if (change.affectsConfiguration('imagegen.siteRoot')) {
					listener.dispose();
					resolve();
				}
			});
		});
		await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify(hostile)));
		try {
			await changed;
			assert.equal(settings.siteRoot(folder.uri), 'noticed');
			assert.deepEqual(settings.read(), defaults);
		} finally {
			await vscode.workspace.fs.delete(file);
		}
	});

	it("are written into the person's own when a service is chosen", async () => {
		const isChosen = await settings.choose({
			service: 'openaiCompatible',
			baseUrl: 'https://example.com/v1',
			model: 'm',
		});
		assert.equal(isChosen, true);
		const { service, baseUrl, model } = settings.read();
		assert.deepEqual(
			{ service, baseUrl, model },
			{ service: 'openaiCompatible', baseUrl: 'https://example.com/v1', model: 'm' },
		);
		await settings.choose({ service: 'gemini', baseUrl: '', model: '' });
		const inspected = vscode.workspace.getConfiguration('imagegen').inspect('baseUrl');
		assert.equal(inspected?.globalValue, undefined);
	});
});
