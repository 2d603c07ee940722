import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { reportOn } from '../../src/editor/diagnosis/report';
import type { Diagnosis } from '../../src/engine/diagnose/diagnose';
import { cutPattern, intermediariesIn } from '../../src/engine/diagnose/intermediaries';

const day = 24 * 60 * 60 * 1000;
const failure = {
	kind: 'unreachable',
	facts: { host: 'h', code: 'ECONNREFUSED' },
	sent: false,
	maybePaid: false,
} as const;
const pattern = cutPattern([60_100, 31_000, 60_300, 59_900]) ?? assert.fail('there is a pattern');

/** Everything that can be seen, good and bad. */
const diagnoses: readonly Diagnosis[] = [
	{
		origin: 'https://example.com',
		addresses: ['192.0.2.1'],
		connect: { ms: 40, tlsMs: 60 },
		certificate: { subject: 'example.com', issuer: 'A Company', validTo: 90 * day, chain: 3 },
		strictSsl: false,
		offers: 'h2',
		answer: { status: 401, ms: 80, key: 'refused', marks: { server: 'nginx`1\n# no heading' } },
		intermediaries: intermediariesIn({ server: 'nginx' }),
		resolution: '4K',
		usualMs: 170_000,
		record: { requests: 9, cuts: 4, silent: 1, longestMs: 0, pattern },
	},
	{
		origin: 'http://example.com:16888',
		proxy: 'proxy.test:3128',
		addresses: [],
		connect: failure,
		certificate: { subject: 'example.com', issuer: 'A Company', validTo: -day, chain: 1 },
		strictSsl: true,
		intermediaries: [],
		resolution: '1K',
		usualMs: 90_000,
		record: { requests: 0, cuts: 0, silent: 0, longestMs: 0 },
	},
	{
		origin: 'https://example.com',
		addresses: [],
		connect: { ms: 40 },
		strictSsl: true,
		offers: 'http/1.1',
		answer: { status: 200, ms: 80, key: 'accepted', marks: {} },
		intermediaries: intermediariesIn({ server: 'nginx' }),
		resolution: '1K',
		usualMs: 30_000,
		record: { requests: 3, cuts: 0, silent: 0, longestMs: 70_000 },
	},
	{
		origin: 'https://example.com',
		addresses: ['192.0.2.1'],
		connect: { ms: 40 },
		strictSsl: true,
		answer: failure,
		intermediaries: [],
		resolution: '1K',
		usualMs: 30_000,
		record: { requests: 0, cuts: 0, silent: 0, longestMs: 0 },
	},
];

describe('A report on a connection', () => {
	const reports = diagnoses.map((diagnosis) => reportOn(diagnosis, 'Google Gemini', 0));

	it('is plain sentences, one finding a line', () => {
		for (const report of reports) {
			const [title, ...lines] = report.split('\n').filter((line) => line !== '' && !line.startsWith('## '));
			assert.equal(title, '# The connection to Google Gemini');
			assert.match(lines.shift() ?? '', /^`https?:\/\/example\.com(:\d+)?`, checked on .*\. No image was generated\.$/);
			lines.forEach((line) => assert.match(line, /^- [\p{L}\d].*[.*]$/u));
			assert.doesNotMatch(report, /undefined|NaN|\{\d\}|\[object/);
		}
	});

	it('puts what needs attention first, and leaves out what there is none of', () => {
		const titles = reports.map((report) => [...report.matchAll(/^## (.*)$/gm)].map(([, title]) => title));
		assert.deepEqual(titles[0], ['Needs attention', 'Good to know', 'OK']);
		assert.deepEqual(titles[2], ['Good to know', 'OK']);
	});

	it('says what the losses have in common, who does that, and what helps', () => {
		assert.match(
			reports[0] ?? '',
			/3 of the last 4 lost requests were cut at 60\.1 s ± 0\.2 s: .*nginx, AWS load balancer.*longer timeout/,
		);
	});

	it('lets nobody on the way write Markdown into it', () => {
		assert.match(reports[0] ?? '', /`server: nginx'1 # no heading`/);
		const reason = '[click](command:x)';
		const refused = { kind: 'serverError', facts: { status: 500, reason }, sent: true, maybePaid: true } as const;
		const [healthy] = diagnoses;
		assert.ok(healthy);
		assert.match(reportOn({ ...healthy, answer: refused }, 'OpenAI', 0), /It said: `\[click\]\(command:x\)`/);
	});

	it('has no link in it, and no code that others could end, whatever they call themselves', () => {
		const hostile =
			'[x](command:workbench.action.quickOpen) https://evil.example <https://evil.example> `a`` # b\n\n# c\u202E';
		const wherever: Diagnosis = {
			...(diagnoses[0] ?? assert.fail()),
			certificate: { subject: hostile, issuer: '', validTo: 90 * day, chain: 1 },
			answer: { status: 200, ms: 1, key: 'accepted', marks: { server: hostile, via: hostile.repeat(1000) } },
		};
		const failed = { kind: 'serverError', facts: { status: 500, reason: hostile, by: hostile } } as const;
		const report = reportOn(wherever, 'Google Gemini', 0);
		const failedReport = reportOn(
			{ ...wherever, answer: { ...failed, sent: true, maybePaid: false } },
			'Google Gemini',
			0,
		);
		for (const text of [report, failedReport]) {
			const html = new MarkdownIt({ html: true, linkify: true }).render(text);
			assert.doesNotMatch(html, /<a\b|href/);
			assert.equal(html.match(/<h1>/g)?.length, 1);
			assert.match(html, /\[x\]\(command:/);
			// Editors make links of addresses wherever they stand. The one that is looked at is the person's own.
			assert.doesNotMatch(text, /:\/\/(?!example\.com`)|\u202E/);
			assert.ok(text.length < 5000);
		}
	});
});
