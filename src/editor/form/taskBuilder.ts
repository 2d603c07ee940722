import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { timeoutsFor } from '../../engine/policy/timeouts';
import type { Endpoint, ImageRequest, Resolution, GenerateTask, StreamChoice } from '../../engine/task';
import { endpointFor, keyOrigin, type Missing, nameOf, presetOf } from '../../engine/providers/catalogue';
import { requestsFor } from '../../engine/providers/fit';
import { inabilityForLink } from '../../engine/providers/forLink';
import { wordInability } from '../../messages/inability';
import type { Latencies } from '../jobs/latencies';
import { inputsOf } from '../jobs/inputs';
import type { PreparedTask } from '../jobs/preparedTask';
import { unattended } from '../log';
import { readNetwork } from '../network';
import { notify, offer } from '../ui/notify';
import { type Answer, back } from '../ui/quickInput';
import type { Keys } from '../secrets';
import type { Settings } from '../settings';
import type { Budget } from './budget';
import type { CommandKeys } from './commandKeys';
import { usableFallbacks } from './fallbacks';
import type { KeyForm } from './keyForm';
import type { PlainHttp } from './plainHttp';
import type { RequestForm, Subject, Wanted, WantedSize } from './requestForm';
import type { ServiceForm } from './serviceForm';
import { withWorkflow } from './workflow';
import { t } from '../ui/translate';

/** Turns a person's answers, settings and keys into an order, asking for whatever is missing. */
export class TaskBuilder {
	constructor(
		private readonly form: RequestForm,
		private readonly services: ServiceForm,
		private readonly keyForm: KeyForm,
		private readonly keys: Keys,
		private readonly commandKeys: CommandKeys,
		private readonly plainHttp: PlainHttp,
		private readonly settings: Settings,
		private readonly latencies: Latencies,
		private readonly budget: Budget,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/**
	 * Asks what to draw, so many times. Undefined when the person changed their mind: nothing was asked of a service, nothing typed is lost.
	 *
	 * @param isMeant What else has to be asked, last of all.
	 */
	async ask(
		subject: Subject,
		count: number,
		isMeant = (): Promise<boolean> => Promise.resolve(true),
	): Promise<readonly PreparedTask[] | undefined> {
		const wanted = await this.form.ask(subject, count);
		const endpoint = wanted && (await this.endpoint(subject.title));
		const image = wanted && requestOf(wanted);
		const images = image && endpoint ? imagesFor(image, endpoint, count) : [];
		const isSet = count === 1 && (images.length > 1 || (images[0]?.count ?? 1) > 1);
		const set = isSet ? randomUUID() : undefined;
		const prepared = endpoint && (await this.withKey(images, endpoint));
		if (!prepared || !(await isMeant())) {
			return undefined;
		}
		this.form.forgetDraft(subject);
		const { alt } = wanted;
		return prepared.map(({ request, ...one }) => ({
			...{ ...one, ...ownOf(wanted), ...(alt !== undefined && { alt }) },
			request: { ...request, ...(set !== undefined && { set }) },
		}));
	}

	/** Asks how large images of these prompts are to be. Undefined and `back` as from the form: nothing was asked of a service. */
	async askForAll(title: string, prompts: readonly string[]): Promise<Answer<readonly PreparedTask[]>> {
		const wanted = await this.form.askSize(title, prompts.length);
		if (wanted === undefined || wanted === back) {
			return wanted;
		}
		const endpoint = await this.endpoint(title);
		const images = prompts.map((prompt) => requestOf({ prompt, ...wanted }));
		const prepared = endpoint && (await this.withKey(images, endpoint));
		return prepared?.map((one) => ({ ...one, ...ownOf(wanted) }));
	}

	/** Why the chosen service's model need not be asked for the image of a link that names an SVG, or that doesn't; and which ones can be. */
	refusalForLink(isSvg: boolean): string | undefined {
		const endpoint = endpointFor(this.settings.read());
		const unable = typeof endpoint === 'object' ? inabilityForLink(isSvg, endpoint) : undefined;
		return unable && wordInability(t, unable.facts);
	}

	/**
	 * What it takes to make an image that is asked for whole. What else is missing is asked of the person, who may change their mind.
	 *
	 * @param asker who asks for it, as a sentence.
	 */
	async prepare(wanted: Wanted, endpoint: Endpoint, asker: string): Promise<PreparedTask | undefined> {
		const prepared = (await this.withKey([requestOf(wanted)], endpoint, asker))?.[0];
		return prepared && { ...prepared, ...ownOf(wanted) };
	}

	/** What an image usually takes, of the size that is offered first. */
	get usualSize(): string {
		return this.form.usualSize();
	}

	/** The same image of the same service again, by the settings and keys as they are now. */
	async again({ image, endpoint, set }: GenerateTask, stream?: StreamChoice): Promise<PreparedTask | undefined> {
		const prepared = (await this.withKey([image], endpoint))?.[0];
		const also = { ...(stream && { stream }), ...(set !== undefined && { set }) };
		return prepared && { ...prepared, request: { ...prepared.request, ...also } };
	}

	/** The same again with a key that is asked for now, since the one there was is not accepted. */
	async withNewKey(request: GenerateTask): Promise<PreparedTask | undefined> {
		return (await this.keyForm.ask(request.endpoint)) === undefined ? undefined : this.again(request);
	}

	/** What a job for an image of that size would be told about the chosen service, to look at the way there. */
	async forDiagnosis(title: string, resolution: Resolution): Promise<PreparedTask | undefined> {
		const chosen = await this.endpoint(title);
		const endpoint = chosen && (await this.plainHttp.ask(chosen));
		const isCommanded = endpoint && (await this.commandKeys.isFor(endpoint));
		return endpoint === undefined || isCommanded === undefined
			? undefined
			: (await this.complete([{ prompt: title, resolution }], endpoint, isCommanded))?.[0];
	}

	/** Asks for another key for the endpoint. Whether there is one. */
	async askKey(endpoint: Endpoint): Promise<boolean> {
		return (await this.keyForm.ask(endpoint)) !== undefined;
	}

	/** Whether there is what it takes to ask that service for what it has taken on. A key that is missing is asked for. */
	async mayAskOn(endpoint: Endpoint): Promise<boolean> {
		const isCommanded = await this.commandKeys.isFor(endpoint);
		return isCommanded === false
			? !(await this.lacksKey(endpoint)) || (await this.askKey(endpoint))
			: isCommanded === true;
	}

	/** All of one resolution. */
	private async withKey(
		images: readonly ImageRequest[],
		wanted: Endpoint,
		asker?: string,
	): Promise<readonly PreparedTask[] | undefined> {
		const equipped = await withWorkflow(wanted, this.settings, this.log);
		const endpoint = equipped && (await this.plainHttp.ask(equipped));
		if (!endpoint) {
			return undefined;
		}
		const isCommanded = await this.commandKeys.isFor(endpoint);
		if (isCommanded === undefined) {
			return undefined;
		}
		if (!isCommanded && (await this.lacksKey(endpoint)) && (await this.keyForm.ask(endpoint)) === undefined) {
			const message = t('{0} needs an API key, so no image was requested. Your prompt is kept.', nameOf(endpoint));
			const setKey = { title: t('Set API Key…'), run: () => this.keyForm.ask(endpoint) };
			unattended(this.log, notify('warning', message, [setKey], 'api-key'));
			return undefined;
		}
		const [first] = images;
		const count = images.length * (first?.count ?? 1);
		return first && (await this.budget.allows(endpoint, first.resolution, count, asker))
			? this.complete(images, endpoint, isCommanded)
			: undefined;
	}

	/** Where a key is optional, one that was given before is missed as well. */
	private async lacksKey(endpoint: Endpoint): Promise<boolean> {
		const origin = keyOrigin(endpoint);
		const key = presetOf(endpoint.service)?.key;
		return key === 'required'
			? (await this.keys.get(origin)) === undefined
			: key === 'optional' && (await this.keys.isForgotten(origin));
	}

	/** Adds what the person has set: limits, repeats, fallbacks, network, keys. Undefined where the command for the key gives none. */
	private async complete(
		images: readonly ImageRequest[],
		endpoint: Endpoint,
		isCommanded: boolean,
	): Promise<readonly PreparedTask[] | undefined> {
		const settings = this.settings.read();
		const { timeouts, stream, retry, parallel } = settings;
		const fallbacks = await usableFallbacks(settings, endpoint, this.keys, this.log);
		const { network, proxyAuthorization } = readNetwork();
		const keys = await this.keysOf([endpoint, ...fallbacks]);
		if (isCommanded) {
			const key = await this.commandKeys.run();
			if (key === undefined) {
				return undefined;
			}
			keys.set(keyOrigin(endpoint), key);
		}
		const secrets = { keys, ...(proxyAuthorization && { proxyAuthorization }) };
		return images.map((image) => ({
			request: {
				type: 'generate',
				image,
				endpoint,
				timeouts: timeoutsFor(
					image.resolution,
					{ ...timeouts, attempts: retry.attempts },
					this.latencies.of(endpoint, image.resolution)?.p99Ms ?? 0,
				),
				retry,
				network,
				parallel,
				stream,
				...(fallbacks.length > 0 && { fallbacks }),
			},
			secrets,
		}));
	}

	private async keysOf(endpoints: readonly Endpoint[]): Promise<Map<string, string>> {
		const found = new Map<string, string>();
		for (const endpoint of endpoints) {
			const key = await this.keys.get(keyOrigin(endpoint));
			if (key !== undefined && presetOf(endpoint.service)?.key !== 'none') {
				found.set(keyOrigin(endpoint), key);
			}
		}
		return found;
	}

	private async endpoint(title: string): Promise<Endpoint | undefined> {
		for (;;) {
			const endpoint = endpointFor(this.settings.read());
			if (typeof endpoint === 'object') {
				return endpoint;
			}
			if (!(await offer(wordMissing(endpoint), t('Select Service…'), 'settings'))) {
				return undefined;
			}
			if (!(await this.services.choose(title))) {
				return undefined;
			}
		}
	}
}

/** So many times the image; where it is for one place, as often as it takes to have as many images as are wished. */
function imagesFor(image: ImageRequest, endpoint: Endpoint, times: number): readonly ImageRequest[] {
	return times > 1 ? Array.from({ length: times }, () => image) : requestsFor(image, endpoint);
}

/** The image as it is asked for, with what goes along as a job keeps it. */
function requestOf({ prompt, size, files, isEdit }: WantedSize & Pick<Wanted, 'prompt'>): ImageRequest {
	return { prompt, ...size, ...(files.length > 0 && { inputs: inputsOf(files), ...(isEdit && { isEdit }) }) };
}

/** What is of that image alone, beside its request. */
function ownOf({ files, output }: WantedSize): Pick<PreparedTask, 'files' | 'output'> {
	return { files, ...(output && { output }) };
}

function wordMissing(missing: Missing): string {
	switch (missing) {
		case 'service':
			return t(
				'The setting imagegen.service names an unknown service, or one that is not at imagegen.baseUrl. Select one.',
			);
		case 'baseUrl':
			return t('The chosen service has no address: the setting imagegen.baseUrl is empty. Your prompt is kept.');
		case 'model':
			return t('The chosen service has no model: the setting imagegen.model is empty. Your prompt is kept.');
	}
}
