import { type Finding, inSeconds } from '../engine/diagnose/findings';
import { describe } from './terminal';

/** One finding of a diagnosis for a terminal: what is there, and what to do. */
export function describeFinding(finding: Finding): string {
	switch (finding.kind) {
		case 'direct':
			return finding.addresses.length > 0
				? `Reached directly, at ${finding.addresses.join(', ')}. No proxy is set in HTTPS_PROXY or HTTP_PROXY.`
				: 'To be reached directly, but without an address here. Behind a proxy, set HTTPS_PROXY.';
		case 'proxy':
			return `Reached through the proxy ${finding.proxy}.`;
		case 'readable':
			return 'Plain HTTP: anyone on the network path can read the key. Use https, or a private network.';
		case 'connected':
			return finding.tlsMs === undefined
				? `Connected in ${finding.ms} ms.`
				: `Connected in ${finding.ms} ms, TLS in ${finding.tlsMs} ms.`;
		case 'failed':
			return finding.step === 'connect'
				? `No connection. ${describe(finding.failure)}`
				: `Connected, but a free request was not answered. ${describe(finding.failure)}`;
		case 'certificate':
			return `The certificate of ${finding.certificate.subject} is by ${finding.certificate.issuer}, ${validity(finding.daysLeft)}. If the issuer is your company, its proxy is intercepting TLS.`;
		case 'unchecked':
			return 'Certificates are not checked: whoever stands in between can read the key.';
		case 'protocol':
			return finding.offers === 'h2'
				? 'The server would choose HTTP/2. HTTP/1.1 is used: it keeps silent requests apart, each on its own connection.'
				: 'The server speaks HTTP/1.1.';
		case 'answered':
			return `A free request was answered with ${finding.status} in ${finding.ms} ms${list(finding.marks)}.`;
		case 'key':
			return {
				accepted: 'The API key is accepted.',
				refused: 'The API key is refused: check it, and whether it is for this service.',
				unknown: "The API key can't be verified without generating an image.",
				none: 'No API key was sent.',
			}[finding.verdict];
		case 'intermediary':
			return finding.level === 'problem'
				? `${finding.intermediary.name} is on the way. By default it cuts a connection that is silent for ${inSeconds(finding.intermediary.idleMs)}, and 5 of 100 ${finding.resolution} images take longer than ${inSeconds(finding.usualMs)}. ${againstCuts}`
				: `${finding.intermediary.name} is on the way; it has let longer silences pass than it does by default, or does not need to.`;
		case 'pattern': {
			const { count, of, atMs, spreadMs, intermediaries } = finding.pattern;
			return `${count} of the last ${of} lost requests were cut at ${inSeconds(atMs)} ± ${inSeconds(spreadMs)}: something on the way ends connections that are silent for so long. ${intermediaries.map(({ name }) => name).join(', ')} do so by default. ${againstCuts}`;
		}
		case 'silence':
			return `Requests without an answer until the limit: ${finding.silent} of ${finding.requests}. A firewall or NAT may have forgotten the connection, or the service was overloaded.`;
		case 'record':
			return `Requests that were cut on the way: ${finding.cuts} of ${finding.requests}.`;
	}
}

const againstCuts =
	"Ask for a longer limit, use the service's direct address, or let the reply be streamed (--stream).";

function validity(daysLeft: number): string {
	return daysLeft < 0 ? `expired ${-daysLeft} days ago` : `valid for ${daysLeft} more days`;
}

function list(marks: Readonly<Record<string, string>>): string {
	const names = Object.entries(marks).map(([name, value]) => `${name}: ${value}`);
	return names.length > 0 ? ` (${names.join('; ')})` : '';
}
