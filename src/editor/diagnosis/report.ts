import { l10n } from 'vscode';
import { escapeText } from '../../documents/formats/markdown';
import { shorten } from '../../documents/shorten';
import type { Diagnosis } from '../../engine/diagnose/diagnose';
import { type Finding, findingsOf, inSeconds } from '../../engine/diagnose/findings';
import type { CutPattern } from '../../engine/diagnose/intermediaries';
import { wordFailure } from '../../messages/failures';
import { printable } from '../../messages/printable';

/** A diagnosis as a Markdown document. `service` is the service's name, `now` wall time in milliseconds since 1970. */
export function reportOn(diagnosis: Diagnosis, service: string, now: number): string {
	const findings = findingsOf(diagnosis, now);
	const section = (title: string, level: Finding['level']): string[] => {
		const items = findings.filter((finding) => finding.level === level).map((finding) => `- ${word(finding, service)}`);
		return items.length === 0 ? [] : [`## ${title}`, '', ...items, ''];
	};
	return [
		`# ${l10n.t('The connection to {0}', service)}`,
		'',
		l10n.t('{0}, checked on {1}. No image was asked for.', code(diagnosis.origin), new Date(now).toLocaleString()),
		'',
		...section(l10n.t('Needs attention'), 'problem'),
		...section(l10n.t('Good to know'), 'note'),
		...section(l10n.t('OK'), 'fine'),
	].join('\n');
}

function word(finding: Finding, service: string): string {
	switch (finding.kind) {
		case 'direct': {
			const { addresses } = finding;
			const how =
				addresses.length > 0
					? l10n.t('Reached directly, at {0}.', addresses.map(code).join(', '))
					: l10n.t('To be reached directly, but without an address here.');
			return `${how} ${l10n.t('No proxy is set in `http.proxy` or the environment; one that only your system knows of (PAC) is not used.')}`;
		}
		case 'proxy':
			return l10n.t('Reached through the proxy {0}, from `http.proxy` or the environment.', code(finding.proxy));
		case 'readable':
			return l10n.t(
				'Plain HTTP: anyone on the network path can read your key and your prompts. Use https, or stay in a private network.',
			);
		case 'failed': {
			const message = plain(wordFailure(finding.failure, service).message);
			return finding.step === 'connect'
				? l10n.t('No connection. {0}', message)
				: l10n.t('Connected, but a free request had no answer. {0}', message);
		}
		case 'connected':
			return finding.tlsMs === undefined
				? l10n.t('Connected in {0} ms.', finding.ms)
				: l10n.t('Connected in {0} ms, TLS in {1} ms.', finding.ms, finding.tlsMs);
		case 'unchecked':
			return l10n.t(
				'Certificates are not checked, since `http.proxyStrictSSL` is off: whoever stands in between can read your key.',
			);
		case 'certificate':
			return wordCertificate(finding);
		case 'protocol':
			return finding.offers === 'h2'
				? l10n.t(
						'The server would choose HTTP/2. HTTP/1.1 is used all the same: each image has a connection of its own, and no stream limits.',
					)
				: l10n.t('The server speaks HTTP/1.1.');
		case 'answered': {
			const seen = Object.entries(finding.marks).map(([name, value]) => withoutLinks(code(`${name}: ${value}`)));
			const answered = l10n.t('A free request was answered with {0} in {1} ms.', finding.status, finding.ms);
			return seen.length > 0 ? `${answered} ${l10n.t('Who answers: {0}.', seen.join(', '))}` : answered;
		}
		case 'key':
			return wordKey(finding.verdict, service);
		case 'intermediary':
			return finding.level === 'problem'
				? `${l10n.t(
						'{0} is on the way. By default it cuts a connection that is silent for {1}, and 5 of 100 images in {2} take you longer than {3}.',
						finding.intermediary.name,
						inSeconds(finding.intermediary.idleMs),
						finding.resolution,
						inSeconds(finding.usualMs),
					)} ${againstCuts()}`
				: l10n.t('{0} is on the way, and lets connections be silent for long enough.', finding.intermediary.name);
		case 'pattern':
			return wordPattern(finding.pattern);
		case 'silence':
			return l10n.t(
				'Requests without an answer until the limit: {0} of {1}. A firewall may have forgotten the silent connection, or the service was overloaded; `imagegen.timeouts` sets how long to wait.',
				finding.silent,
				finding.requests,
			);
		case 'record':
			return l10n.t('Requests that were cut on the way: {0} of {1}.', finding.cuts, finding.requests);
	}
}

function wordCertificate({ certificate, daysLeft }: Extract<Finding, { kind: 'certificate' }>): string {
	const { subject, issuer } = certificate;
	const whose = l10n.t(
		'The certificate is for {0}, issued by {1}.',
		withoutLinks(code(subject)),
		withoutLinks(code(issuer)),
	);
	const validity =
		daysLeft < 0 ? l10n.t('It expired {0} days ago.', -daysLeft) : l10n.t('It is valid for {0} more days.', daysLeft);
	const advice = l10n.t('If the issuer is your company, its proxy is intercepting TLS.');
	return `${whose} ${validity} ${advice}`;
}

function wordKey(verdict: Extract<Finding, { kind: 'key' }>['verdict'], service: string): string {
	switch (verdict) {
		case 'accepted':
			return l10n.t('The API key is accepted.');
		case 'refused':
			return l10n.t('The API key is refused. Check whether it is for {0}: *Image Gen: Set API Key…*', service);
		case 'unknown':
			return l10n.t("The API key can't be verified without generating an image.");
		case 'none':
			return l10n.t('No API key was sent.');
	}
}

function wordPattern({ count, of, atMs, spreadMs, intermediaries }: CutPattern): string {
	const seen = l10n.t(
		'{0} of the last {1} lost requests were cut at {2} ± {3}: something on the way ends connections that are silent for so long. By default that is what these do: {4}.',
		count,
		of,
		inSeconds(atMs),
		inSeconds(spreadMs),
		intermediaries.map(({ name }) => name).join(', '),
	);
	return `${seen} ${againstCuts()}`;
}

function againstCuts(): string {
	return l10n.t(
		"Ask whoever runs it for a longer limit, use the service's direct address, or try the setting `imagegen.stream`.",
	);
}

/** Of longer texts only the beginning is shown. */
const maxForeignLength = 200;

/** A text of others, as code: it can neither become Markdown nor end the code. */
function code(text: string): string {
	const shown = shorten(text.replaceAll('`', "'"), maxForeignLength);
	return shown === '' ? '` `' : `\`${shown}\``;
}

/** A sentence with words of others in it, as one line: nothing of it becomes Markdown, and no address a link. */
function plain(sentence: string): string {
	return escapeText(withoutLinks(printable(sentence)));
}

/** Editors make a link of every address, in code as well. */
function withoutLinks(text: string): string {
	return text.replaceAll('://', ':\u2060//');
}
