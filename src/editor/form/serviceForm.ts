import * as vscode from 'vscode';
import {
	endpointFor,
	keyOrigin,
	nameOf,
	presetOf,
	type ServiceGroup,
	serviceGroups,
} from '../../engine/providers/catalogue';
import { isLocal } from '../../engine/network/privacy';
import { familyOf } from '../../engine/providers/models';
import type { ServicePreset } from '../../engine/providers/services/service';
import type { Endpoint } from '../../engine/task';
import type { Keys } from '../secrets';
import type { ServiceChoice, Settings } from '../settings';
import { confirm, remark } from '../ui/notify';
import { type Answer, askPick, back } from '../ui/quickInput';
import { askAddress, hasAddressChoice } from './addressForm';
import type { CommandKeys } from './commandKeys';
import type { KeyForm } from './keyForm';
import type { ModelForm } from './modelForm';
import { t } from '../ui/translate';

/** What the person has answered. */
interface Answers {
	readonly choice: ServiceChoice;
	/** Whether an address was chosen that is not the first, or not known: then no model goes without saying. */
	readonly isElsewhere: boolean;
	/** Undefined where no key was asked for; empty where the service needs none. */
	readonly key?: string;
	/** Whether the headers of the one before go here as well. Undefined where there are none, or they were for this one. */
	readonly keepsHeaders?: boolean;
}

/** One question; the same answers again where there is nothing to ask. */
type Question = (answers: Answers) => Promise<Answer<Answers>>;

/** Asks who draws the images, and writes the answers into the person's own settings. */
export class ServiceForm {
	constructor(
		private readonly settings: Settings,
		private readonly keys: Keys,
		private readonly commandKeys: CommandKeys,
		private readonly keyForm: KeyForm,
		private readonly modelForm: ModelForm,
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

	private async take(preset: ServicePreset, answers: Answers): Promise<boolean> {
		const { choice, key, keepsHeaders } = answers;
		const endpoint = this.endpoint(answers);
		if (endpoint && key !== undefined) {
			await this.keyForm.file(endpoint, key);
		}
		if (keepsHeaders === false) {
			await this.settings.removeHeaders();
		}
		const isOther = this.settings.read().service !== choice.service;
		// The header for the key is that of the service before.
		const isInEffect = await this.settings.choose({ ...choice, ...(isOther && { keyHeader: '' }) });
		if (isInEffect) {
			const name = endpoint ? nameOf(endpoint) : preset.label;
			remark(t('{0} is now generating your images.', name));
		}
		return isInEffect;
	}

	private async askPreset(title: string): Promise<Answer<ServicePreset>> {
		const current = this.settings.read().service;
		const items = Object.entries(serviceGroups).flatMap(([group, presets]: [string, readonly ServicePreset[]]) => [
			{ label: wordGroup(group as ServiceGroup), kind: vscode.QuickPickItemKind.Separator, preset: undefined },
			...presets.map((preset) => ({ preset, label: preset.label, description: describe(preset) })),
		]);
		const answer = await askPick<(typeof items)[number]>({
			title,
			canGoBack: true,
			placeholder: t('Choose an image service'),
			items,
			active: items.find(({ preset }) => preset?.id === current),
		});
		return answer === undefined || answer === back ? answer : answer.preset;
	}

	/** What the preset leaves open: address and model, where it has none of its own, and the key. */
	private async askDetails(title: string, preset: ServicePreset): Promise<Answer<Answers>> {
		const current = this.settings.read();
		const { baseUrl, model } = current.service === preset.id ? current : { baseUrl: '', model: '' };
		const questions: readonly Question[] = [
			(answers) => this.askAddress(title, preset, answers),
			(answers) => this.askModel(title, preset, answers),
			(answers) => this.askHeaders(answers),
			(answers) => this.askKey(answers),
		];
		let answers: Answers = { choice: { service: preset.id, baseUrl, model }, isElsewhere: false };
		const asked: number[] = [];
		for (let at = 0; at < questions.length;) {
			const answer: Answer<Answers> = await questions[at]?.(answers);
			if (answer === undefined) {
				return undefined;
			}
			if (answer === back) {
				const before = asked.pop();
				if (before === undefined) {
					return back;
				}
				at = before;
				continue;
			}
			if (answer !== answers) {
				asked.push(at);
			}
			answers = answer;
			at++;
		}
		return answers;
	}

	private async askAddress(title: string, preset: ServicePreset, answers: Answers): Promise<Answer<Answers>> {
		const { choice } = answers;
		if (!hasAddressChoice(preset, choice.baseUrl)) {
			return answers;
		}
		const address = await askAddress(title, preset, choice.baseUrl);
		if (address === undefined || address === back) {
			return address;
		}
		const { baseUrl, model = choice.model } = address;
		return { ...answers, choice: { ...choice, baseUrl, model }, isElsewhere: baseUrl !== '' };
	}

	/** The first of the service's models, where that goes without saying. */
	private async askModel(title: string, preset: ServicePreset, answers: Answers): Promise<Answer<Answers>> {
		const { choice, isElsewhere } = answers;
		if (preset.models.length > 0 && !isElsewhere) {
			return answers;
		}
		const model = await this.modelForm.ask(title, choice);
		return typeof model === 'string' ? { ...answers, choice: { ...choice, model } } : model;
	}

	/** Whether the headers that the server before was sent are this one's business too. */
	private async askHeaders(answers: Answers): Promise<Answer<Answers>> {
		const { keepsHeaders: answered, ...others } = answers;
		const settings = this.settings.read();
		const names = Object.keys(settings.headers);
		const endpoint = this.endpoint(others);
		const before = endpointFor({ ...settings, model: settings.model || 'any' });
		const isSame = endpoint && typeof before === 'object' && keyOrigin(endpoint) === keyOrigin(before);
		if (!endpoint || isSame || names.length === 0) {
			return answered === undefined ? answers : others;
		}
		const send = t('Send Them');
		const answer = await confirm(
			t('Send the headers in imagegen.headers to {0} as well?', nameOf(endpoint)),
			t('Every request has them so far: {0}.', names.join(', ')),
			[send, t('Remove Them')],
		);
		return answer === undefined ? undefined : { ...others, keepsHeaders: answer === send };
	}

	/** Where there is none, and no command gives it. */
	private async askKey(answers: Answers): Promise<Answer<Answers>> {
		const endpoint = this.endpoint(answers);
		const needsKey = presetOf(answers.choice.service)?.key !== 'none';
		if (!endpoint || !needsKey || (await this.keys.get(keyOrigin(endpoint))) !== undefined) {
			return answers;
		}
		const isCommanded = await this.commandKeys.isFor(endpoint);
		if (isCommanded !== false) {
			return isCommanded && answers;
		}
		const key = await this.keyForm.question(endpoint, true);
		return typeof key === 'string' ? { ...answers, key } : key;
	}

	/** The endpoint that the answers describe, with what else is set of it. */
	private endpoint({ choice, keepsHeaders = true }: Answers): Endpoint | undefined {
		const { service, headers, keyHeader } = this.settings.read();
		const endpoint = endpointFor({
			...choice,
			...(keepsHeaders && { headers }),
			...(service === choice.service && { keyHeader }),
		});
		return typeof endpoint === 'object' ? endpoint : undefined;
	}
}

function wordGroup(group: ServiceGroup): string {
	switch (group) {
		case 'sandbox':
			return t('To try it out');
		case 'vendor':
			return t('Makers of models');
		case 'aggregator':
			return t('Models of many makers');
		case 'gateway':
			return t('Gateways');
		case 'local':
			return t('On your machine or in your network');
		case 'custom':
			return t('Any other');
	}
}

/** Beside its name: its best-known model, or where it is. */
function describe(preset: ServicePreset): string {
	const { baseUrl, models, key } = preset;
	if (key === 'none') {
		return t('placeholder images, drawn on this machine, free');
	}
	if (baseUrl === undefined) {
		return t('at an address of your own');
	}
	// On one's own machine a model is called by whatever its file is called.
	const [first] = isLocal(new URL(baseUrl)) ? [] : models;
	const { label = familyOf(first?.id ?? '').label, id } = first ?? {};
	return label ?? id?.replace(/^.*\//, '') ?? new URL(baseUrl).host;
}
