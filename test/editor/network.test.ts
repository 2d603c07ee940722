import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { readNetwork } from '../../src/editor/network';
import { once } from './support/workspace';

const env = { HTTPS_PROXY: 'http://env.test:1', NO_PROXY: 'direct.test' };

describe('The network', () => {
	afterEach(async () => {
		for (const key of [
			'proxy',
			'noProxy',
			'proxyStrictSSL',
			'proxyAuthorization',
			'proxySupport',
			'systemCertificates',
		]) {
			await set(key, undefined);
		}
	});

	async function set(key: string, value: unknown): Promise<void> {
		await vscode.workspace.getConfiguration('http').update(key, value, vscode.ConfigurationTarget.Global);
	}

	it('is what the environment says where nothing is set', () => {
		assert.deepEqual(readNetwork(env), {
			network: {
				httpsProxy: 'http://env.test:1/',
				noProxy: ['direct.test'],
				strictSsl: true,
				systemCertificates: true,
			},
		});
	});

	it('is what the person has set for the editor, its credentials apart', async () => {
		await set('proxy', 'http://me:pw@set.test:3128');
		await set('noProxy', ['other.test']);
		await set('proxyStrictSSL', false);
		await set('systemCertificates', false);
		assert.deepEqual(readNetwork(env), {
			network: {
				httpProxy: 'http://set.test:3128/',
				httpsProxy: 'http://set.test:3128/',
				noProxy: ['other.test'],
				strictSsl: false,
				systemCertificates: false,
			},
			proxyAuthorization: `Basic ${Buffer.from('me:pw').toString('base64')}`,
		});
		await set('proxyAuthorization', 'Bearer token');
		assert.equal(readNetwork(env).proxyAuthorization, 'Bearer token');
	});

	it('has no proxy where the person has switched them off', async () => {
		await set('proxy', 'http://set.test:3128');
		await set('proxySupport', 'off');
		const { httpProxy, httpsProxy } = readNetwork(env).network;
		assert.deepEqual([httpProxy, httpsProxy], [undefined, undefined]);
	});

	it('keeps the address of a kind of proxy that is not supported, so that the failure can name it', async () => {
		await set('proxy', 'socks5://set.test:1080');
		assert.equal(readNetwork(env).network.httpsProxy, 'socks5://set.test:1080');
	});

	it('is not for a workspace to choose', async () => {
		const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('a folder is needed');
		const folder = vscode.Uri.joinPath(root, '.vscode');
		const file = vscode.Uri.joinPath(folder, 'settings.json').fsPath;
		await mkdir(folder.fsPath, { recursive: true });
		const changed = once(vscode.workspace.onDidChangeConfiguration, (change) =>
			change.affectsConfiguration('editor.rulers'),
		);
		await writeFile(
			file,
			// The last one shows that the file was read.
			JSON.stringify({ 'http.proxy': 'http://evil.test:1', 'http.proxyStrictSSL': false, 'editor.rulers': [7] }),
		);
		await changed;
		const { httpsProxy, strictSsl } = readNetwork({}).network;
		assert.deepEqual([httpsProxy, strictSsl], [undefined, true]);
		await rm(file);
	});
});
