import * as vscode from 'vscode';
import { limitsFor } from '../../engine/policy/limits';
import type { Connection, ImageRequest, ImageSize, JobRequest } from '../../engine/request';
import type { Secrets } from '../../engine/secrets';
import { connectionFor, keyOrigin, type Missing, presetOf } from '../../engine/services/catalogue';
import type { Latencies } from '../jobs/latencies';
import { readNetwork } from '../network';
import { notify } from '../progress/notify';
import type { Keys } from '../secrets';
import type { Settings } from '../settings';
import { usableFallbacks } from './fallbacks';
import type { KeyForm } from './keyForm';
import type { PlainHttp } from './plainHttp';
import type { RequestForm } from './requestForm';
import type { ServiceForm } from './serviceForm';

/** Everything a job needs. */
export interface Order {
	readonly request: JobRequest;
	readonly secrets: Secrets;
}

/** Turns a person's answers, settings and keys into an order, asking for whatever is missing. */
export class Orders {
	constructor(
		private readonly form: RequestForm,
		private readonly services: ServiceForm,
		private readonly keyForm: KeyForm,
		private readonly keys: Keys,
		private readonly plainHttp: PlainHttp,
		private readonly settings: Settings,
		private readonly latencies: Latencies,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** Asks what to draw. Undefined when the person changed their mind: nothing was asked of a service, nothing typed is lost. */
	async ask(title: string, selection: string): Promise<Order | undefined> {
		const image = await this.form.ask(title, selection);
		const connection = image && (await this.connection(title));
		const order = connection && (await this.withKey(image, connection));
		if (order) {
			this.form.forgetDraft();
		}
		return order;
	}

	/** The same image of the same service again, by the settings and keys as they are now. */
	again({ image, connection }: JobRequest): Promise<Order | undefined> {
		return this.withKey(image, connection);
	}

	/** The same again with a key that is asked for now, since the one there was is not accepted. */
	async withNewKey(request: JobRequest): Promise<Order | undefined> {
		return (await this.keyForm.ask(request.connection)) === undefined ? undefined : this.again(request);
	}

	/** What a job for an image of that size would be told about the chosen service, to look at the way there. */
	async forDiagnosis(title: string, size: ImageSize): Promise<Order | undefined> {
		const chosen = await this.connection(title);
		const connection = chosen && (await this.plainHttp.ask(chosen));
		return connection && this.complete({ prompt: title, size }, connection);
	}

	private async withKey(image: ImageRequest, wanted: Connection): Promise<Order | undefined> {
		const connection = await this.plainHttp.ask(wanted);
		const preset = presetOf(wanted.service);
		if (!connection) {
			return undefined;
		}
		const hasKey =
			preset?.key !== 'required' ||
			((await this.keys.get(keyOrigin(connection))) ?? (await this.keyForm.ask(connection))) !== undefined;
		if (!hasKey) {
			void notify(
				'warning',
				vscode.l10n.t(
					'{0} needs an API key, so no picture was asked for. Your prompt is kept for the next time.',
					preset.label,
				),
				[{ title: vscode.l10n.t('Set API Key…'), run: () => this.keyForm.ask(connection) }],
			);
			return undefined;
		}
		return this.complete(image, connection);
	}

	/** Adds what the person has set: limits, repeats, fallbacks, network, keys. */
	private async complete(image: ImageRequest, connection: Connection): Promise<Order> {
		const { limits, stream, retry, fallbacks: entries } = this.settings.read();
		const fallbacks = await usableFallbacks(entries, connection, this.keys, this.log);
		const { network, proxyAuthorization } = readNetwork();
		return {
			request: {
				image,
				connection,
				limits: limitsFor(
					image.size,
					{ ...limits, attempts: retry.attempts },
					this.latencies.of(connection, image.size).p99Ms,
				),
				retry,
				network,
				...(stream && { stream }),
				...(fallbacks.length > 0 && { fallbacks }),
			},
			secrets: {
				keys: await this.keysOf([connection, ...fallbacks]),
				...(proxyAuthorization && { proxyAuthorization }),
			},
		};
	}

	private async keysOf(connections: readonly Connection[]): Promise<Map<string, string>> {
		const found = new Map<string, string>();
		for (const connection of connections) {
			const key = await this.keys.get(keyOrigin(connection));
			if (key !== undefined && presetOf(connection.service)?.key !== 'none') {
				found.set(keyOrigin(connection), key);
			}
		}
		return found;
	}

	private async connection(title: string): Promise<Connection | undefined> {
		for (;;) {
			const connection = connectionFor(this.settings.read());
			if (typeof connection === 'object') {
				return connection;
			}
			const choose = vscode.l10n.t('Select Service…');
			if ((await vscode.window.showWarningMessage(wordMissing(connection), choose)) !== choose) {
				return undefined;
			}
			if (!(await this.services.choose(title))) {
				return undefined;
			}
		}
	}
}

function wordMissing(missing: Missing): string {
	switch (missing) {
		case 'service':
			return vscode.l10n.t('The setting imagegen.service names no service that is known. Select one.');
		case 'baseUrl':
			return vscode.l10n.t(
				'The chosen service has no address: the setting imagegen.baseUrl is empty. Your prompt is kept.',
			);
		case 'model':
			return vscode.l10n.t(
				'The chosen service has no model: the setting imagegen.model is empty. Your prompt is kept.',
			);
	}
}
