import * as vscode from 'vscode';
import { endpointFor, nameOf, presetOf } from '../../engine/providers/catalogue';
import { familyOf } from '../../engine/providers/models';
import type { Endpoint } from '../../engine/task';
import type { ServiceChoice, Settings } from '../settings';
import { type Answer, askPick, askText, back } from '../ui/quickInput';
import type { ServiceProbe } from './serviceProbe';
import { t } from '../ui/translate';

type ModelItem = vscode.QuickPickItem & { readonly id: string | undefined };

/** Asks for a model: those that are known of the service, those that it says it has, or any other. */
export class ModelForm {
	constructor(
		private readonly settings: Settings,
		private readonly probe: Pick<ServiceProbe, 'models'>,
	) {}

	/** Asks for the model of the service that is set, and sets it. */
	async choose(title: string): Promise<void> {
		const settings = this.settings.read();
		const endpoint = endpointFor({ ...settings, model: settings.model || 'any' });
		const model = await this.ask(title, settings, typeof endpoint === 'object' ? endpoint : undefined);
		if (typeof model === 'string') {
			await this.settings.choose({ model });
		}
	}

	/** @param endpoint whom to ask for its list, where that is known. */
	async ask(
		title: string,
		{ service, model: current }: Pick<ServiceChoice, 'service' | 'model'>,
		endpoint?: Endpoint,
	): Promise<Answer<string>> {
		const known = presetOf(service)?.models.map(({ id, label }) => itemOf(id, label)) ?? [];
		const isKnown = known.some(({ id }) => id === current);
		const own = current === '' || isKnown ? [] : [itemOf(current)];
		const items: ModelItem[] = [...own, ...known];
		if (known.length === 0 && !endpoint) {
			return this.type(title, current);
		}
		const answer = await askPick<ModelItem>({
			title,
			canGoBack: true,
			placeholder: t('Choose a model, or type the ID of any other'),
			items,
			active: items.find(({ id }) => id === current),
			...(endpoint && { more: async (signal) => this.further(endpoint, items, signal) }),
			typed: (text) =>
				text === '' || items.some(({ id, label }) => id === text || label === text)
					? undefined
					: { id: text, label: text, description: t('the ID as you typed it') },
		});
		return answer === undefined || answer === back ? answer : answer.id;
	}

	/** What the service itself says that it has. */
	private async further(endpoint: Endpoint, items: readonly ModelItem[], signal: AbortSignal): Promise<ModelItem[]> {
		const heading = t('What {0} has', nameOf(endpoint));
		const separator: ModelItem = { id: undefined, label: heading, kind: vscode.QuickPickItemKind.Separator };
		const found = await this.probe.models(endpoint, signal);
		if ('reason' in found) {
			return found.reason === '' ? [] : [separator, { id: undefined, label: found.reason, description: '' }];
		}
		const others = found.filter(({ id }) => !items.some((item) => item.id === id));
		return others.length === 0 ? [] : [separator, ...others.map(({ id, label }) => itemOf(id, label))];
	}

	private async type(title: string, value: string): Promise<Answer<string>> {
		const answer = await askText({
			title,
			canGoBack: true,
			value,
			prompt: t('The model ID, as the service knows it'),
			check: (text) => (text.trim() === '' ? t('Enter a model ID.') : undefined),
		});
		return typeof answer === 'string' ? answer.trim() : answer;
	}
}

function itemOf(id: string, label = familyOf(id).label): ModelItem {
	return label === undefined || label === id ? { id, label: id, description: '' } : { id, label, description: id };
}
