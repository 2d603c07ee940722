import * as vscode from 'vscode';
import { timeoutsFor } from '../../engine/policy/timeouts';
import type { AspectRatio, Endpoint, ImageRequest, Resolution } from '../../engine/task';
import { endpointFor, labelOf, nameOf, presetOf, priceOf } from '../../engine/providers/catalogue';
import type { Latencies } from '../jobs/latencies';
import { wordInstead } from '../../messages/changes';
import { roundRange, roundTime } from '../../messages/elapsed';
import { dollars } from '../../messages/money';
import { unattended } from '../log';
import type { Settings, SettingsValues } from '../settings';
import { type Answer, askPick, askText, back } from '../ui/quickInput';
import {
	type ImageOption,
	insteadOf,
	nearestOffered,
	optionsOf,
	ratiosAt,
	resolutionsAt,
	type Wishes,
	wishesFor,
} from './imageOptions';
import type { ModelForm } from './modelForm';
import type { ServiceForm } from './serviceForm';

/** Asks what to draw. Journeys drive the real one by keyboard; tests of what follows answer for the person. */
export interface RequestForm {
	/** What so many images are to show. Undefined when the person changed their mind; what they typed is offered again the next time. */
	ask(title: string, selection: string, count: number): Promise<ImageRequest | undefined>;
	/** Asks how large so many images are to be, as the second of two questions; `back` for the first. */
	askSize(title: string, count: number): Promise<Answer<SizeChoice>>;
	/** The resolution that is offered first, with the usual time and the price of an image, as far as they are known. */
	usualSize(): string;
	/** The answer has become a job: the next prompt starts empty. */
	forgetDraft(): void;
}

/** Some services take more, none needs more: ten pages of text. */
const maxPromptLength = 32_000;

/** What is asked of images beside the prompt. */
export type SizeChoice = Omit<ImageRequest, 'prompt'>;

type OptionItem = vscode.QuickPickItem & {
	readonly choice: Resolution | 'aspectRatio' | 'model' | 'service' | ImageOption | undefined;
};

/** Two questions, the prompt and the size; everything else is one keystroke away in the second. */
export class QuickInputForm implements RequestForm {
	private draft = '';

	constructor(
		private readonly settings: Settings,
		private readonly services: ServiceForm,
		private readonly models: ModelForm,
		private readonly latencies: Latencies,
		/** Remembers the last size and aspect ratio. */
		private readonly memory: vscode.Memento,
		private readonly log: vscode.LogOutputChannel,
	) {}

	async ask(title: string, selection: string, count: number): Promise<ImageRequest | undefined> {
		let value = selection.replace(/\s+/g, ' ').trim() || this.draft;
		for (;;) {
			const prompt = await this.askPrompt(title, value);
			if (prompt === undefined || prompt === back) {
				return undefined;
			}
			const options = await this.askSize(title, count);
			if (options === undefined) {
				this.draft = prompt;
				return undefined;
			}
			if (options !== back) {
				this.draft = prompt;
				return { prompt: prompt.trim(), ...options };
			}
			value = prompt;
		}
	}

	forgetDraft(): void {
		this.draft = '';
	}

	private askPrompt(title: string, value: string): Promise<Answer<string>> {
		const { t } = vscode.l10n;
		return askText({
			title,
			step: 1,
			steps: 2,
			value,
			prompt: t('What should the image show?'),
			placeholder: t('A watercolour of a red fox in the snow'),
			check: (text) =>
				text.trim() === ''
					? t('Describe the image.')
					: text.length > maxPromptLength
						? t('A prompt has at most {0} characters; this one has {1}.', maxPromptLength, text.length)
						: undefined,
			onChange: (text) => (this.draft = text),
		});
	}

	usualSize(): string {
		const settings = this.settings.read();
		const endpoint = endpointIn(settings);
		const size = nearestOffered(endpoint, this.lastSize, resolutionsAt(endpoint)) ?? this.lastSize;
		const { label, description, cost } = sizeItem(size, settings, this.latencies, 1);
		return [label, description, cost].filter(Boolean).join(' · ');
	}

	private get lastSize(): Resolution {
		return this.memory.get<Resolution>('size', '1K');
	}

	async askSize(title: string, count: number): Promise<Answer<SizeChoice>> {
		for (;;) {
			const settings = this.settings.read();
			const endpoint = endpointIn(settings);
			const aspectRatio = this.memory.get<AspectRatio>('aspectRatio');
			const wishes = this.wishesFor(endpoint, count);
			const items = optionItems(settings, this.latencies, { resolution: this.lastSize, aspectRatio, ...wishes }, count);
			const offered = resolutionsAt(endpoint);
			const nearest = nearestOffered(endpoint, this.lastSize, offered);
			const answer = await askPick<OptionItem>({
				title,
				step: 2,
				steps: 2,
				canGoBack: true,
				placeholder: vscode.l10n.t('Choose a resolution'),
				items,
				active: items.find(({ choice }) => choice === nearest),
			});
			if (answer === undefined || answer === back) {
				return answer;
			}
			const { choice } = answer;
			switch (choice) {
				case undefined:
					break;
				case 'aspectRatio':
					await this.askAspectRatio(title, aspectRatio, ratiosAt(endpoint, this.lastSize));
					break;
				case 'model':
					await this.models.choose(title);
					break;
				case 'service':
					await this.services.choose(title);
					break;
				case '1K':
				case '2K':
				case '4K':
					// Remembered at once; written down without making the person wait.
					unattended(this.log, this.memory.update('size', choice));
					return { resolution: choice, ...(aspectRatio && { aspectRatio }), ...wishes };
				default:
					await this.askOption(title, choice);
			}
		}
	}

	/** What was wished the last time, as far as the endpoint's model can be told it. Where several requests are made, each is for one image. */
	private wishesFor(endpoint: Endpoint | undefined, count: number): Wishes {
		const { count: images, ...wishes } = endpoint ? wishesFor(endpoint, this.wishes) : {};
		return { ...wishes, ...(count === 1 && images !== undefined && images > 1 && { count: images }) };
	}

	private get wishes(): Wishes {
		return this.memory.get<Wishes>(wishesKey, {});
	}

	private async askOption(title: string, { key, placeholder, values }: ImageOption): Promise<void> {
		const { [key]: current, ...others } = this.wishes;
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
			await this.memory.update(wishesKey, { ...others, ...(value !== undefined && { [key]: value }) });
		}
	}

	private async askAspectRatio(
		title: string,
		current: AspectRatio | undefined,
		offered: readonly AspectRatio[],
	): Promise<void> {
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
			active: items.find(({ ratio }) => ratio === current),
		});
		if (answer !== undefined && answer !== back) {
			await this.memory.update('aspectRatio', answer.ratio);
		}
	}
}

/** Where what only some models can be told is remembered. */
const wishesKey = 'imageOptions';

function optionItems(
	settings: SettingsValues,
	latencies: Latencies,
	wished: SizeChoice & { readonly aspectRatio: AspectRatio | undefined },
	count: number,
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
		...resolutionsAt(endpoint).map((resolution) =>
			sizeItem(resolution, settings, latencies, count * (wished.count ?? 1)),
		),
		{ label: t('More'), kind: vscode.QuickPickItemKind.Separator, choice: undefined },
		{
			label: t('Aspect ratio: {0}', withInstead(aspectRatio ?? automatic(), 'aspectRatio')),
			description: shapeOf(aspectRatio),
			choice: 'aspectRatio',
		},
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
