import * as vscode from 'vscode';
import { timeoutsFor } from '../../engine/policy/timeouts';
import type { AspectRatio, Endpoint, Resolution } from '../../engine/task';
import { endpointFor, labelOf, nameOf, presetOf, priceOf } from '../../engine/providers/catalogue';
import type { Latencies } from '../jobs/latencies';
import { wordInstead } from '../../messages/changes';
import { roundRange, roundTime } from '../../messages/elapsed';
import { dollars } from '../../messages/money';
import { unattended } from '../log';
import type { Settings, SettingsValues } from '../settings';
import { notify } from '../ui/notify';
import { type Answer, askPick, back } from '../ui/quickInput';
import { Choices, type SizeChoice } from './choices';
import {
	type ImageOption,
	insteadOf,
	nearestOffered,
	optionsOf,
	ratiosAt,
	resolutionsAt,
	type Wishes,
	wishesFor as wishesAt,
} from './imageOptions';
import type { ModelForm } from './modelForm';
import { askReferences, refusalAt, rowOfReferences } from './references';
import type { ServiceForm } from './serviceForm';

type OptionItem = vscode.QuickPickItem & {
	readonly choice: Resolution | 'aspectRatio' | 'references' | 'model' | 'service' | ImageOption | undefined;
};

/** The question for the size; everything else is one keystroke away in it. */
export class SizeForm {
	constructor(
		private readonly settings: Settings,
		private readonly services: ServiceForm,
		private readonly models: ModelForm,
		private readonly latencies: Latencies,
		/** Remembers the last choices. */
		private readonly memory: vscode.Memento,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** The resolution that is offered first, with the usual time and the price of an image, as far as they are known. */
	usual(): string {
		const settings = this.settings.read();
		const endpoint = endpointIn(settings);
		const { resolution } = new Choices(this.memory);
		const size = nearestOffered(endpoint, resolution, resolutionsAt(endpoint)) ?? resolution;
		const { label, description, cost } = sizeItem(size, settings, this.latencies, 1);
		return [label, description, cost].filter(Boolean).join(' · ');
	}

	/** Asks how large so many images are to be, as the second of two questions; `back` for the first. */
	async ask(title: string, count: number, choices = new Choices(this.memory)): Promise<Answer<SizeChoice>> {
		let refused: OptionItem['choice'];
		for (;;) {
			const settings = this.settings.read();
			const endpoint = endpointIn(settings);
			const { resolution, aspectRatio, seed } = choices;
			const wishes = wishesFor(endpoint, choices.wishes, count);
			const asked = { resolution, aspectRatio, ...wishes };
			const items = [
				...sizeItems(settings, this.latencies, asked, count),
				...moreItems(settings, asked, count, rowOfReferences(endpoint, choices.along)),
			];
			const active = refused ?? nearestOffered(endpoint, resolution, resolutionsAt(endpoint));
			refused = undefined;
			const answer = await askPick<OptionItem>({
				title,
				step: 2,
				steps: 2,
				canGoBack: true,
				placeholder: vscode.l10n.t('Choose a resolution'),
				items,
				active: items.find(({ choice }) => choice === active),
			});
			if (answer === undefined || answer === back) {
				return answer;
			}
			const { choice } = answer;
			switch (choice) {
				case undefined:
					break;
				case 'aspectRatio':
					await askAspectRatio(title, choices, ratiosAt(endpoint, resolution));
					break;
				case 'references':
					choices.along = await askReferences(title, endpoint, choices.along);
					break;
				case 'model':
					await this.models.choose(title);
					break;
				case 'service':
					await this.services.choose(title);
					break;
				case '1K':
				case '2K':
				case '4K': {
					const refusal = refusalAt(endpoint, choices.along);
					if (refusal !== undefined) {
						// Before anything is paid for; the question stays.
						unattended(this.log, notify('warning', refusal, []));
						refused = 'model';
						break;
					}
					// Remembered at once; written down without making the person wait.
					unattended(this.log, choices.choose('resolution', choice));
					return {
						...{ resolution: choice, ...(aspectRatio && { aspectRatio }), ...wishes },
						...(seed !== undefined && { seed }),
					};
				}
				default:
					await askOption(title, choices, choice);
			}
		}
	}
}

/** What was wished the last time, as far as the endpoint's model can be told it. Where several requests are made, each is for one image. */
function wishesFor(endpoint: Endpoint | undefined, wished: Wishes, count: number): Wishes {
	const { count: images, ...wishes } = endpoint ? wishesAt(endpoint, wished) : {};
	return { ...wishes, ...(count === 1 && images !== undefined && images > 1 && { count: images }) };
}

async function askOption(title: string, choices: Choices, { key, placeholder, values }: ImageOption): Promise<void> {
	const { [key]: current, ...others } = choices.wishes;
	const items = [undefined, ...values].map((value) => ({
		value,
		label: value === undefined ? automatic() : wordValue(value),
		description: value === undefined ? vscode.l10n.t('left to the model') : '',
	}));
	const answer = await askPick({
		title,
		canGoBack: true,
		placeholder,
		items: key === 'count' ? items.slice(1) : items,
		active: items.find(({ value }) => value === (current ?? (key === 'count' ? 1 : undefined))),
	});
	if (answer !== undefined && answer !== back) {
		const { value } = answer;
		await choices.choose('wishes', { ...others, ...(value !== undefined && { [key]: value }) });
	}
}

async function askAspectRatio(title: string, choices: Choices, offered: readonly AspectRatio[]): Promise<void> {
	const items = [undefined, ...offered].map((ratio) => ({
		ratio,
		label: ratio ?? automatic(),
		description: shapeOf(ratio),
	}));
	const answer = await askPick({
		title,
		canGoBack: true,
		placeholder: vscode.l10n.t('Choose an aspect ratio (width to height)'),
		items,
		active: items.find(({ ratio }) => ratio === choices.aspectRatio),
	});
	if (answer !== undefined && answer !== back) {
		await choices.choose('aspectRatio', answer.ratio);
	}
}

type Asked = SizeChoice & { readonly aspectRatio: AspectRatio | undefined };

/** The resolutions of the model, for so many jobs. */
function sizeItems(settings: SettingsValues, latencies: Latencies, wished: Asked, count: number): OptionItem[] {
	return resolutionsAt(endpointIn(settings)).map((resolution) =>
		sizeItem(resolution, settings, latencies, count * (wished.count ?? 1)),
	);
}

/** Everything else that can be chosen. */
function moreItems(
	settings: SettingsValues,
	wished: Asked,
	count: number,
	references: vscode.QuickPickItem | undefined,
): OptionItem[] {
	const { t } = vscode.l10n;
	const endpoint = endpointIn(settings);
	const preset = presetOf(settings.service);
	const model = settings.model || (preset?.models[0]?.id ?? t('none chosen'));
	const modelLabel = preset?.models.find(({ id }) => id === model)?.label ?? model;
	const { aspectRatio, ...others } = wished;
	const image: SizeChoice = { ...others, ...(aspectRatio && { aspectRatio }) };
	const options = (endpoint ? optionsOf(endpoint, wished) : []).filter(({ key }) => count === 1 || key !== 'count');
	const withInstead = (value: string, wish: Parameters<typeof insteadOf>[2]): string => {
		const instead = insteadOf(endpoint, image, wish);
		return instead === undefined ? value : `${value} → ${wordInstead(instead)}`;
	};
	const wordWish = (key: keyof Wishes): string => {
		const value = wished[key] ?? (key === 'count' ? 1 : undefined);
		return value === undefined ? automatic() : withInstead(wordValue(value), key);
	};
	return [
		{ label: t('More'), kind: vscode.QuickPickItemKind.Separator, choice: undefined },
		{
			label: t('Aspect ratio: {0}', withInstead(aspectRatio ?? automatic(), 'aspectRatio')),
			description: shapeOf(aspectRatio),
			choice: 'aspectRatio',
		},
		...(references ? [{ ...references, choice: 'references' as const }] : []),
		...options.map((option) => ({ label: t('{0}: {1}', option.title, wordWish(option.key)), choice: option })),
		{ label: t('Model: {0}', modelLabel), ...(modelLabel !== model && { description: model }), choice: 'model' },
		{ label: t('Service: {0}', serviceIn(settings)), choice: 'service' },
	];
}

function wordValue(value: ImageOption['values'][number]): string {
	if (value === 'webp') {
		return 'WebP';
	}
	return value === 'png' || value === 'jpeg' ? value.toUpperCase() : String(value);
}

function endpointIn(settings: SettingsValues): Endpoint | undefined {
	const endpoint = endpointFor(settings);
	return typeof endpoint === 'object' ? endpoint : undefined;
}

/** The name of the service that is set, as far as that is known. */
function serviceIn(settings: SettingsValues): string {
	const endpoint = endpointIn(settings);
	return endpoint ? nameOf(endpoint) : labelOf(settings.service);
}

/** Time, timeout and price of so many images, each where it is known of the endpoint that the settings describe. */
function sizeItem(
	resolution: Resolution,
	settings: SettingsValues,
	latencies: Latencies,
	count: number,
): OptionItem & { readonly cost: string | undefined } {
	const { t } = vscode.l10n;
	const endpoint = endpointIn(settings);
	const usual = latencies.of(endpoint, resolution);
	const limit = roundTime(timeoutsFor(resolution, settings.timeouts, usual?.p99Ms ?? 0).firstByteMs);
	const price = endpoint && priceOf(endpoint, resolution);
	const cost = price === undefined ? undefined : wordCost(price, count);
	const instead = insteadOf(endpoint, { resolution }, 'resolution');
	const times = usual ? t('usually {0}', roundRange(usual.p50Ms, usual.p95Ms)) : t('no times known yet');
	return {
		label: resolution,
		description: [instead && t('drawn as {0}', wordInstead(instead)), times].filter(Boolean).join(' · '),
		detail: [t('timeout {0}', limit), cost ?? wordUnknownCost(count)].join(' · '),
		choice: resolution,
		cost,
	};
}

function wordCost(price: number, count: number): string {
	const { t } = vscode.l10n;
	if (price === 0) {
		return t('free');
	}
	return count === 1 ? dollars(price) : t('{0} for {1} images', dollars(price * count), count);
}

function wordUnknownCost(count: number): string {
	const { t } = vscode.l10n;
	return count === 1 ? t('price unknown') : t('{0} images, price unknown', count);
}

function automatic(): string {
	return vscode.l10n.t('automatic');
}

function shapeOf(ratio: AspectRatio | undefined): string {
	const { t } = vscode.l10n;
	switch (ratio) {
		case undefined:
			return t('chosen by the model, usually square');
		case '1:1':
			return t('square');
		case '16:9':
			return t('screen');
		case '21:9':
		case '4:1':
		case '8:1':
			return t('banner');
		case '9:16':
			return t('phone');
		case '3:2':
		case '4:3':
		case '5:4':
			return t('landscape');
		case '2:3':
		case '3:4':
		case '4:5':
			return t('portrait');
		case '1:4':
		case '1:8':
			return t('column');
	}
}
