import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from '../network/privacy';

/**
 * The addresses of a host, in the order in which to try them: the resolver's favourite first, then the families in turn
 * (RFC 8305 §4). With `publicOnly`, throws code `EPRIVATE` when any of them is not public: what is checked is what is
 * connected to.
 */
export async function addressesOf(host: string, publicOnly: boolean): Promise<readonly string[]> {
	const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true });
	const hidden = publicOnly && found.find(({ address }) => !isPublicAddress(address));
	if (hidden) {
		throw Object.assign(new Error(`${hidden.address} is a private address`), { code: 'EPRIVATE' });
	}
	const first = found.filter(({ family }) => family === found[0]?.family);
	const second = found.filter(({ family }) => family !== found[0]?.family);
	return found.flatMap((_, turn) => [first[turn], second[turn]]).flatMap((item) => item?.address ?? []);
}
