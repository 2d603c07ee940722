import assert from 'node:assert/strict';
import { openLink } from '../../src/editor/ui/actions';

const service = 'https://api.example/v1';

describe('The button that opens a link of a reply', () => {
	const titleFor = (link: string, from = service): string | undefined => openLink(link, from)?.title;

	it('shows whose page that is', () => {
		assert.equal(titleFor('https://cdn.example:8443/1.png?key=a'), 'Open Link (cdn.example:8443)');
		assert.equal(titleFor('https://api.example@evil.example/'), 'Open Link (evil.example)');
		assert.equal(titleFor(`https://api.example.${'a'.repeat(60)}.evil.example/`)?.endsWith('aaa.evil.example)'), true);
		assert.equal(titleFor('/images/1.png'), 'Open Link (api.example)');
	});

	it('is there for web pages only, and for those of the own network only from services within it', () => {
		for (const link of [
			...['file:///etc/passwd', 'command:workbench.action.quickOpen', 'vscode://a.b/c', 'javascript:alert(1)'],
			...['http://cdn.example/1.png', 'https://127.0.0.1/', 'https://localhost/', 'https://[::1]/', 'https://'],
		]) {
			assert.equal(titleFor(link), undefined, link);
		}
		assert.equal(titleFor('http://127.0.0.1:7860/1.png', 'http://localhost:7860/v1'), 'Open Link (127.0.0.1:7860)');
		assert.equal(titleFor('file:///etc/passwd', 'http://localhost:7860/v1'), undefined);
	});
});
