import assert from 'node:assert/strict';
import { targetFrom } from '../../../src/documents/target';

describe('The way from a document to an image', () => {
	const file = (path: string, authority = ''): { scheme: string; authority: string; path: string } => ({
		scheme: 'file',
		authority,
		path,
	});

	it('is relative, with slashes', () => {
		assert.deepEqual(targetFrom(file('/ws/docs'), file('/ws/docs/images/fox.jpg')), {
			path: 'images/fox.jpg',
			from: '/ws/docs',
		});
		assert.deepEqual(targetFrom(file('/ws/docs/deep'), file('/ws/assets/fox.jpg')), {
			path: '../../assets/fox.jpg',
			from: '/ws/docs/deep',
		});
		assert.deepEqual(targetFrom(file('/C:/ws'), file('/c:/ws/fox.jpg')), { path: 'fox.jpg', from: '/c:/ws' });
	});

	it('is a whole URI from another drive, server or file system', () => {
		assert.deepEqual(targetFrom(file('/c:/ws'), file('/d:/my images/fox.jpg')), {
			uri: 'file:///d%3A/my%20images/fox.jpg',
		});
		assert.deepEqual(targetFrom(file('/ws'), file('/ws/fox.jpg', 'server')), { uri: 'file://server/ws/fox.jpg' });
		assert.deepEqual(targetFrom({ scheme: 'memfs', authority: '', path: '/ws' }, file('/ws/fox.jpg')), {
			uri: 'file:///ws/fox.jpg',
		});
	});
});
