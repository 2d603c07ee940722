import assert from 'node:assert/strict';
import { isLocalAddress, isPublicAddress, isReadableOnTheWay, mayLinkTo } from '../../../src/engine/network/privacy';

const local = [
	...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.31.0.1', '192.168.1.1'],
	...['::', '::1', 'fd00::1', 'fe80::1', 'fe80::1%eth0', '::ffff:10.0.0.1', '::ffff:127.0.0.1'],
];

/** Neither ours nor public: set apart, or with an IPv4 address within. */
const special = [
	...['192.0.0.1', '192.0.2.1', '192.88.99.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1'],
	...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
	...[
		'64:ff9b::7f00:1',
		'64:ff9b::808:808',
		'64:ff9b:1::1',
		'2002:7f00:1::',
		'2002:a00:1::1',
		'::127.0.0.1',
		'::8.8.8.8',
	],
	...['::ffff:8.8.8.8', '100::1', '2001::1', '2001:db8::1', '3fff::1', '5f00::1', 'fec0::1', 'ff02::1'],
];

const open = [
	'8.8.8.8',
	'172.32.0.1',
	'192.169.0.1',
	'100.128.0.1',
	'198.20.0.1',
	'223.255.255.255',
	'2606:4700::1',
	'2a00::1',
];

describe('an address', () => {
	it('is local when only this machine or its own network can be there', () => {
		local.forEach((address) => assert.ok(isLocalAddress(address), address));
		[...special, ...open].forEach((address) => assert.ok(!isLocalAddress(address), address));
	});

	it('is public when no registry sets it apart', () => {
		open.forEach((address) => assert.ok(isPublicAddress(address), address));
		[...local, ...special].forEach((address) => assert.ok(!isPublicAddress(address), address));
	});
});

describe('a link in a reply', () => {
	const publicService = new URL('https://images.example/v1');

	it('may lead to a public place, over https', () => {
		for (const link of ['https://cdn.example/1.png', 'https://8.8.8.8/1.png', 'https://[2606:4700::1]/1.png']) {
			assert.ok(mayLinkTo(new URL(link), publicService), link);
		}
	});

	it('may not start a program, open a file, or lead into the network of the person', () => {
		for (const link of [
			'file:///etc/passwd',
			'command:workbench.action.quickOpen',
			'vscode://evil.example/run',
			'javascript:alert(1)',
			'data:text/html,x',
			'http://cdn.example/1.png',
			'https://localhost/',
			'https://localhost./',
			'https://router.local/',
			'https://192.168.1.1/reboot',
			'https://[::ffff:7f00:1]/',
			'https://[64:ff9b::7f00:1]/',
			'https://0x7f.1/',
		]) {
			assert.ok(!mayLinkTo(new URL(link), publicService), link);
		}
	});

	it('may lead there, and over http, where the service is there itself', () => {
		for (const service of [
			'http://127.0.0.1:8080/v1',
			'http://localhost/v1',
			'http://gpu.local/v1',
			'http://10.0.0.5/',
		]) {
			assert.ok(mayLinkTo(new URL('http://127.0.0.1:8080/1.png'), new URL(service)), service);
			assert.ok(!mayLinkTo(new URL('file:///etc/passwd'), new URL(service)), service);
		}
		assert.ok(!mayLinkTo(new URL('http://127.0.0.1/'), new URL('http://198.18.0.1/')));
	});
});

describe('what is sent', () => {
	it('can be read on the way over plain HTTP through the networks of others', () => {
		for (const url of [
			'http://example.com/v1',
			'http://8.8.8.8:16888/',
			'http://[2001:db8::1]/',
			'http://198.18.0.1/',
			'http://[64:ff9b::7f00:1]/',
			'http://[::7f00:1]/',
			'http://gpu-box:8000/',
		]) {
			assert.ok(isReadableOnTheWay(new URL(url)), url);
		}
	});

	it('cannot over https, within this machine, or within its own network', () => {
		for (const url of [
			'https://example.com/v1',
			'http://localhost:8080/',
			'http://127.0.0.1/',
			'http://[::1]:8080/',
			'http://192.168.1.20:7860/',
			'http://images.local/',
			'http://host.docker.internal:8000/',
		]) {
			assert.ok(!isReadableOnTheWay(new URL(url)), url);
		}
	});

	it('is not taken for private by a name that only looks alike', () => {
		for (const url of ['http://localhost.example.com/', 'http://notlocal/', 'http://10.0.0.1.example.com/']) {
			assert.ok(isReadableOnTheWay(new URL(url)), url);
		}
	});
});
