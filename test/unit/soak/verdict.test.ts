import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerEntry } from '../../../src/sandbox/ledger';
import type { Outcome } from '../../soak/clients';
import { judge, type Verdict } from '../../soak/verdict';
import { temporaryFolder } from '../../support/folders';

const image = Buffer.from('the image');

/** A request that brought its image, but for what is said. */
function entry(changes: Partial<LedgerEntry> = {}): LedgerEntry {
	return {
		...{ id: 1, at: '', method: 'POST', path: '/', httpVersion: '1.1', headers: [], prompt: 'a fox', latencyMs: 450 },
		...{ status: 200, billed: 1, fullySent: true, clientGone: false, ...changes },
	};
}

/** The verdict on one generation that left that file. */
async function verdictOn(
	entries: readonly LedgerEntry[],
	file: Buffer | undefined,
	failure?: Outcome['failure'],
): Promise<Verdict> {
	await using folder = await temporaryFolder();
	const path = join(folder.path, 'image');
	if (file) {
		await writeFile(path, file);
	}
	const outcome = { prompt: 'a fox', ...(file && { path }), ...(failure && { failure }) };
	return await judge([outcome], entries, () => image, true);
}

describe("the soak's verdict", () => {
	it('finds nothing where the image lies on disk', async () => {
		const { delivered, broken, lost, repeated, misnamed } = await verdictOn([entry()], image);
		assert.deepEqual([delivered, broken, lost, repeated, misnamed], [1, 0, 0, 0, []]);
	});

	it('finds an image that was sent and is not there, or not whole', async () => {
		const { lost, delivered } = await verdictOn([entry()], undefined);
		assert.deepEqual([lost, delivered], [1, 0]);
		const half = await verdictOn([entry({ fault: 'truncated-image' })], image.subarray(0, 5));
		assert.deepEqual([half.broken, half.delivered, half.misnamed?.length], [1, 0, 1]);
	});

	it('finds a request that was repeated although the one before may have been paid for', async () => {
		const lostReply = { fault: 'rst-before-reply', fullySent: false } as const;
		const { status: _status, ...reset } = entry(lostReply);
		assert.equal((await verdictOn([reset, entry()], image)).repeated, 1);
		const free = entry({ fault: 'status', status: 503, billed: 0 });
		assert.equal((await verdictOn([free, entry()], image)).repeated, 0);
	});

	it('finds an end that is called by the wrong name, or given up too early', async () => {
		const refused = entry({ fault: 'status', status: 503, billed: 0 });
		const overloaded = { kind: 'overloaded', facts: { status: 503 }, sent: true, maybePaid: false } as const;
		assert.deepEqual((await verdictOn([refused, refused, refused], undefined, overloaded)).misnamed, []);
		assert.equal((await verdictOn([refused], undefined, overloaded)).misnamed?.length, 1);
		const paid = { ...overloaded, maybePaid: true };
		assert.equal((await verdictOn([refused, refused, refused], undefined, paid)).misnamed?.length, 1);
	});
});
