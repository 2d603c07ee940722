import type * as vscode from 'vscode';
import { keyOrigin, nameOf, presetOf } from '../../engine/providers/catalogue';
import type { Endpoint } from '../../engine/task';
import { keyFromCommand, type NoKey } from '../keyCommand';
import { unattended } from '../log';
import type { Settings } from '../settings';
import { openSettings } from '../ui/actions';
import { confirm, notify } from '../ui/notify';
import { t } from '../ui/translate';

const memoryKey = 'keyCommands';

/** Whether what the command prints goes to an origin: the person's answer, for as long as the command stays the same. */
interface Answered {
	readonly command: string;
	readonly origins: Readonly<Record<string, boolean>>;
}

/**
 * The keys that the command in `imagegen.keyCommand` prints. Like any key, what it prints goes to no server of which the person has not
 * said so: the command stays when another service is chosen.
 */
export class CommandKeys {
	constructor(
		private readonly memory: vscode.Memento,
		private readonly settings: Settings,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** Asks, once for each origin, whether the command is for it. Undefined when the person wants no request after all. */
	async isFor(endpoint: Endpoint): Promise<boolean | undefined> {
		const { keyCommand: command } = this.settings.read();
		if (command === '' || presetOf(endpoint.service)?.key === 'none') {
			return false;
		}
		const origin = keyOrigin(endpoint);
		const known = this.answered(command).origins[origin];
		if (known !== undefined) {
			return known;
		}
		const use = t('Use Command');
		const dontUse = t("Don't Use It Here");
		const answer = await confirm(
			t('Use the command in imagegen.keyCommand for {0}?', nameOf(endpoint)),
			t('Its first line of output is sent to {0} as the API key. The command: {1}', origin, command),
			[use, dontUse],
		);
		if (answer === undefined) {
			return undefined;
		}
		await this.remember(command, { ...this.answered(command).origins, [origin]: answer === use });
		return answer === use;
	}

	/** Whether the person has said already that the command is for that endpoint. */
	isKnownFor(endpoint: Endpoint): boolean {
		const { keyCommand: command } = this.settings.read();
		return command !== '' && this.answered(command).origins[keyOrigin(endpoint)] === true;
	}

	/** The command is not for that endpoint any more: the person has given a key for it. */
	async leave(endpoint: Endpoint): Promise<void> {
		const { keyCommand: command } = this.settings.read();
		if (this.isKnownFor(endpoint)) {
			await this.remember(command, { ...this.answered(command).origins, [keyOrigin(endpoint)]: false });
		}
	}

	/** Asks anew for that origin. */
	async forget(origin: string): Promise<void> {
		const { command, origins } = this.answered(this.settings.read().keyCommand);
		await this.remember(command, Object.fromEntries(Object.entries(origins).filter(([known]) => known !== origin)));
	}

	/** Runs the command. Undefined where it gives no key; then the person is told. */
	async run(): Promise<string | undefined> {
		const key = await keyFromCommand(this.settings.read().keyCommand);
		if (typeof key === 'string') {
			return key;
		}
		unattended(this.log, notify('error', wordNoKey(key), [openSettings('imagegen.keyCommand')], 'api-key'));
		return undefined;
	}

	private async remember(command: string, origins: Answered['origins']): Promise<void> {
		await this.memory.update(memoryKey, { command, origins } satisfies Answered);
	}

	private answered(command: string): Answered {
		const answered = this.memory.get<Answered>(memoryKey);
		return answered?.command === command ? answered : { command, origins: {} };
	}
}

function wordNoKey(noKey: NoKey): string {
	switch (noKey.why) {
		case 'notStarted':
			return t("The command in imagegen.keyCommand couldn't be started, so there is no API key.");
		case 'failed':
			return t(
				'The command in imagegen.keyCommand failed ({0}), so there is no API key. Run it in a terminal to see why.',
				noKey.exitCode,
			);
		case 'timeout':
			return t(
				'The command in imagegen.keyCommand did not end within {0} s, so there is no API key. It must not wait for an answer.',
				noKey.seconds,
			);
		case 'noKey':
			return t(
				'The command in imagegen.keyCommand printed no key in its first line, so there is no API key. Run it in a terminal to see what it prints.',
			);
	}
}
