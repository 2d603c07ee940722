import assert from 'node:assert/strict';
import { networkSetup } from '../../../src/engine/network/choices';
import { directNetwork, proxyFor } from '../../../src/engine/network/proxy';
import type { Network } from '../../../src/engine/task';

describe('which proxy', () => {
	const via = (url: string, changes: Partial<Network>): string | undefined =>
		proxyFor(new URL(url), { ...directNetwork, httpProxy: 'http://p:1', httpsProxy: 'http://q:2', ...changes })?.host;

	it('is the one for the scheme', () => {
		assert.equal(via('http://a.test/', {}), 'p:1');
		assert.equal(via('https://a.test/', {}), 'q:2');
	});

	it('is none for what the list exempts, and for this machine', () => {
		const direct: [url: string, entry: string][] = [
			['https://a.test/', 'a.test'],
			['https://a.test/', 'A.TEST'],
			['https://b.a.test/', 'a.test'],
			['https://b.a.test/', '.a.test'],
			['https://b.a.test/', '*.a.test'],
			['https://a.test:8443/', 'a.test:8443'],
			['https://10.1.2.3/', '10.0.0.0/8'],
			['https://10.1.2.3/', '10.1.2.3'],
			['https://[fd00::1]/', 'fd00::/8'],
			['https://a.test/', '*'],
			['https://localhost/', ''],
			['https://127.0.0.1/', ''],
			['https://[::1]/', ''],
		];
		for (const [url, entry] of direct) {
			assert.equal(via(url, { noProxy: [entry] }), undefined, `${url} ${entry}`);
		}
	});

	it('is not exempted by what only looks alike', () => {
		const proxied: [url: string, entry: string][] = [
			['https://xa.test/', 'a.test'],
			['https://a.test/', 'a.test:8443'],
			['https://11.1.2.3/', '10.0.0.0/8'],
			['https://10.1.2.3/', '10.0.0.0/99'],
			['https://a.test/', ''],
			['https://a.test/', '/8'],
		];
		for (const [url, entry] of proxied) {
			assert.equal(via(url, { noProxy: [entry] }), 'q:2', `${url} ${entry}`);
		}
	});
});

describe('the network set-up', () => {
	it('takes the environment where nothing is chosen, lower case first', () => {
		const env = {
			HTTPS_PROXY: 'http://up:1',
			https_proxy: 'http://low:1',
			http_proxy: 'low:2',
			NO_PROXY: 'a.test, .b.test',
		};
		assert.deepEqual(networkSetup({}, env), {
			network: {
				httpProxy: 'http://low:2/',
				httpsProxy: 'http://low:1/',
				noProxy: ['a.test', '.b.test'],
				strictSsl: true,
				systemCertificates: true,
			},
		});
	});

	it('puts what is chosen before the environment', () => {
		const { network } = networkSetup(
			{ proxy: 'http://mine:8080', noProxy: ['c.test'], strictSsl: false, systemCertificates: false },
			{ HTTPS_PROXY: 'http://env:1', NO_PROXY: 'a.test' },
		);
		assert.deepEqual(network, {
			httpProxy: 'http://mine:8080/',
			httpsProxy: 'http://mine:8080/',
			noProxy: ['c.test'],
			strictSsl: false,
			systemCertificates: false,
		});
	});

	it('keeps credentials out of the data', () => {
		const { network, proxyAuthorization } = networkSetup({ proxy: 'http://me:p%40ss@mine:8080' }, {});
		assert.equal(network.httpsProxy, 'http://mine:8080/');
		assert.equal(proxyAuthorization, `Basic ${Buffer.from('me:p@ss').toString('base64')}`);
		assert.equal(
			networkSetup({ proxy: 'http://a:b@c', proxyAuthorization: 'Bearer x' }, {}).proxyAuthorization,
			'Bearer x',
		);
		assert.equal(
			networkSetup({ proxy: 'http://me:100%@mine:8080' }, {}).proxyAuthorization,
			`Basic ${btoa('me:100%')}`,
		);
		const { network: unusable } = networkSetup({ proxy: 'http://me:p#w@mine:8080' }, {});
		assert.doesNotMatch(JSON.stringify(unusable), /p#w/);
	});
});
