import assert from 'node:assert/strict';
import type { Diagnosis } from '../../../src/engine/diagnose/diagnose';
import { type Finding, findingsOf } from '../../../src/engine/diagnose/findings';
import { intermediariesIn } from '../../../src/engine/diagnose/intermediaries';

const day = 24 * 60 * 60 * 1000;

const healthy: Diagnosis = {
	origin: 'https://example.com',
	addresses: ['192.0.2.1'],
	connect: { ms: 40 },
	certificate: { subject: 'example.com', issuer: 'A Certificate Authority', validTo: 90 * day, chain: 3 },
	strictSsl: true,
	offers: 'h2',
	answer: { status: 200, ms: 80, key: 'accepted', marks: {} },
	intermediaries: [],
	resolution: '4K',
	usualMs: 170_000,
	record: { requests: 4, cuts: 0, silent: 0, longestMs: 100_000 },
};

function levels(diagnosis: Diagnosis): Record<string, Finding['level']> {
	return Object.fromEntries(findingsOf(diagnosis, 0).map(({ kind, level }) => [kind, level]));
}

describe('what a diagnosis shows', () => {
	it('is all fine where nothing is wrong', () => {
		assert.deepEqual(levels(healthy), {
			direct: 'fine',
			connected: 'fine',
			certificate: 'fine',
			protocol: 'fine',
			answered: 'fine',
			key: 'fine',
			record: 'fine',
		});
	});

	it('is a problem where a connection, a certificate or a key is', () => {
		const failure = { kind: 'unreachable', facts: { host: 'h', code: 'X' }, sent: false, maybePaid: false } as const;
		assert.equal(levels({ ...healthy, connect: failure })['failed'], 'problem');
		assert.equal(levels({ ...healthy, answer: failure })['failed'], 'problem');
		assert.equal(levels({ ...healthy, origin: 'http://example.com' })['readable'], 'problem');
		assert.equal(levels({ ...healthy, strictSsl: false })['unchecked'], 'problem');
		const expired = { subject: 's', issuer: 'i', validTo: -day, chain: 1 };
		assert.equal(levels({ ...healthy, certificate: expired })['certificate'], 'problem');
		const answer = { status: 401, ms: 1, key: 'refused', marks: {} } as const;
		assert.equal(levels({ ...healthy, answer })['key'], 'problem');
	});

	it('is a problem where a hop cuts sooner than images come, unless it has let longer ones pass', () => {
		const intermediaries = intermediariesIn({ server: 'nginx' });
		assert.equal(
			levels({ ...healthy, intermediaries, record: { ...healthy.record, longestMs: 50_000 } })['intermediary'],
			'problem',
		);
		assert.equal(levels({ ...healthy, intermediaries })['intermediary'], 'fine');
		assert.equal(levels({ ...healthy, intermediaries, usualMs: 30_000 })['intermediary'], 'fine');
	});

	it('is a note where nobody knows how long images take, unless longer silences have passed', () => {
		const { usualMs: _unknown, ...unknown } = { ...healthy, intermediaries: intermediariesIn({ server: 'nginx' }) };
		const record = { ...healthy.record, longestMs: 50_000 };
		assert.equal(levels({ ...unknown, record })['intermediary'], 'note');
		assert.equal(levels(unknown)['intermediary'], 'fine');
	});

	it('names what the losses have in common', () => {
		const pattern = {
			atMs: 60_100,
			spreadMs: 300,
			count: 3,
			of: 4,
			intermediaries: intermediariesIn({ server: 'nginx' }),
		};
		const found = levels({ ...healthy, record: { requests: 9, cuts: 4, silent: 1, longestMs: 0, pattern } });
		assert.deepEqual([found['pattern'], found['silence'], found['record']], ['problem', 'note', 'note']);
	});
});
