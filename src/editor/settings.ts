import * as v from 'valibot';
import * as vscode from 'vscode';
import { type WhenPossiblyPaid, whenPossiblyPaid } from '../engine/policy/afterFailure';
import { defaultRetryRules, type TimeoutChoices } from '../engine/policy/timeouts';
import type { RetryRules } from '../engine/task';
import { servicePresets } from '../engine/providers/catalogue';
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
	readonly whenPossiblyPaid: WhenPossiblyPaid;
	/** `model` or `service/model`, not checked any further. */
	readonly fallbacks: readonly string[];
	/** How fast the sandbox draws: 1 is as slow as a real service. */
	readonly timeScale: number;
}

/** What the choice of a service writes. Empty texts are removed from the settings. */
export type ServiceChoice = Pick<SettingsValues, 'service' | 'baseUrl' | 'model'>;

const section = 'imagegen';
const seconds = v.pipe(v.number(), v.finite(), v.gtValue(0));
const attempts = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10));

/** Reads the settings, and says once per change which of them are unusable. */
export class Settings implements vscode.Disposable {
	private readonly told = new Set<string>();
	private readonly listener = vscode.workspace.onDidChangeConfiguration((change) => {
		if (change.affectsConfiguration(section)) {
			this.told.clear();
		}
	});

	read(): SettingsValues {
		const { t } = vscode.l10n;
		const services = servicePresets.map(({ id }) => id);
		const timeouts = this.check('timeouts', v.record(v.string(), v.unknown()), {}, t('an object'));
		const timeoutMs = (name: string): number | undefined => {
			const expected = t('a number of seconds greater than 0');
			const value = this.checkValue(`timeouts → ${name}`, timeouts[name], v.optional(seconds), undefined, expected);
			return value === undefined ? undefined : value * 1000;
		};
		const maxDelay = this.check('retry.maxDelay', seconds, 30, t('a number of seconds greater than 0'));
		const whenLost = this.check(
			'retry.whenPossiblyPaid',
			v.picklist(whenPossiblyPaid),
			'ask',
			t('one of {0}', whenPossiblyPaid.join(', ')),
		);
		return {
			service: this.check('service', v.picklist(services), 'sandbox', t('one of {0}', services.join(', '))),
			baseUrl: this.check(
				'baseUrl',
				v.pipe(
					v.string(),
					v.trim(),
					v.check((text) => text === '' || isBaseUrl(text)),
				),
				'',
				t('an address that begins with http:// or https://, without a user name, password, or query'),
			),
			model: this.check('model', v.pipe(v.string(), v.trim()), '', t('the id of a model')),
			timeouts: {
				connectMs: timeoutMs('connect'),
				writeMs: timeoutMs('write'),
				replyMs: { '1K': timeoutMs('1K'), '2K': timeoutMs('2K'), '4K': timeoutMs('4K') },
				idleMs: timeoutMs('idle'),
				runMs: timeoutMs('run'),
			},
			stream: this.check('stream', v.boolean(), false, t('true or false')),
			retry: {
				...defaultRetryRules,
				attempts: this.check('retry.attempts', attempts, defaultRetryRules.attempts, t('a whole number from 1 to 10')),
				maxDelayMs: maxDelay * 1000,
				possiblyPaid: whenLost === 'always',
			},
			whenPossiblyPaid: whenLost,
			fallbacks: this.check(
				'fallbacks',
				v.array(v.string()),
				[],
				t('a list of texts such as "ark/seedream-4-5-251128"'),
			),
			timeScale: this.check(
				'sandbox.timeScale',
				v.pipe(seconds, v.maxValue(10)),
				0.05,
				t('a number greater than 0, at most 10'),
			),
		};
	}

	/** The template for images of the document or folder `resource`; empty where nothing is set. */
	destination(resource: vscode.Uri | undefined): string {
		const value = vscode.workspace.getConfiguration(section, resource).get<unknown>('destination');
		return this.checkValue('destination', value, v.pipe(v.string(), v.trim()), '', vscode.l10n.t('a path'));
	}

	async choose(choice: Partial<ServiceChoice>): Promise<void> {
		const configuration = vscode.workspace.getConfiguration(section);
		for (const [key, value] of Object.entries(choice)) {
			const setting = value === '' ? undefined : value;
			if (configuration.inspect(key)?.globalValue !== setting) {
				await configuration.update(key, setting, vscode.ConfigurationTarget.Global);
			}
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

	private check<T>(key: string, schema: v.GenericSchema<unknown, T>, fallback: T, expected: string): T {
		return this.checkValue(
			key,
			vscode.workspace.getConfiguration(section).get<unknown>(key),
			schema,
			fallback,
			expected,
		);
	}

	private checkValue<T>(
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
				'The setting {0} is {1}, but must be {2}. Used instead: {3}.',
				name,
				found,
				expected,
				used,
			);
			void notify('warning', message, [openSettings(`${section}.${key.split(' ')[0] ?? ''}`)]);
		}
		return fallback;
	}
}

/** Whether a text can be a service's address: no place for secrets in it, and room for a path after it. */
export function isBaseUrl(text: string): boolean {
	if (!URL.canParse(text)) {
		return false;
	}
	const { protocol, username, password, search, hash } = new URL(text);
	return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}
