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
	timeouts: noLimits,
	stream: false,
	retry: defaultRetry,
	whenPossiblyPaid: 'ask',
	fallbacks: [],
	parallel: 4,
	budget: 0,
	keeping: { count: 1000, days: 365, bytes: 200e6 },
	timeScale: 0.05,
};

const keys = [
	...['service', 'baseUrl', 'model', 'timeouts', 'stream', 'fallbacks', 'sandbox.timeScale'],
	...['parallel', 'budget', 'history.count', 'history.days', 'history.megabytes'],
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
		assert.equal(settings.read().baseUrl, 'http://example.com/v1/');
		await settings.replaceBaseUrl('http://example.com/v1', 'https://example.com/v1');
		assert.equal(settings.read().baseUrl, 'https://example.com/v1');
	});

	it('are their defaults where they are nonsense', async () => {
		await set('service', 'nobody');
		await set('baseUrl', 'ftp://example.com');
		await set('model', 7);
		await set('timeouts', { connect: 'soon', '1K': -1, '2K': 60, idle: 0 });
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
