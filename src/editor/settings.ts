import * as v from 'valibot';
import * as vscode from 'vscode';
import { letters } from '../documents/destination/fileName';
import type { LinkStyle } from '../documents/formats';
import { whenPossiblyPaid } from '../engine/policy/afterFailure';
import { defaultRetryRules, type TimeoutChoices } from '../engine/policy/timeouts';
import type { Keeping } from '../engine/jobs/retention';
import { exampleOf, addressFrom, type Address } from '../engine/providers/pastedAddress';
import { headerFlaw, type HeaderFlaw } from '../engine/providers/ownHeaders';
import { type RetryRules, type StreamChoice, streamChoices } from '../engine/task';
import type { Output } from '../pixels/output';
import { wordAddressFlaw, wordRepairs } from '../messages/addresses';
import { wordHeaderFlaw } from '../messages/headers';
import { agentsConfirm, seconds, services, settingRules, type SettingTypes, type TimeoutName } from './settingRules';
import { unattended } from './log';
import { openSettings } from './ui/actions';
import { notify } from './ui/notify';
import { t } from './ui/translate';
import { joinSentences } from '../messages/sentences';

/** What the person has set, checked: an unusable value has been replaced by its default. */
export interface SettingsValues {
	readonly service: string;
	/** Empty for the service's own. */
	readonly baseUrl: string;
	/** Empty for the service's usual one. */
	readonly model: string;
	/** Which model that is, where its name does not say so; empty where nobody has said it. */
	readonly knownAs: string;
	/** The same of all models whose names the person has explained. */
	readonly knownModels: SettingTypes['knownModels'];
	/** The header for the key; empty for the service's usual one. */
	readonly keyHeader: string;
	/** What prints the key; empty where it is stored. */
	readonly keyCommand: string;
	/** Further headers, those that can be sent. */
	readonly headers: SettingTypes['headers'];
	/** Only what the person has set: the rest follows from the size and from what has been seen. */
	readonly timeouts: TimeoutChoices;
	/** Whether replies are asked for as streams. */
	readonly stream: StreamChoice;
	readonly retry: RetryRules;
	readonly whenPossiblyPaid: SettingTypes['retry.whenPossiblyPaid'];
	/** `model` or `service/model`, not checked any further. */
	readonly fallbacks: readonly string[];
	/** How many requests may be under way at one service at once. */
	readonly parallel: number;
	/** US dollars for one month; 0 for no limit. */
	readonly budget: number;
	/** How much of what is over is kept. */
	readonly keeping: Keeping;
	/** How fast the sandbox draws: 1 is as slow as a real service. */
	readonly timeScale: number;
}

/** What the choice of a service writes. Empty texts are removed from the settings. */
export type ServiceChoice = Pick<SettingsValues, 'service' | 'baseUrl' | 'model'>;

const section = 'imagegen';

/** Reads the settings, and says once per change which of them are unusable. */
export class Settings implements vscode.Disposable {
	private readonly told = new Set<string>();
	private readonly listener = vscode.workspace.onDidChangeConfiguration((change) => {
		if (change.affectsConfiguration(section)) {
			this.told.clear();
		}
	});

	constructor(private readonly log: vscode.LogOutputChannel) {}

	read(): SettingsValues {
		const timeouts = this.check('timeouts', t('an object'));
		const timeoutMs = (name: TimeoutName): number | undefined => {
			const expected = t('a number of seconds greater than 0');
			const value = this.checked(`timeouts → ${name}`, timeouts[name], v.optional(seconds), undefined, expected);
			return value === undefined ? undefined : value * 1000;
		};
		const whenLost = this.check('retry.whenPossiblyPaid', t('one of {0}', whenPossiblyPaid.join(', ')));
		const service = this.check('service', t('one of {0}', services.join(', ')));
		const { baseUrl, model: modelThere = '' } = this.address(service);
		const model = this.check('model', t('a model ID')) || modelThere;
		const knownModels = this.check('knownModels', t('an object such as {0}', '{"my-deployment": "gpt-image-2"}'));
		return {
			service,
			baseUrl,
			model,
			knownAs: knownModels[model] ?? '',
			knownModels,
			keyHeader: this.check('keyHeader', t('the name of a header')),
			keyCommand: this.check('keyCommand', t('a command of at most 500 characters, in one line')),
			headers: this.headers(),
			timeouts: {
				connectMs: timeoutMs('connect'),
				writeMs: timeoutMs('write'),
				replyMs: { '1K': timeoutMs('1K'), '2K': timeoutMs('2K'), '4K': timeoutMs('4K') },
				idleMs: timeoutMs('idle'),
				runMs: timeoutMs('run'),
			},
			stream: this.check('stream', t('one of {0}', streamChoices.join(', '))),
			retry: {
				...defaultRetryRules,
				attempts: this.check('retry.attempts', t('a whole number from 1 to 10')),
				maxDelayMs: this.check('retry.maxDelay', t('a number of seconds greater than 0')) * 1000,
				possiblyPaid: whenLost === 'always',
			},
			whenPossiblyPaid: whenLost,
			fallbacks: this.check('fallbacks', t('a list such as ["ark/seedream-4-5-251128"]')),
			parallel: this.check('parallel', t('a whole number from 1 to 32')),
			budget: this.check('budget', t('a number of US dollars from 0 up')),
			keeping: {
				count: this.check('history.count', t('a whole number from 0 up')),
				days: this.check('history.days', t('a number of days from 0 up')),
				bytes: this.check('history.megabytes', t('a number of megabytes from 0 up')) * 1e6,
				originalDays: this.check('history.originalDays', t('a number of days from 0 up')),
			},
			timeScale: this.check('sandbox.timeScale', t('a number greater than 0, at most 10')),
		};
	}

	/** When the person wants to be asked about an agent's images. */
	agentsConfirm(): SettingTypes['agents.confirm'] {
		return this.check('agents.confirm', t('one of {0}', agentsConfirm.join(', ')));
	}

	/** The file with the workflow that a ComfyUI is to run; empty where none is set. */
	workflowPath(): string {
		return this.check('comfyui.workflow', t('a path'));
	}

	/** Writes the path of that file into the person's own settings. */
	async chooseWorkflow(path: string): Promise<void> {
		const { Global } = vscode.ConfigurationTarget;
		await vscode.workspace.getConfiguration(section).update('comfyui.workflow', path, Global);
	}

	/** The template for images of the document or folder `resource`; empty where nothing is set. */
	destination(resource: vscode.Uri | undefined): string {
		return this.check('destination', t('a path'), resource);
	}

	/** The folder in its workspace folder that links to images begin at, `none`, or empty for that of the site's own. */
	siteRoot(resource: vscode.Uri | undefined): string {
		return this.check('siteRoot', t('a folder in the workspace folder, or none'), resource);
	}

	/** How image links are written in the document: by templates, with an import, as a figure. */
	links(resource: vscode.Uri): { readonly templates: SettingTypes['templates'] } & LinkStyle {
		return {
			templates: this.check('templates', t('an object'), resource),
			jsxImport: this.check('jsx.import', t('true or false'), resource),
			latexFigure: this.check('latex.figure', t('true or false'), resource),
		};
	}

	/** What the files of images are to be that are for the document or folder `resource`; undefined for as they come. */
	output(resource: vscode.Uri | undefined): Output | undefined {
		const expected = t(
			'an object whose format is "as sent", "png", "jpeg" or "webp", whose quality is a whole number from 0 to 100, whose budget is a number of kilobytes from 1 up, and whose edge is a whole number of pixels from 1 to 16384',
		);
		const output = this.check('output', expected, resource);
		return Object.keys(output).length > 0 ? output : undefined;
	}

	/** Writes what the files of all images are to be into the person's own settings. */
	async keepOutput({ budget, ...output }: Output): Promise<void> {
		const written = { ...output, ...(budget !== undefined && { budget: Math.floor(budget / 1000) }) };
		const { Global } = vscode.ConfigurationTarget;
		await vscode.workspace.getConfiguration(section).update('output', written, Global);
	}

	/** Which letters the names of images may have. */
	fileNames(resource: vscode.Uri | undefined): SettingTypes['fileNames'] {
		return this.check('fileNames', t('one of {0}', letters.join(', ')), resource);
	}

	/** Whether it is written beside an image how it was made. */
	recipes(resource: vscode.Uri): boolean {
		return this.check('recipes', t('true or false'), resource);
	}

	/** The house style that is set in the place of the workspace's file; empty where none is. */
	style(resource: vscode.Uri): SettingTypes['style'] {
		return this.check('style', t('an object'), resource);
	}

	/** Writes a choice into the person's own settings. Resolves with false, and says so, where that has no effect. */
	async choose(choice: Partial<ServiceChoice>): Promise<boolean> {
		for (const [key, value] of Object.entries(choice)) {
			const setting = value === '' ? undefined : value;
			const configuration = vscode.workspace.getConfiguration(section);
			if (configuration.inspect(key)?.globalValue !== setting) {
				await configuration.update(key, setting, vscode.ConfigurationTarget.Global);
			}
		}
		const ignored = Object.entries(choice).find(([key, value]) => !isInEffect(key, value));
		if (ignored) {
			const [key] = ignored;
			const message = t(
				'The setting {0} was written, but another value stays in effect: it is set elsewhere, for example by a policy.',
				`${section}.${key}`,
			);
			unattended(this.log, notify('warning', message, [openSettings(`${section}.${key}`)], 'settings'));
		}
		return ignored === undefined;
	}

	/** Takes the further headers out of the person's own settings. */
	async removeHeaders(): Promise<void> {
		await vscode.workspace.getConfiguration(section).update('headers', undefined, vscode.ConfigurationTarget.Global);
	}

	/** Writes as it is written now what an earlier version wrote in another way. */
	async modernize(): Promise<void> {
		const configuration = vscode.workspace.getConfiguration(section);
		const stream = configuration.inspect('stream')?.globalValue;
		if (typeof stream === 'boolean') {
			await configuration.update('stream', stream ? 'on' : 'off', vscode.ConfigurationTarget.Global);
		}
	}

	/** Puts another address in the place of the one that is set, if it is that one. */
	async replaceBaseUrl(from: string, to: string): Promise<void> {
		if (this.read().baseUrl.replace(/\/+$/, '') === from) {
			await this.choose({ baseUrl: to });
		}
	}

	dispose(): void {
		this.listener.dispose();
	}

	/** The address as it is set, mended where that is certain; an empty one for the service's own. */
	private address(service: string): Pick<Address, 'baseUrl' | 'model'> {
		const text = this.check('baseUrl', t('an address'));
		const address = text === '' ? { baseUrl: '', repaired: [] } : addressFrom(text, service);
		if ('flaw' in address) {
			// Not repeated: there may be a password in it.
			const reason = wordAddressFlaw(t, address, exampleOf(service));
			this.tell('warning', 'baseUrl', text, t('The setting {0} is ignored. {1}', `${section}.baseUrl`, reason));
			return { baseUrl: '' };
		}
		const repairs = wordRepairs(t, address);
		if (repairs !== undefined) {
			this.tell('info', 'baseUrl', text, t('The setting {0}: {1}', `${section}.baseUrl`, repairs));
		}
		return address;
	}

	private headers(): SettingTypes['headers'] {
		const headers = this.check('headers', t('an object whose members are texts'));
		const isSendable = ([name, value]: readonly [string, string]): boolean => {
			const flaw = headerFlaw(name, value);
			if (flaw) {
				this.tell('warning', 'headers', name + value, wordIgnored(name, flaw));
			}
			return flaw === undefined;
		};
		return Object.fromEntries(Object.entries(headers).filter(isSendable));
	}

	private check<K extends keyof SettingTypes>(key: K, expected: string, resource?: vscode.Uri): SettingTypes[K] {
		const value = vscode.workspace.getConfiguration(section, resource).get<unknown>(key);
		const { schema, fallback } = settingRules[key];
		return this.checked(key, value, schema, fallback, expected);
	}

	/** The value, or the fallback with a warning. */
	private checked<T>(
		key: string,
		value: unknown,
		schema: v.GenericSchema<unknown, T>,
		fallback: T,
		expected: string,
	): T {
		const checked = v.safeParse(schema, value);
		if (checked.success) {
			return checked.output;
		}
		const name = `${section}.${key}`;
		const found = JSON.stringify(value);
		const used = fallback === '' || fallback === undefined ? t('the default') : JSON.stringify(fallback);
		const [setting = key] = key.split(' ');
		// Between the members of these there may be a secret.
		const message =
			setting === 'headers'
				? t('The setting {0} must be {1}. Using {2} instead.', name, expected, used)
				: t('The setting {0} is {1}, but must be {2}. Using {3} instead.', name, found, expected, used);
		this.tell('warning', setting, key + found, message);
		return fallback;
	}

	/** Says something of a setting, once for each of its values. */
	private tell(severity: 'info' | 'warning', key: string, value: string, message: string): void {
		const told = `${key} ${value}`;
		if (!this.told.has(told)) {
			this.told.add(told);
			unattended(this.log, notify(severity, message, [openSettings(`${section}.${key}`)], 'settings'));
		}
	}
}

/** Why a header is not sent, and what to do instead. */
function wordIgnored(name: string, flaw: HeaderFlaw): string {
	const ignored = t('"{0}" in the setting imagegen.headers is ignored. {1}', name, wordHeaderFlaw(t, flaw, name));
	return flaw === 'secret'
		? joinSentences(
				ignored,
				t('"Set API Key…" keeps the key, and imagegen.keyHeader names the header that it goes in.'),
			)
		: ignored;
}

/** Whether the setting has that value, or its default for an empty one, as it is read now. */
function isInEffect(key: string, value: string): boolean {
	const configuration = vscode.workspace.getConfiguration(section);
	return configuration.get(key) === (value === '' ? configuration.inspect(key)?.defaultValue : value);
}
