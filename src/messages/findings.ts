import type { Finding } from '../engine/diagnose/findings';
import type { CutPattern } from '../engine/diagnose/intermediaries';
import { exactTime } from './elapsed';
import { wordFailure } from './failures';
import { plural, type Translate } from './translate';
import type { Wording } from './wording';
import { joinSentences } from './sentences';

/** Words one finding of a diagnosis of `service` (its name) for people. */
export function wordFinding(t: Translate, finding: Finding, service: string): Wording {
	switch (finding.kind) {
		case 'direct':
			return {
				message:
					finding.addresses.length > 0
						? t('Connects directly, without a proxy, to {0}.', finding.addresses.join(', '))
						: t('Connects directly, without a proxy, but found no address for the host.'),
				help: ['setProxy'],
			};
		case 'proxy':
			return { message: t('Connects through the proxy {0}.', finding.proxy), help: [] };
		case 'readable':
			return {
				message: t(
					'Plain HTTP: anyone on the network path can read your key and your prompts. Use https, or stay in a private network.',
				),
				help: [],
			};
		case 'failed':
			return wordFailed(t, finding, service);
		case 'connected':
			return {
				message:
					finding.tlsMs === undefined
						? t('Connected in {0} ms.', finding.ms)
						: t('Connected in {0} ms, TLS in {1} ms.', finding.ms, finding.tlsMs),
				help: [],
			};
		case 'unchecked':
			return {
				message: t('Certificates are not checked, so anyone on the network path can read your key.'),
				help: ['checkCertificates'],
			};
		case 'certificate':
			return { message: wordCertificate(t, finding), help: [] };
		case 'protocol':
			return {
				message:
					finding.offers === 'h2'
						? t('The server prefers HTTP/2. HTTP/1.1 is used, so that each image has a connection of its own.')
						: t('The server speaks HTTP/1.1.'),
				help: [],
			};
		case 'answered':
			return { message: wordAnswered(t, finding), help: [] };
		case 'key':
			return { message: wordKey(t, finding.verdict, service), help: finding.verdict === 'refused' ? ['setKey'] : [] };
		case 'intermediary':
			return wordIntermediary(t, finding);
		case 'pattern':
			return { message: wordPattern(t, finding.pattern), help: ['stream'] };
		case 'silence':
			return {
				message: t(
					'Requests that timed out without an answer: {0} of {1}. A firewall may have dropped the idle connection, or the service was overloaded.',
					finding.silent,
					finding.requests,
				),
				help: ['setTimeouts'],
			};
		case 'record':
			return {
				message: t(
					'Requests that lost their connection or got a gateway timeout: {0} of {1}.',
					finding.cuts,
					finding.requests,
				),
				help: [],
			};
	}
}

function wordFailed(t: Translate, { step, failure }: Extract<Finding, { kind: 'failed' }>, service: string): Wording {
	// A diagnosis is under way, and costs nothing.
	const { message, help } = wordFailure(t, { ...failure, maybePaid: false }, service);
	const what = step === 'connect' ? t('No connection.') : t('Connected, but a free request failed.');
	return { message: joinSentences(what, message), help: help.filter((kind) => kind !== 'diagnose') };
}

function wordCertificate(t: Translate, { certificate, daysLeft }: Extract<Finding, { kind: 'certificate' }>): string {
	const whose = t('The certificate is for {0}, issued by {1}.', certificate.subject, certificate.issuer);
	const validity =
		daysLeft < 0
			? plural(t, -daysLeft, 'It expired {0} day ago.', 'It expired {0} days ago.')
			: plural(t, daysLeft, 'It is valid for {0} more day.', 'It is valid for {0} more days.');
	return joinSentences(whose, validity, t('If the issuer is your company, its proxy is intercepting TLS.'));
}

function wordAnswered(t: Translate, { status, ms, marks }: Extract<Finding, { kind: 'answered' }>): string {
	const answered = t('A free request was answered with {0} in {1} ms.', status, ms);
	const seen = Object.entries(marks).map(([name, value]) => `${name}: ${value}`);
	return seen.length > 0
		? joinSentences(answered, t('Headers that say who answered: {0}.', seen.join(', ')))
		: answered;
}

function wordKey(t: Translate, verdict: Extract<Finding, { kind: 'key' }>['verdict'], service: string): string {
	switch (verdict) {
		case 'accepted':
			return t('The API key is accepted.');
		case 'refused':
			return t('The API key is rejected. Check whether it is for {0}.', service);
		case 'unknown':
			return t("The API key can't be verified without generating an image.");
		case 'none':
			return t('No API key was sent.');
	}
}

function wordIntermediary(t: Translate, finding: Extract<Finding, { kind: 'intermediary' }>): Wording {
	const { level, intermediary, usualMs, resolution } = finding;
	if (level === 'fine') {
		return {
			message: t('Your traffic passes through {0}, which lets connections be idle for long enough.', intermediary.name),
			help: [],
		};
	}
	const closes = t(
		'Your traffic passes through {0}, which closes idle connections after {1} by default.',
		intermediary.name,
		exactTime(t, intermediary.idleMs),
	);
	if (usualMs === undefined) {
		return { message: joinSentences(closes, t('No times are known yet for such images.')), help: ['stream'] };
	}
	const takes = t('5 of 100 {0} images take longer than {1}.', resolution, exactTime(t, usualMs));
	return { message: joinSentences(closes, takes, againstCuts(t)), help: ['stream'] };
}

function wordPattern(t: Translate, { count, of, atMs, spreadMs, intermediaries }: CutPattern): string {
	const seen = t(
		'{0} of the last {1} lost requests were cut at {2} ± {3}: something on the network path closes connections that are idle for so long.',
		count,
		of,
		exactTime(t, atMs),
		exactTime(t, spreadMs),
	);
	const suspects = t('These do so by default: {0}.', intermediaries.map(({ name }) => name).join(', '));
	return joinSentences(seen, suspects, againstCuts(t));
}

function againstCuts(t: Translate): string {
	return t("Ask whoever runs it for a longer timeout, or use the service's direct address.");
}
