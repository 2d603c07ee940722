import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { assertAccessible } from './axe';
import { vscodeFolder } from './server';
import type { Settings } from './settings';
import type { Workbench } from './workbench';

/** A theme that every VS Code brings along, as its list of themes calls it. */
export type Theme = 'Dark Modern' | 'Light Modern' | 'High Contrast' | 'High Contrast Light';

/** The editor's theme where the system is dark, and where it is light. */
export interface Themes {
	readonly dark: Theme;
	readonly light: Theme;
}

interface ThemesManifest {
	readonly contributes: { readonly themes: readonly { readonly id: string }[] };
}

/** What the settings of the VS Code under test call a theme. Some begin with `Default`, in older ones more than in newer ones. */
export function themeId(theme: Theme): string {
	const manifest = readFileSync(path.join(vscodeFolder, 'extensions/theme-defaults/package.json'), 'utf8');
	const { themes } = (JSON.parse(manifest) as ThemesManifest).contributes;
	const found = themes.find(({ id }) => id === theme || id === `Default ${theme}`);
	assert.ok(found, `VS Code has no theme ${theme}.`);
	return found.id;
}

/** The person's settings for these themes. */
export function settingsFor({ dark, light }: Themes): Settings {
	return {
		'window.autoDetectColorScheme': true,
		'workbench.preferredDarkColorTheme': themeId(dark),
		'workbench.preferredLightColorTheme': themeId(light),
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
		await page.locator(`body[data-vscode-theme-id="${themeId(themes[scheme])}"]`).waitFor();
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
