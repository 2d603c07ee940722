import { shorten } from '../../documents/shorten';
import type { Diagnosis } from '../../engine/diagnose/diagnose';
import { type Finding, findingsOf } from '../../engine/diagnose/findings';
import { wordFinding } from '../../messages/findings';
import { quoting } from '../../messages/translate';
import { withAdvice } from '../../messages/wording';
import { adviceOn } from '../ui/advice';
import { t as inWindow } from '../ui/translate';

/** A diagnosis as a Markdown document. `service` is the service's name, `now` wall time in milliseconds since 1970. */
export function reportOn(diagnosis: Diagnosis, service: string, now: number): string {
	const t = quoting(inWindow, quote);
	const findings = findingsOf(diagnosis, now);
	const section = (title: string, level: Finding['level']): string[] => {
		const items = findings
			.filter((finding) => finding.level === level)
			.map((finding) => `- ${withAdvice(wordFinding(t, finding, service), adviceOn)}`);
		return items.length === 0 ? [] : [`## ${title}`, '', ...items, ''];
	};
	return [
		`# ${t('The connection to {0}', service)}`,
		'',
		inWindow(
			'{0}, checked on {1}. No image was generated.',
			code(diagnosis.origin),
			new Date(now).toLocaleString(inWindow.language),
		),
		'',
		...section(t('Needs attention'), 'problem'),
		...section(t('Good to know'), 'note'),
		...section(t('OK'), 'fine'),
	].join('\n');
}

/** A value as it is where it is plain words and figures, and as code otherwise: no text of others may become Markdown. */
function quote(text: string): string {
	return /^(?:[\p{L}\p{N} ()-]|(?<=\d)\.(?=\d))*$/u.test(text) ? text : withoutLinks(code(text));
}

/** Of longer texts only the beginning is shown. */
const maxForeignLength = 200;

/** A text of others, as code: it can neither become Markdown nor end the code. */
function code(text: string): string {
	const shown = shorten(text.replaceAll('`', "'"), maxForeignLength);
	return shown === '' ? '` `' : `\`${shown}\``;
}

/** Editors make a link of every address, in code as well. */
function withoutLinks(text: string): string {
	return text.replaceAll('://', ':\u2060//');
}
