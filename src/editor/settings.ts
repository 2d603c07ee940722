import * as v from 'valibot';
import * as vscode from 'vscode';
import { letters } from '../documents/destination/fileName';
import type { LinkStyle } from '../documents/formats';
import { whenPossiblyPaid } from '../engine/policy/afterFailure';
import { defaultRetryRules, type TimeoutChoices } from '../engine/policy/timeouts';
import type { Keeping } from '../engine/jobs/retention';
import type { RetryRules } from '../engine/task';
import { seconds, services, settingRules, type SettingTypes, type TimeoutName } from './settingRules';
import { unattended } from './log';
import { openSettings } from './ui/actions';
import { notify } from './ui/notify';

/** What the person has set, checked: an unusable value has been replaced by its default. */
export interface SettingsValues {
	readonly service: string;
	/** Empty for the service's own. */
	readonly baseUrl: string;
	/** Empty for the service's usual one. */
	readonly model: string;
	/** Only what the person has set: the rest follows from the size and from what has been seen. */
	readonly timeouts: TimeoutChoices;
	/** Whether replies are asked for as streams. */
	readonly stream: boolean;
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
		const { t } = vscode.l10n;
		const timeouts = this.check('timeouts', t('an object'));
		const timeoutMs = (name: TimeoutName): number | undefined => {
			const expected = t('a number of seconds greater than 0');
			const value = this.checked(`timeouts → ${name}`, timeouts[name], v.optional(seconds), undefined, expected);
			return value === undefined ? undefined : value * 1000;
		};
		const whenLost = this.check('retry.whenPossiblyPaid', t('one of {0}', whenPossiblyPaid.join(', ')));
		return {
			service: this.check('service', t('one of {0}', services.join(', '))),
			baseUrl: this.check(
				'baseUrl',
				t('an address that begins with http:// or https://, without a user name, password, or query'),
			),
			model: this.check('model', t('a model ID')),
			timeouts: {
				connectMs: timeoutMs('connect'),
				writeMs: timeoutMs('write'),
				replyMs: { '1K': timeoutMs('1K'), '2K': timeoutMs('2K'), '4K': timeoutMs('4K') },
				idleMs: timeoutMs('idle'),
				runMs: timeoutMs('run'),
			},
			stream: this.check('stream', t('true or false')),
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
			},
			timeScale: this.check('sandbox.timeScale', t('a number greater than 0, at most 10')),
		};
	}

	/** The template for images of the document or folder `resource`; empty where nothing is set. */
	destination(resource: vscode.Uri | undefined): string {
		return this.check('destination', vscode.l10n.t('a path'), resource);
	}

	/** The folder in its workspace folder that links to images begin at, `none`, or empty for that of the site's own. */
	siteRoot(resource: vscode.Uri | undefined): string {
		return this.check('siteRoot', vscode.l10n.t('a folder in the workspace folder, or none'), resource);
	}

	/** How image links are written in the document: by templates, with an import, as a figure. */
	links(resource: vscode.Uri): { readonly templates: SettingTypes['templates'] } & LinkStyle {
		const { t } = vscode.l10n;
		return {
			templates: this.check('templates', t('an object'), resource),
			jsxImport: this.check('jsx.import', t('true or false'), resource),
			latexFigure: this.check('latex.figure', t('true or false'), resource),
		};
	}

	/** Which letters the names of images may have. */
	fileNames(resource: vscode.Uri | undefined): SettingTypes['fileNames'] {
		return this.check('fileNames', vscode.l10n.t('one of {0}', letters.join(', ')), resource);
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
			const message = vscode.l10n.t(
				'The setting {0} was written, but another value stays in effect: it is set elsewhere, for example by a policy.',
				`${section}.${key}`,
			);
			unattended(this.log, notify('warning', message, [openSettings(`${section}.${key}`)]));
		}
		return ignored === undefined;
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
		if (!this.told.has(name + found)) {
			this.told.add(name + found);
			const used = fallback === '' || fallback === undefined ? vscode.l10n.t('the default') : JSON.stringify(fallback);
			const message = vscode.l10n.t(
				'The setting {0} is {1}, but must be {2}. Using {3} instead.',
				name,
				withoutCredentials(found),
				expected,
				used,
			);
			const open = openSettings(`${section}.${key.split(' ')[0] ?? ''}`);
			unattended(this.log, notify('warning', message, [open]));
		}
		return fallback;
	}
}

/** Whether the setting has that value, or its default for an empty one, as it is read now. */
function isInEffect(key: string, value: string): boolean {
	const configuration = vscode.workspace.getConfiguration(section);
	return configuration.get(key) === (value === '' ? configuration.inspect(key)?.defaultValue : value);
}

/** An address that is refused for the password in it is not shown with it. */
function withoutCredentials(text: string): string {
	return text.replace(/\/\/.*@/, '//…@');
}
