import * as vscode from 'vscode';
import { defaultRetryRules, limitsFor } from '../../engine/policy/limits';
import type { Connection, JobRequest } from '../../engine/request';
import { connectionFor, keyOrigin, type Missing, presetOf } from '../../engine/services/catalogue';
import { notify } from '../progress/notify';
import type { Keys } from '../secrets';
import type { Settings } from '../settings';
import type { KeyForm } from './keyForm';
import type { RequestForm } from './requestForm';
import type { ServiceForm } from './serviceForm';

/** Everything a job needs. */
export interface Order {
	readonly request: JobRequest;
	readonly key: string | undefined;
}

/** Turns a person's answers, settings and key into an order, asking for whatever is missing. */
export class Orders {
	constructor(
		private readonly form: RequestForm,
		private readonly services: ServiceForm,
		private readonly keyForm: KeyForm,
		private readonly keys: Keys,
		private readonly settings: Settings,
	) {}

	/** Asks what to draw. Undefined when the person changed their mind: nothing was asked of a service, nothing typed is lost. */
	async ask(title: string, selection: string): Promise<Order | undefined> {
		const image = await this.form.ask(title, selection);
		const connection = image && (await this.connection(title));
		if (!connection) {
			return undefined;
		}
		const limits = limitsFor(image.size, this.settings.read().limits);
		const order = await this.withKey({ image, connection, limits, retry: defaultRetryRules });
		if (order) {
			this.form.forgetDraft();
		}
		return order;
	}

	/** The request with its key, which is asked for where the service requires one. */
	async withKey(request: JobRequest): Promise<Order | undefined> {
		const { connection } = request;
		const preset = presetOf(connection.service);
		if (preset?.key === 'none') {
			return { request, key: undefined };
		}
		const key =
			(await this.keys.get(keyOrigin(connection))) ??
			(preset?.key === 'required' ? await this.keyForm.ask(connection) : undefined);
		if (key === undefined && preset?.key === 'required') {
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
		return { request, key };
	}

	/** The request again with a key that is asked for now, since the one there was is not accepted. */
	async withNewKey(request: JobRequest): Promise<Order | undefined> {
		const key = await this.keyForm.ask(request.connection);
		return key === undefined ? undefined : { request, key };
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
