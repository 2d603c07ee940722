import * as vscode from 'vscode';
import { isReadableOnTheWay } from '../../engine/network/privacy';
import { isBaseUrl } from '../../engine/providers/baseUrl';
import { endpointFor, keyOrigin, nameOf, presetOf, servicePresets } from '../../engine/providers/catalogue';
import type { ServicePreset } from '../../engine/providers/services/service';
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

	/** Resolves with true when a service was chosen, its key given where one was missing. Until then everything is as it was. */
	async choose(title: string): Promise<boolean> {
		for (;;) {
			const preset = await this.askPreset(title);
			if (preset === undefined || preset === back) {
				return false;
			}
			const answers = await this.askDetails(title, preset);
			if (answers === undefined) {
				return false;
			}
			if (answers !== back) {
				return this.take(preset, answers);
			}
		}
	}

	private async take(preset: ServicePreset, { choice, key }: Answers): Promise<boolean> {
		const endpoint = endpointFor(choice);
		if (typeof endpoint === 'object' && key !== undefined) {
			await this.keyForm.file(endpoint, key);
		}
		const isInEffect = await this.settings.choose(choice);
		if (isInEffect) {
			const name = typeof endpoint === 'object' ? nameOf(endpoint) : preset.label;
			remark(vscode.l10n.t('{0} is now generating your images.', name));
		}
		return isInEffect;
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

	/** What the preset leaves open: address and model, where it has none of its own, and the key. */
	private async askDetails(title: string, preset: ServicePreset): Promise<Answer<Answers>> {
		if (preset.baseUrl !== undefined || preset.id === 'sandbox') {
			return this.withKey({ service: preset.id, baseUrl: '', model: '' });
		}
		const current = this.settings.read();
		const known = current.service === preset.id ? current : { baseUrl: '', model: '' };
		let choice: ServiceChoice = { service: preset.id, baseUrl: known.baseUrl, model: known.model };
		let question: 'baseUrl' | 'model' = 'baseUrl';
		for (;;) {
			const isFirst = question === 'baseUrl';
			const answer: Answer<string> = isFirst
				? await this.askBaseUrl(title, preset, choice.baseUrl)
				: await this.askModel(title, preset, choice.model);
			if (answer === undefined || (answer === back && isFirst)) {
				return answer;
			}
			if (answer === back) {
				question = 'baseUrl';
				continue;
			}
			choice = { ...choice, [question]: answer };
			question = 'model';
			const answers = isFirst ? back : await this.withKey(choice);
			if (answers !== back) {
				return answers;
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

	/** The choice with its key, which is asked for where there is none. */
	private async withKey(choice: ServiceChoice): Promise<Answer<Answers>> {
		const endpoint = endpointFor(choice);
		const needsKey = presetOf(choice.service)?.key !== 'none';
		if (typeof endpoint !== 'object' || !needsKey || (await this.keys.get(keyOrigin(endpoint))) !== undefined) {
			return { choice };
		}
		const key = await this.keyForm.question(endpoint, true);
		return typeof key === 'string' ? { choice, key } : key;
	}
}

/** What the person has answered. */
interface Answers {
	readonly choice: ServiceChoice;
	/** Undefined where no key was asked for; empty where the service needs none. */
	readonly key?: string;
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
