import type * as vscode from 'vscode';
import type { Endpoint } from '../../engine/task';
import { keyOrigin, type Missing, presetOf } from '../../engine/providers/catalogue';
import { fallbackFor } from '../../engine/providers/fallback';
import { unattended } from '../log';
import { openSettings } from '../ui/actions';
import { notify } from '../ui/notify';
import type { Keys } from '../secrets';
import type { SettingsValues } from '../settings';
import { t } from '../ui/translate';

/**
 * The connections that the entries of `imagegen.fallbacks` name, beside the chosen one. Warns of entries that name none; one
 * whose service needs a key that the person has not given, or a workflow, is left out, with a line in the log.
 */
export async function usableFallbacks(
	{ fallbacks: entries, knownModels }: Pick<SettingsValues, 'fallbacks' | 'knownModels'>,
	chosen: Endpoint,
	keys: Keys,
	log: vscode.LogOutputChannel,
): Promise<Endpoint[]> {
	const usable: Endpoint[] = [];
	for (const entry of entries) {
		const fallback = fallbackFor(entry.trim(), chosen);
		if (typeof fallback === 'string') {
			unattended(
				log,
				notify('warning', wordUnusable(entry, fallback), [openSettings('imagegen.fallbacks')], 'settings'),
			);
		} else if (fallback.protocol === 'comfyui' && !fallback.workflow) {
			log.warn(`fallback ${entry} is left out: ComfyUI can only be the chosen service`);
		} else if (presetOf(fallback.service)?.key === 'required' && !(await keys.get(keyOrigin(fallback)))) {
			log.warn(`fallback ${entry} is left out: there is no API key for ${keyOrigin(fallback)}`);
		} else {
			const { knownAs: _knownAs, ...other } = fallback;
			const knownAs = knownModels[fallback.model];
			usable.push({ ...other, ...(knownAs !== undefined && { knownAs }) });
		}
	}
	return usable;
}

function wordUnusable(entry: string, missing: Missing): string {
	switch (missing) {
		case 'service':
			return t('"{0}" in the setting imagegen.fallbacks is ignored: there is no such service.', entry);
		case 'baseUrl':
			return t(
				'"{0}" in the setting imagegen.fallbacks is ignored: that service has no address of its own and is not the chosen one.',
				entry,
			);
		case 'model':
			return t('"{0}" in the setting imagegen.fallbacks is ignored: it names no model.', entry);
	}
}
