import type { Address, AddressFlaw, Repair } from '../engine/providers/pastedAddress';
import type { Translate } from './translate';

/** What was mended in an address; undefined where it is as it was pasted. */
export function wordRepairs(t: Translate, { baseUrl, repaired, keyHeader }: Address): string | undefined {
	const parts = [
		...repaired.map((repair) => wordRepair(t, repair)),
		...(keyHeader === undefined ? [] : [t('with the key in the header {0}', keyHeader)]),
	];
	return parts.length === 0 ? undefined : t('The address was read as {0} ({1}).', baseUrl, parts.join(', '));
}

function wordRepair(t: Translate, repair: Repair): string {
	switch (repair) {
		case 'characters':
			return t('without characters that belong to no address');
		case 'scheme':
			return t('with what addresses begin with');
		case 'endpoint':
			return t('without the path of a single request');
		case 'query':
			return t('without the query of a single request');
		case 'version':
			return t("with what this service's addresses end in");
	}
}

/** Why a text is no address, and what one looks like; the text itself is not repeated, since there may be a secret in it. */
export function wordAddressFlaw(t: Translate, { flaw }: AddressFlaw, example: string): string {
	switch (flaw) {
		case 'empty':
			return t("Enter the service's address, such as {0}.", example);
		case 'scheme':
			return t('An address begins with http:// or https://, such as {0}.', example);
		case 'credentials':
			return t(
				'Leave the user name and the password out of the address: both together, as name:password, are the key.',
			);
		case 'secret':
			return t('Leave the key out of the address: it is stored apart from it. An address looks like {0}.', example);
		case 'placeholder':
			return t('Something in the address is still to be filled in, such as the name of your account: {0}.', example);
		case 'protocol':
			return t('That address is for another API than this service has. One of it looks like {0}.', example);
		case 'malformed':
			return t("That isn't a service's address. One looks like {0}.", example);
	}
}
