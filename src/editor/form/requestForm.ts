import * as vscode from 'vscode';
import { timeoutsFor } from '../../engine/policy/timeouts';
import { aspectRatios, type AspectRatio, type ImageRequest, resolutions, type Resolution } from '../../engine/task';
import { endpointFor, labelOf, nameOf, presetOf, priceOf } from '../../engine/providers/catalogue';
import type { Latencies } from '../jobs/latencies';
import { roundRange, roundTime } from '../../messages/elapsed';
import { dollars } from '../../messages/money';
import { unattended } from '../log';
import type { Settings, SettingsValues } from '../settings';
import { type Answer, askPick, askText, back } from '../ui/quickInput';
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
export interface SizeChoice {
	readonly resolution: Resolution;
	readonly aspectRatio?: AspectRatio;
}

type OptionItem = vscode.QuickPickItem & {
	readonly choice: Resolution | 'aspectRatio' | 'model' | 'service' | undefined;
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
		const { label, description, cost } = sizeItem(this.lastSize, this.settings.read(), this.latencies, 1);
		return [label, description, cost].filter(Boolean).join(' · ');
	}

	private get lastSize(): Resolution {
		return this.memory.get<Resolution>('size', '1K');
	}

	async askSize(title: string, count: number): Promise<Answer<SizeChoice>> {
		for (;;) {
			const aspectRatio = this.memory.get<AspectRatio>('aspectRatio');
			const items = optionItems(this.settings.read(), this.latencies, aspectRatio, count);
			const { lastSize } = this;
			const answer = await askPick<OptionItem>({
				title,
				step: 2,
				steps: 2,
				canGoBack: true,
				placeholder: vscode.l10n.t('Choose a resolution'),
				items,
				active: items.find(({ choice }) => choice === lastSize),
			});
			if (answer === undefined || answer === back) {
				return answer;
			}
			switch (answer.choice) {
				case undefined:
					break;
				case 'aspectRatio':
					await this.askAspectRatio(title, aspectRatio);
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
					unattended(this.log, this.memory.update('size', answer.choice));
					return { resolution: answer.choice, ...(aspectRatio && { aspectRatio }) };
			}
		}
	}

	private async askAspectRatio(title: string, current: AspectRatio | undefined): Promise<void> {
		const items = [undefined, ...aspectRatios].map((ratio) => ({
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

function optionItems(
	settings: SettingsValues,
	latencies: Latencies,
	aspectRatio: AspectRatio | undefined,
	count: number,
): OptionItem[] {
	const { t } = vscode.l10n;
	const preset = presetOf(settings.service);
	const model = settings.model || (preset?.models[0]?.id ?? t('none chosen'));
	const modelLabel = preset?.models.find(({ id }) => id === model)?.label ?? model;
	return [
		...resolutions.map((resolution) => sizeItem(resolution, settings, latencies, count)),
		{ label: t('More'), kind: vscode.QuickPickItemKind.Separator, choice: undefined },
		{
			label: t('Aspect ratio: {0}', aspectRatio ?? automatic()),
			description: shapeOf(aspectRatio),
			choice: 'aspectRatio',
		},
		{ label: t('Model: {0}', modelLabel), ...(modelLabel !== model && { description: model }), choice: 'model' },
		{ label: t('Service: {0}', serviceIn(settings)), choice: 'service' },
	];
}

/** The name of the service that is set, as far as that is known. */
function serviceIn(settings: SettingsValues): string {
	const endpoint = endpointFor(settings);
	return typeof endpoint === 'object' ? nameOf(endpoint) : labelOf(settings.service);
}

/** Time, timeout and price of so many images, each where it is known of the endpoint that the settings describe. */
function sizeItem(
	resolution: Resolution,
	settings: SettingsValues,
	latencies: Latencies,
	count: number,
): OptionItem & { readonly cost: string | undefined } {
	const { t } = vscode.l10n;
	const described = endpointFor(settings);
	const endpoint = typeof described === 'object' ? described : undefined;
	const usual = latencies.of(endpoint, resolution);
	const limit = roundTime(timeoutsFor(resolution, settings.timeouts, usual?.p99Ms ?? 0).firstByteMs);
	const price = endpoint && priceOf(endpoint, resolution);
	const cost = price === undefined ? undefined : wordCost(price, count);
	return {
		label: resolution,
		description: usual ? t('usually {0}', roundRange(usual.p50Ms, usual.p95Ms)) : t('no times known yet'),
		detail: [t('timeout {0}', limit), cost].filter(Boolean).join(' · '),
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
