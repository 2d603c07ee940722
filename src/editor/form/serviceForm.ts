import * as vscode from 'vscode';
import { isReadableOnTheWay } from '../../engine/network/privacy';
import { isBaseUrl } from '../../engine/providers/baseUrl';
import {
	endpointFor,
	keyOrigin,
	nameOf,
	presetOf,
	type ServicePreset,
	servicePresets,
} from '../../engine/providers/catalogue';
import type { Keys } from '../secrets';
import type { ServiceChoice, Settings } from '../settings';
import type { KeyForm } from './keyForm';
import { remark } from '../ui/notify';
import { type Answer, askPick, askText, back } from '../ui/quickInput';

/** Asks who draws the images, and writes the answers into the person's own settings. */
export class ServiceForm {
	constructor(
		private readonly settings: Settings,
		private readonly keys: Keys,
		private readonly keyForm: KeyForm,
	) {}

	/** Resolves with true when a service was chosen. Its key is asked for where it is missing, but need not be given yet. */
	async choose(title: string): Promise<boolean> {
		for (;;) {
			const preset = await this.askPreset(title);
			if (preset === undefined || preset === back) {
				return false;
			}
			const choice = await this.askDetails(title, preset);
			if (choice === undefined) {
				return false;
			}
			if (choice !== back) {
				// First, because writing settings takes a moment, and who pastes a key meanwhile would paste it into the document.
				await this.askMissingKey(choice);
				await this.settings.choose(choice);
				const endpoint = endpointFor(choice);
				const name = typeof endpoint === 'object' ? nameOf(endpoint) : preset.label;
				remark(vscode.l10n.t('{0} is now generating your images.', name));
				return true;
			}
		}
	}

	/** Asks for the model of the service that is set. */
	async chooseModel(title: string): Promise<void> {
		const { service, model } = this.settings.read();
		const preset = presetOf(service);
		if (preset) {
			const answer = await this.askModel(title, preset, model);
			if (answer !== undefined && answer !== back) {
				await this.settings.choose({ model: answer });
			}
		}
	}

	private async askPreset(title: string): Promise<Answer<ServicePreset>> {
		const current = this.settings.read().service;
		const items = servicePresets.map((preset) => ({ preset, label: preset.label, description: describe(preset) }));
		const answer = await askPick({
			title,
			canGoBack: true,
			placeholder: vscode.l10n.t('Choose an image service'),
			items,
			active: items.find(({ preset }) => preset.id === current),
		});
		return answer === undefined || answer === back ? answer : answer.preset;
	}

	/** What the preset leaves open: address and model, where it has none of its own. */
	private async askDetails(title: string, preset: ServicePreset): Promise<Answer<ServiceChoice>> {
		if (preset.baseUrl !== undefined || preset.id === 'sandbox') {
			return { service: preset.id, baseUrl: '', model: '' };
		}
		const current = this.settings.read();
		const known = current.service === preset.id ? current : undefined;
		let baseUrl = known?.baseUrl ?? '';
		for (;;) {
			const address = await this.askBaseUrl(title, preset, baseUrl);
			if (address === undefined || address === back) {
				return address;
			}
			baseUrl = address;
			const model = await this.askModel(title, preset, known?.model ?? '');
			if (model !== back) {
				return model === undefined ? undefined : { service: preset.id, baseUrl, model };
			}
		}
	}

	private async askBaseUrl(title: string, preset: ServicePreset, value: string): Promise<Answer<string>> {
		const { t } = vscode.l10n;
		const answer = await askText({
			title,
			canGoBack: true,
			value,
			prompt: t('The address of the {0} service, up to the version', preset.label),
			placeholder: preset.protocol === 'geminiNative' ? 'https://example.com/v1beta' : 'https://example.com/v1',
			check: (text) => {
				if (!isBaseUrl(text.trim())) {
					return t('An address begins with http:// or https:// and has no user name, password or query.');
				}
				return isReadableOnTheWay(new URL(text.trim()))
					? {
							severity: vscode.InputBoxValidationSeverity.Warning,
							message: t(
								'Over plain HTTP, anyone on the network path can read your key. Use it only in a private network.',
							),
						}
					: undefined;
			},
		});
		return typeof answer === 'string' ? answer.trim().replace(/\/+$/, '') : answer;
	}

	private async askModel(title: string, preset: ServicePreset, current: string): Promise<Answer<string>> {
		const { t } = vscode.l10n;
		if (preset.models.length > 0) {
			const presets = preset.models.map(({ id, label = id }) => ({ id, label, description: label === id ? '' : id }));
			const own =
				current === '' || presets.some(({ id }) => id === current)
					? []
					: [{ id: current, label: current, description: '' }];
			const other = { id: undefined, label: t('Other…'), description: t('any model the service offers') };
			const items = [...presets, ...own, other];
			const placeholder = t('Choose a model');
			const active = items.find(({ id }) => id === current);
			const answer = await askPick<(typeof items)[number]>({ title, canGoBack: true, placeholder, items, active });
			if (answer === undefined || answer === back || answer.id !== undefined) {
				return typeof answer === 'object' ? answer.id : answer;
			}
		}
		const answer = await askText({
			title,
			canGoBack: true,
			value: current,
			prompt: t('The model ID, as the service knows it'),
			check: (text) => (text.trim() === '' ? t('Enter a model ID.') : undefined),
		});
		return typeof answer === 'string' ? answer.trim() : answer;
	}

	private async askMissingKey(choice: ServiceChoice): Promise<void> {
		const endpoint = endpointFor(choice);
		const needsKey = presetOf(choice.service)?.key !== 'none';
		if (typeof endpoint === 'object' && needsKey && (await this.keys.get(keyOrigin(endpoint))) === undefined) {
			await this.keyForm.ask(endpoint);
		}
	}
}

function describe(preset: ServicePreset): string {
	const { t } = vscode.l10n;
	if (preset.id === 'sandbox') {
		return t('placeholder images, drawn on this machine, free');
	}
	return preset.baseUrl === undefined
		? t('any server with that API')
		: (preset.models[0]?.label ?? preset.models[0]?.id ?? '');
}
