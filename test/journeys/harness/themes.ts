import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { assertAccessible } from './axe';
import type { Settings } from './settings';
import type { Workbench } from './workbench';

/** The editor's theme where the system is dark, and where it is light. */
export interface Themes {
	readonly dark: string;
	readonly light: string;
}

/** The person's settings for these themes. */
export function settingsFor({ dark, light }: Themes): Settings {
	return {
		'window.autoDetectColorScheme': true,
		'workbench.preferredDarkColorTheme': dark,
		'workbench.preferredLightColorTheme': light,
	};
}

/**
 * Fails where a page stumbles in one of the themes that the window has by its settings, or where anything in it moves.
 *
 * @param name of the screenshots
 */
export async function assertAccessibleInThemes(page: Frame, workbench: Workbench, name: string, themes: Themes) {
	for (const scheme of ['dark', 'light'] as const) {
		await workbench.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
		await page.locator(`body[data-vscode-theme-id="${themes[scheme]}"]`).waitFor();
		await workbench.screenshot(`${name}-${themes[scheme].toLowerCase().replaceAll(' ', '-')}`);
		await assertAccessible(page, 'body');
	}
	assert.deepEqual(await page.evaluate<string[]>(moving), []);
}

/** For the page: what moves by itself, or would glide, although the person wants less motion. */
const moving = `[...document.querySelectorAll('body *')].flatMap((element) => {
	const { animationName, transitionDuration } = getComputedStyle(element);
	const isStill = animationName === 'none' && transitionDuration === '0s';
	return isStill ? [] : [element.tagName + ' ' + animationName + ' ' + transitionDuration];
})`;
