import assert from 'node:assert/strict';
import { isPrivateAddress, isReadableOnTheWay } from '../../../src/engine/network/privacy';

describe('an address', () => {
	it('is private when only this machine or its own network can reach it', () => {
		for (const address of ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.1.1', '::1', 'fd00::1']) {
			assert.ok(isPrivateAddress(address), address);
		}
		for (const address of ['8.8.8.8', '172.32.0.1', '192.169.0.1', '2001:db8::1', '::ffff:8.8.8.8']) {
			assert.ok(!isPrivateAddress(address), address);
		}
		assert.ok(isPrivateAddress('::ffff:10.0.0.1'));
	});
});

describe('what is sent', () => {
	it('can be read on the way over plain HTTP through the networks of others', () => {
		for (const url of [
			'http://example.com/v1',
			'http://8.8.8.8:16888/',
			'http://[2001:db8::1]/',
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
