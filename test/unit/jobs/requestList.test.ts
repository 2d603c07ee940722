import assert from 'node:assert/strict';
import type { Failure } from '../../../src/engine/failure';
import type { PastRequest } from '../../../src/engine/jobs/history';
import { claimableMs, costOf, toCsv, worthClaiming } from '../../../src/engine/jobs/requestList';

const saved: PastRequest = {
	job: 'j',
	at: Date.UTC(2026, 10, 30, 9, 8, 7, 60),
	ms: 47_020,
	service: 'gemini',
	host: 'generativelanguage.googleapis.com',
	model: 'gemini-3-pro-image',
	resolution: '4K',
	requestId: 'r-1',
};
const lost: Failure = {
	kind: 'interrupted',
	facts: { code: 'ECONNRESET', receivedBytes: 0, elapsedMs: 60_000 },
	sent: true,
	maybePaid: true,
};
const refused: Failure = { kind: 'overloaded', facts: { status: 503 }, sent: true, maybePaid: false };

const header = 'time,duration in seconds,service,model,resolution,request id,outcome,possibly paid,cost in USD\n';

describe('a request', () => {
	it('is worth a claim when it was slow, and when it was lost and may have been paid for', () => {
		assert.equal(worthClaiming(saved, claimableMs), false);
		assert.equal(worthClaiming({ ...saved, ms: 180_000 }, claimableMs), false);
		assert.equal(worthClaiming({ ...saved, ms: 180_001 }, claimableMs), true);
		assert.equal(worthClaiming({ ...saved, failure: lost }, claimableMs), true);
		assert.equal(worthClaiming({ ...saved, failure: refused }, claimableMs), false);
		assert.equal(worthClaiming({ ...saved, ms: 180_001, failure: refused }, claimableMs), true);
	});

	it('costs its price where the image came or may have, nothing where it was refused, and nobody knows elsewhere', () => {
		assert.equal(costOf(saved), 0.24);
		assert.equal(costOf({ ...saved, failure: lost }), 0.24);
		assert.equal(costOf({ ...saved, failure: refused }), 0);
		const unheard: Failure = { kind: 'unauthorized', facts: { status: 401 }, sent: true, maybePaid: false };
		assert.equal(costOf({ ...saved, failure: unheard, isTaken: true }), 0.24);
		assert.equal(costOf({ ...saved, host: 'example.com' }), undefined);
		assert.equal(costOf({ ...saved, host: 'example.com', failure: refused }), 0);
		assert.equal(costOf({ ...saved, service: 'sandbox', host: '127.0.0.1:4711' }), 0);
	});
});

describe('the table of requests', () => {
	it('has a header, and a line for each', () => {
		const { requestId: _none, ...plain } = saved;
		const elsewhere = { ...plain, service: 'openaiCompatible', host: 'example.com', model: 'm', ms: 1000 };
		assert.equal(
			toCsv([saved, { ...saved, failure: lost, ms: 200_000 }, { ...saved, failure: refused }, elsewhere]),
			[
				header.trimEnd(),
				'2026-11-30T09:08:07.060Z,47.02,Google Gemini,gemini-3-pro-image,4K,r-1,saved,no,0.24',
				'2026-11-30T09:08:07.060Z,200,Google Gemini,gemini-3-pro-image,4K,r-1,interrupted,yes,0.24',
				'2026-11-30T09:08:07.060Z,47.02,Google Gemini,gemini-3-pro-image,4K,r-1,overloaded,no,0',
				'2026-11-30T09:08:07.060Z,1,OpenAI-compatible,m,4K,,saved,no,',
				'',
			].join('\n'),
		);
	});

	it('is the header alone where there are none', () => {
		assert.equal(toCsv([]), header);
	});

	for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', ' \t=1+1', '\r=1', '\u200b=1', '＝1', '\u0000-1']) {
		it(`calculates nothing that stands in it: ${JSON.stringify(formula)}`, () => {
			const [, line = ''] = toCsv([{ ...saved, model: formula, requestId: formula, service: formula }]).split('\n');
			const cells = line.split(',');
			for (const cell of [cells[2], cells[3], cells[5]]) {
				assert.match(cell ?? '', /^'[=+\-@＝]/);
			}
		});
	}

	it('has each request on one line without controls, whatever a service says', () => {
		const said = 'a\r\n"b",\u001b[2J\u0007c\u202Ed\u2028e\ud800';
		const csv = toCsv([{ ...saved, model: said, requestId: said }]);
		assert.doesNotMatch(csv.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Cs}\u2028]/u);
		assert.equal(csv.split('\n').length, 3);
		assert.ok(csv.includes('"a ""b"", [2J c d e\ufffd"'), csv);
	});
});
