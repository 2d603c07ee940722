import path from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { openWorkbench, type WorkbenchOptions } from '../journeys/harness/openWorkbench';
import { root } from '../journeys/harness/paths';
import { pageWith } from '../journeys/harness/webview';
import type { Workbench } from '../journeys/harness/workbench';

export const size = { width: 1000, height: 640 };

/** Where the README's pictures are. */
export function picture(name: string): string {
	return path.join(root, 'media/docs', `${name}.webp`);
}

/** An editor with nothing in it that would distract: dark, since that reads well on a light page and on a dark one. */
export async function openStage({ userSettings, ...options }: WorkbenchOptions): Promise<Workbench> {
	const workbench = await openWorkbench({
		workspace: path.join(import.meta.dirname, 'workspace'),
		theme: 'Dark Modern',
		// Sharp on the screens that people have.
		scale: 1.5,
		userSettings: {
			'breadcrumbs.enabled': false,
			'chat.disableAIFeatures': true,
			'editor.cursorBlinking': 'solid',
			'editor.folding': false,
			'editor.fontSize': 15,
			'editor.glyphMargin': false,
			'editor.lineNumbers': 'off',
			'editor.minimap.enabled': false,
			'editor.renderLineHighlight': 'none',
			'editor.wordWrap': 'on',
			'window.commandCenter': false,
			'workbench.layoutControl.enabled': false,
			...userSettings,
		},
		...options,
	});
	await workbench.page.setViewportSize(size);
	return workbench;
}

/** Opens the preview beside the text; over plain HTTP on loopback it shows images only where it is allowed to. */
export async function openPreview(workbench: Workbench): Promise<void> {
	await workbench.press('Control+K', 'V');
	await pageWith(workbench, 'h1#kestrel-point');
	await workbench.runCommand('Markdown: Change Preview Security Settings');
	await workbench.quickPickItems.filter({ hasText: 'Allow insecure local content' }).click();
	await workbench.runCommand('View: Focus First Editor Group');
	// Where it lights nothing up.
	await workbench.page.mouse.move(0, 0);
}

/** Keeps what is on the screen, or a part of it, as one of the README's still pictures. */
export async function keepStill(page: Page, name: string, clip: Box = { x: 0, y: 0, ...size }): Promise<void> {
	await sharp(await page.screenshot({ clip }))
		.webp({ quality: 80, effort: 6 })
		.toFile(picture(name));
}

/** A part of the screen. */
export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}
