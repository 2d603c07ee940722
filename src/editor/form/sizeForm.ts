import * as vscode from 'vscode';
import { endpointFor } from '../../engine/providers/catalogue';
import type { Endpoint, Resolution } from '../../engine/task';
import type { Latencies } from '../jobs/latencies';
import { unattended } from '../log';
import type { Settings, SettingsValues } from '../settings';
import { notify } from '../ui/notify';
import { type Answer, askPick, back } from '../ui/quickInput';
import { Choices, type SizeChoice } from './choices';
import type { FoundStyle, HouseStyles } from './houseStyles';
import { nearestOffered, refusalAt, resolutionsAt, type Wishes, wishesFor as wishesAt } from './imageOptions';
import type { Form, FormLine, Lines } from './lines/line';
import { pixelsItem, resolutionItem, resolutionItems } from './resolutionItems';
import { t } from '../ui/translate';

type Item = vscode.QuickPickItem & { readonly line?: FormLine; readonly resolution?: Resolution };

/** The question for the size; everything else is one keystroke away in it: a line each. */
export class SizeForm {
	constructor(
		private readonly settings: Settings,
		private readonly latencies: Latencies,
		/** What else can be chosen, in this order. */
		private readonly lines: readonly Lines[],
		private readonly houseStyles: HouseStyles,
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
		const { label, description, cost } = resolutionItem(size, {
			settings,
			endpoint,
			latencies: this.latencies,
			count: 1,
		});
		return [label, description, cost].filter(Boolean).join(' · ');
	}

	/** Asks how large so many images are to be, as the second of two questions; `back` for the first. */
	async ask(title: string, count: number, choices: Choices): Promise<Answer<SizeChoice>> {
		await this.addHouse(choices);
		let refused: string | undefined;
		for (;;) {
			const form = this.read(title, count, choices);
			const { endpoint, asked } = form;
			const items = this.itemsOf(form);
			const active = refused ?? nearestOffered(endpoint, asked.resolution, resolutionsAt(endpoint));
			refused = undefined;
			const answer = await askPick<Item>({
				title,
				step: 2,
				steps: 2,
				canGoBack: true,
				placeholder: asked.pixels ? t('Press Enter for these pixels') : t('Choose a resolution'),
				items,
				active: items.find(({ line, resolution }) => active === (line?.id ?? resolution)),
			});
			if (answer === undefined || answer === back) {
				return answer;
			}
			const { line, resolution } = answer;
			await line?.choose();
			if (resolution !== undefined) {
				const refusal = refusalAt(endpoint, choices.along, asked);
				if (refusal === undefined) {
					if (!asked.pixels) {
						// Remembered at once; written down without making the person wait.
						unattended(this.log, choices.choose('resolution', resolution));
					}
					return { ...asked, resolution };
				}
				// Before anything is paid for; the question stays.
				unattended(this.log, notify('warning', refusal, [], 'model'));
				refused = 'model';
			}
		}
	}

	/** The house style applies to what is asked from now on, where it does. */
	private async addHouse(choices: Choices): Promise<void> {
		const style = choices.house ? undefined : await this.houseStyles.find();
		if (style !== undefined) {
			const found = style === 'untrusted' ? style : this.sendable(style, choices);
			choices.house = { found, isOn: false, remember: (isOn) => this.houseStyles.choose(isOn) };
			await (this.houseStyles.isOn ? choices.applyHouse(true) : undefined);
		}
	}

	/** Its images go along where the model takes so many. */
	private sendable(found: FoundStyle, { along }: Choices): FoundStyle {
		const endpoint = endpointIn(this.settings.read());
		const files = [...along.files, ...found.references];
		return refusalAt(endpoint, { files }) === undefined ? found : { ...found, references: [] };
	}

	private read(title: string, count: number, choices: Choices): Form {
		const settings = this.settings.read();
		const endpoint = endpointIn(settings);
		const { resolution, aspectRatio, pixels, icons, seed, style } = choices;
		const shape = pixels ? { pixels } : aspectRatio && { aspectRatio };
		const asked: SizeChoice = {
			...{ resolution, ...(icons ? { icons, aspectRatio: '1:1' } : shape) },
			...wishesFor(endpoint, choices.wishes, count),
			...(seed !== undefined && { seed }),
			...(style !== undefined && { style }),
		};
		return { title, settings, endpoint, choices, asked, count };
	}

	private itemsOf(form: Form): Item[] {
		const { settings, endpoint, asked, count } = form;
		const at = { settings, endpoint, latencies: this.latencies, count: count * (asked.count ?? 1) };
		return [
			...(asked.pixels ? [pixelsItem(asked, asked.pixels, at)] : resolutionItems(at)),
			{ label: t('More'), kind: vscode.QuickPickItemKind.Separator },
			...this.lines
				.flatMap((linesOf) => linesOf(form))
				.map((line) => {
					const { label, description } = line;
					return { label, ...(description !== undefined && { description }), line };
				}),
		];
	}
}

/** What was wished the last time, as far as the endpoint's model can be told it. Where several requests are made, each is for one image. */
function wishesFor(endpoint: Endpoint | undefined, wished: Wishes, count: number): Wishes {
	const { count: images, ...wishes } = endpoint ? wishesAt(endpoint, wished) : {};
	return { ...wishes, ...(count === 1 && images !== undefined && images > 1 && { count: images }) };
}

function endpointIn(settings: SettingsValues): Endpoint | undefined {
	const endpoint = endpointFor(settings);
	return typeof endpoint === 'object' ? endpoint : undefined;
}
