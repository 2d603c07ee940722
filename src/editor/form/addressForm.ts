import * as vscode from 'vscode';
import { isLocal, isReadableOnTheWay } from '../../engine/network/privacy';
import { addressFrom, exampleOf } from '../../engine/providers/pastedAddress';
import type { ServiceAddress, ServicePreset } from '../../engine/providers/services/service';
import { wordAddressFlaw, wordRepairs } from '../../messages/addresses';
import { type Answer, askPick, askText, back } from '../ui/quickInput';
import { t } from '../ui/translate';
import { joinSentences } from '../../messages/sentences';

/** An address as it was chosen, and the model, where what was pasted names one. */
export interface ChosenAddress {
	/** Empty for the service's own. */
	readonly baseUrl: string;
	readonly model?: string;
}

type AddressItem = vscode.QuickPickItem & { readonly address: ServiceAddress | 'current' | 'other' };

/** Whether there is anything to ask about the service's address. */
export function hasAddressChoice({ id, baseUrl, addresses = [] }: ServicePreset, current: string): boolean {
	// What people run themselves may be on any machine of theirs.
	const isOwn = baseUrl === undefined || isLocal(new URL(baseUrl));
	return id !== 'sandbox' && (isOwn || addresses.length > 1 || current !== '');
}

/** Asks at which address the service is to be asked: one of those that it is known to have, that which is set, or any other. */
export async function askAddress(
	title: string,
	preset: ServicePreset,
	current: string,
): Promise<Answer<ChosenAddress>> {
	const { baseUrl, addresses = baseUrl === undefined ? [] : [{ label: preset.label, baseUrl }] } = preset;
	if (addresses.length === 0) {
		return typeAddress(title, preset, current);
	}
	const known = addresses.map((address): AddressItem => ({
		address,
		label: address.label,
		// Many are too long to stand beside it.
		detail: address.baseUrl,
	}));
	const isKnown = addresses.some((address) => address.baseUrl === current);
	const own: AddressItem[] =
		current === '' || isKnown ? [] : [{ address: 'current', label: current, description: t('set now') }];
	const other: AddressItem = { address: 'other', label: t('Other Address…'), description: '' };
	for (;;) {
		const answer = await askPick<AddressItem>({
			title,
			canGoBack: true,
			placeholder: t('Choose an address of {0}', preset.label),
			items: [...known, ...own, other],
			active: own[0] ?? known.find(({ address }) => typeof address === 'object' && address.baseUrl === current),
		});
		if (answer === undefined || answer === back) {
			return answer;
		}
		const { address } = answer;
		const chosen =
			address === 'current'
				? { baseUrl: current }
				: address === 'other'
					? await typeAddress(title, preset, isKnown ? '' : current)
					: await fillIn(title, preset, address);
		if (chosen !== back) {
			return chosen;
		}
	}
}

/** Asks for what stands in capitals in an address, one after the other; the whole address in its stead is as good. */
async function fillIn(
	title: string,
	preset: ServicePreset,
	{ baseUrl }: ServiceAddress,
): Promise<Answer<ChosenAddress>> {
	if (baseUrl === preset.baseUrl) {
		return { baseUrl: '' };
	}
	const names = [...new Set(baseUrl.match(placeholder))];
	const filled = new Map<string, string>();
	for (let at = 0; at < names.length;) {
		const name = names[at] ?? '';
		const soFar = baseUrl.replace(placeholder, (each) => filled.get(each) ?? each);
		const answer = await askText({
			title,
			canGoBack: true,
			value: filled.get(name) ?? '',
			prompt: t('{0} in {1}', name, soFar),
			placeholder: name.toLowerCase(),
			check: (text) =>
				/:\/\//.test(text)
					? flawOf(text, preset)
					: /^[\w.-]+$/.test(text.trim())
						? undefined
						: t('Enter what stands in the place of {0}, or paste the whole address.', name),
		});
		if (answer === undefined || (answer === back && at === 0)) {
			return answer;
		}
		if (answer !== back && answer.includes('://')) {
			return addressIn(answer, preset);
		}
		if (answer !== back) {
			filled.set(name, answer.trim());
		}
		at += answer === back ? -1 : 1;
	}
	return { baseUrl: baseUrl.replace(placeholder, (each) => filled.get(each) ?? each) };
}

/** A word in capitals that stands for what a person has to fill in. */
const placeholder = /\b[A-Z][A-Z_]{2,}\b/g;

/** Asks for an address as people paste it, and says while it is typed what becomes of it. */
async function typeAddress(title: string, preset: ServicePreset, value: string): Promise<Answer<ChosenAddress>> {
	const answer = await askText({
		title,
		canGoBack: true,
		value,
		prompt: t('The address of the service ({0})', preset.label),
		placeholder: exampleOf(preset.id),
		check: (text) => flawOf(text, preset),
	});
	return typeof answer === 'string' ? addressIn(answer, preset) : answer;
}

/** What is wrong with an address, and keeps it from being taken; or what becomes of it. */
function flawOf(text: string, preset: ServicePreset): string | vscode.InputBoxValidationMessage | undefined {
	const address = addressFrom(text, preset.id);
	if ('flaw' in address) {
		return wordAddressFlaw(t, address, exampleOf(preset.id));
	}
	const repairs = wordRepairs(t, address);
	const isReadable = isReadableOnTheWay(new URL(address.baseUrl));
	const warning = t('Over plain HTTP, anyone on the network path can read your key. Use it only in a private network.');
	const severity = vscode.InputBoxValidationSeverity;
	return isReadable
		? { severity: severity.Warning, message: joinSentences(repairs, warning) }
		: repairs === undefined
			? undefined
			: { severity: severity.Info, message: repairs };
}

function addressIn(text: string, preset: ServicePreset): ChosenAddress | undefined {
	const address = addressFrom(text, preset.id);
	return 'flaw' in address
		? undefined
		: { baseUrl: address.baseUrl, ...(address.model !== undefined && { model: address.model }) };
}
