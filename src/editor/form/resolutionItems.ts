import type * as vscode from 'vscode';
import { timeoutsFor } from '../../engine/policy/timeouts';
import { fit } from '../../engine/providers/fit';
import { priceOf } from '../../engine/providers/catalogue';
import type { Endpoint, ExactPixels, Resolution } from '../../engine/task';
import { wordInstead } from '../../messages/changes';
import { roundRange, roundTime } from '../../messages/elapsed';
import { dollars } from '../../messages/money';
import type { Latencies } from '../jobs/latencies';
import type { SettingsValues } from '../settings';
import type { SizeChoice } from './choices';
import { insteadOf, resolutionsAt } from './imageOptions';
import { wordPixels } from './lines/pixelsLine';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';

/** A resolution to choose from. */
export type ResolutionItem = vscode.QuickPickItem & {
	readonly resolution: Resolution;
	readonly cost: string | undefined;
};

/** Whom so many images are asked of, as far as the settings name anybody, and how long that has taken. */
interface Asking {
	readonly settings: SettingsValues;
	readonly endpoint: Endpoint | undefined;
	readonly latencies: Latencies;
	readonly count: number;
}

/** The resolutions of the model, for so many images. */
export function resolutionItems(at: Asking): ResolutionItem[] {
	return resolutionsAt(at.endpoint).map((resolution) => resolutionItem(resolution, at));
}

/** Exact pixels, with what they are cut from: of its resolution are the times and the price. */
export function pixelsItem(asked: SizeChoice, pixels: ExactPixels, at: Asking): ResolutionItem {
	const { endpoint } = at;
	const drawn = endpoint && fit({ prompt: '-', ...asked }, endpoint);
	const resolution = drawn?.resolution ?? asked.resolution;
	const { label: _label, ...item } = resolutionItem(resolution, at);
	const isEnlarged = insteadOf(endpoint, asked, 'pixels') !== undefined;
	const from = drawn && wordPixels(drawn);
	const how = from && (isEnlarged ? t('enlarged from {0}', from) : t('cut from {0}', from));
	return {
		...item,
		label: wordPixels(pixels),
		description: [how, item.description].filter(Boolean).join(' · '),
		resolution,
	};
}

/** Time, timeout and price of so many images, each where it is known of the endpoint that the settings describe. */
export function resolutionItem(
	resolution: Resolution,
	{ settings, endpoint, latencies, count }: Asking,
): ResolutionItem {
	const usual = latencies.of(endpoint, resolution);
	const limit = roundTime(t, timeoutsFor(resolution, settings.timeouts, usual?.p99Ms ?? 0).firstByteMs);
	const price = endpoint && priceOf(endpoint, resolution);
	const cost = price === undefined ? undefined : wordCost(price, count);
	const instead = insteadOf(endpoint, { resolution }, 'resolution');
	const times = usual ? t('usually {0}', roundRange(t, usual.p50Ms, usual.p95Ms)) : t('no times known yet');
	return {
		label: resolution,
		description: [instead && t('drawn as {0}', wordInstead(instead)), times].filter(Boolean).join(' · '),
		detail: [t('timeout {0}', limit), cost ?? wordUnknownCost(count)].join(' · '),
		resolution,
		cost,
	};
}

function wordCost(price: number, count: number): string {
	if (price === 0) {
		return t('free');
	}
	return count === 1
		? dollars(t, price)
		: plural(t, count, '{1} for {0} image', '{1} for {0} images', dollars(t, price * count));
}

function wordUnknownCost(count: number): string {
	return count === 1 ? t('price unknown') : plural(t, count, '{0} image, price unknown', '{0} images, price unknown');
}
