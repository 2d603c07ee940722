import assert from 'node:assert/strict';
import { httpServer } from '../support/servers';
import { generate } from './harness/generate';
import { openWorkbench } from './harness/openWorkbench';
import { waitUntil } from './harness/waitUntil';
import { pageWith } from './harness/webview';
import type { Workbench } from './harness/workbench';

/** Waits until the packed page is on the screen at a section. */
async function isShown(workbench: Workbench, section: string): Promise<void> {
	const preview = await pageWith(workbench, `h2#${section}`);
	const top = (): Promise<number> =>
		preview.evaluate<number>(`document.getElementById('${section}').getBoundingClientRect().top / innerHeight`);
	const isAtTop = async (): Promise<boolean> => Math.abs((await top()) - 0.1) < 0.2;
	await waitUntil(isAtTop, `the section ${section} to be at the top`);
}

describe('Learn More, by keyboard', function () {
	this.timeout(180_000);

	it('opens the page that explains a failure at its section', async () => {
		const answers = [500, 401];
		await using server = await httpServer((request, response) => {
			if (request.method === 'POST' && answers.length > 0) {
				request.resume().on('end', () => response.writeHead(answers.shift() ?? 500).end('{}'));
			} else {
				response.writeHead(200).end('{"data":[]}');
			}
		});
		const workbench = await openWorkbench({
			userSettings: {
				'imagegen.service': 'openaiCompatible',
				'imagegen.baseUrl': `${server.url.origin}/v1`,
				'imagegen.model': 'asked-for',
				'imagegen.retry.attempts': 1,
			},
		});
		try {
			await workbench.openFile('article.md');
			await generate(workbench, 'A gannet');
			const failure = workbench.notification('may have been billed');
			await failure.getByRole('button', { name: 'Learn More' }).waitFor({ timeout: 60_000 });
			const buttons = await failure.locator('.notification-list-item-buttons-container .monaco-button').allInnerTexts();
			assert.deepEqual(buttons, ['Retry', 'Diagnose…', 'Learn More']);
			await workbench.screenshot('learn-more-button');
			await workbench.choose('may have been billed', 'Learn More');
			await isShown(workbench, 'server-error');
			await workbench.runCommand('Notifications: Clear All Notifications');
			await workbench.screenshot('learn-more');

			await workbench.openFile('article.md');
			await generate(workbench, 'A tern');
			await workbench.notification('rejected the API key').waitFor({ timeout: 60_000 });
			await workbench.choose('rejected the API key', 'Learn More');
			await isShown(workbench, 'api-key');
		} finally {
			await workbench.close();
		}
	});
});
