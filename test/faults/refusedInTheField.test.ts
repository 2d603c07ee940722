import { systemClock } from '../../src/engine/clock';
import { documented } from '../support/documentedRefusals';
import { type Refusal, repeated, reported } from '../support/refusals';
import { asks, describeFaults, type Fault, final } from './run';
import { asked, reply } from './servers';

/** Real services say no in these ways, whichever protocol they are asked in. */
function fault(
	{ name, status, body, headers = {}, kind, words, facts, maybePaid = false }: Refusal,
	row: number,
): Fault {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const reason = words === undefined ? {} : { reason: words };
	const ends = maybePaid ? asks : final;
	return {
		row,
		name,
		serve: asked(reply(text, { status, headers })),
		ends: ends(kind, { status, ...reason, ...facts }),
	};
}

/** A safety refusal has a stage in the place of a status. */
function withoutStatus(refusal: Fault): Fault {
	const { status: _status, ...facts } = refusal.ends.facts as { readonly status?: number };
	return refusal.ends.kind === 'blocked' ? { ...refusal, ends: { ...refusal.ends, facts } } : refusal;
}

const hasty = { ...systemClock, sleep: () => Promise.resolve() };

describeFaults('refusals as people report them', [
	...reported.map((refusal) => withoutStatus(fault(refusal, 20))),
	...repeated.map((refusal) => {
		const told = fault(refusal, 23);
		return { ...told, clock: hasty, ends: { ...told.ends, requests: 'POST POST POST' } };
	}),
]);

describeFaults('refusals that hold what they should not, or come from elsewhere', [
	{
		row: 20,
		name: 'the key, in words',
		serve: asked(reply('{"detail":"No such key: secret-key"}', { status: 401 })),
		ends: final('unauthorized', { status: 401, reason: 'No such key: •••' }),
	},
	{
		row: 20,
		name: 'the key, taken apart by what nobody sees',
		serve: asked(reply('{"errors":["No such key: sec\u200Bret<b></b>-\u202Ekey"]}', { status: 400 })),
		ends: final('badRequest', { status: 400 }),
	},
	{
		row: 22,
		name: 'a page, where the address ends too early',
		only: 'openaiImages',
		serve: asked(reply('<!DOCTYPE html><title>A gateway</title>', { status: 404 })),
		job: ({ url }, { endpoint }) => ({ endpoint: { ...endpoint, baseUrl: url.origin } }),
		ends: final('notFound', { status: 404, isPage: true, addressEnd: '/v1', reason: 'A gateway' }),
	},
]);

describeFaults('refusals as services document them', [
	...documented.filter(({ kind }) => kind !== 'rateLimited').map((refusal) => withoutStatus(fault(refusal, 19))),
	...documented
		.filter(({ kind }) => kind === 'rateLimited')
		.map((refusal) => {
			const told = fault(refusal, 23);
			return { ...told, clock: hasty, ends: { ...told.ends, requests: 'POST POST POST' } };
		}),
]);
