import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isBaseUrl, Settings } from '../../src/editor/settings';

const defaultLimits = { connectMs: 10_000, replyMs: { '1K': 300_000, '2K': 300_000, '4K': 600_000 } };

describe('The settings', () => {
	let settings: Settings;

	beforeEach(() => (settings = new Settings()));
	afterEach(async () => {
		settings.dispose();
		for (const key of ['service', 'baseUrl', 'model', 'timeouts', 'sandbox.timeScale']) {
			await set(key, undefined);
		}
	});

	async function set(key: string, value: unknown): Promise<void> {
		await vscode.workspace.getConfiguration('imagegen').update(key, value, vscode.ConfigurationTarget.Global);
	}

	it('are the sandbox and the usual limits by default', () => {
		assert.deepEqual(settings.read(), {
			service: 'sandbox',
			baseUrl: '',
			model: '',
			limits: defaultLimits,
			timeScale: 0.05,
		});
	});

	it('are seconds where people write them and milliseconds inside', async () => {
		await set('timeouts', { connect: 5, '4K': 900 });
		assert.deepEqual(settings.read().limits, {
			connectMs: 5000,
			replyMs: { ...defaultLimits.replyMs, '4K': 900_000 },
		});
	});

	it('are their defaults where they are nonsense', async () => {
		await set('service', 'nobody');
		await set('baseUrl', 'ftp://example.com');
		await set('model', 7);
		await set('timeouts', { connect: 'soon', '1K': -1, '2K': 60 });
		await set('sandbox.timeScale', 0);
		assert.deepEqual(settings.read(), {
			service: 'sandbox',
			baseUrl: '',
			model: '',
			limits: { ...defaultLimits, replyMs: { ...defaultLimits.replyMs, '2K': 60_000 } },
			timeScale: 0.05,
		});
		await set('timeouts', 'nonsense');
		assert.deepEqual(settings.read().limits, defaultLimits);
	});

	it("are written into the person's own when a service is chosen", async () => {
		await settings.choose({ service: 'openaiCompatible', baseUrl: 'https://example.com/v1', model: 'm' });
		const { service, baseUrl, model } = settings.read();
		assert.deepEqual(
			{ service, baseUrl, model },
			{ service: 'openaiCompatible', baseUrl: 'https://example.com/v1', model: 'm' },
		);
		await settings.choose({ service: 'gemini', baseUrl: '', model: '' });
		const inspected = vscode.workspace.getConfiguration('imagegen').inspect('baseUrl');
		assert.equal(inspected?.globalValue, undefined);
	});

	it('take no address with a secret in it', () => {
		assert.ok(isBaseUrl('https://example.com/v1'));
		assert.ok(isBaseUrl('http://127.0.0.1:8080'));
		for (const address of [
			'',
			'example.com',
			'ftp://example.com',
			'https://me:pw@example.com',
			'https://example.com/?key=1',
		]) {
			assert.equal(isBaseUrl(address), false, address);
		}
	});
});
