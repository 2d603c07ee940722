import assert from 'node:assert/strict';
import type { RequestProtocolId } from '../../../src/engine/task';
import { asks, type Ending, final, png, saved } from '../run';
import { type Act, asked, images, reply, secure, silence, wait } from '../servers';
import { describeBox, startBox } from './box';
import { cutAfter, itKeepsStreamsOpen, itPassesOn } from './gateways';
import { failureOf, throughBox, type Way } from './job';
import { credentials, serviceName, squid, squidWith } from './programs';

/** It counts whole seconds: a single one is over at the next tick of its clock, whatever has come in between. */
const timeoutMs = 3_000;

interface Setup {
	readonly scheme: 'http' | 'https';
	/** squid's own lines. */
	readonly rules?: string;
	/** Another port than the service's. */
	readonly port?: number;
	readonly limitMs?: number;
}

/** squid's default limit is 15 minutes. */
function throughSquid({ scheme, rules = '', port, limitMs = timeoutMs }: Setup): Way {
	return {
		box: () => startBox(squid, squidWith(`read_timeout ${limitMs / 1000} second\n${rules}`)),
		job: (service, { host }) => ({
			baseUrl: `${scheme}://${serviceName}:${port ?? service.port}/v1`,
			network: {
				httpProxy: `http://${host}`,
				httpsProxy: `http://${host}`,
				noProxy: [],
				strictSsl: false,
				systemCertificates: false,
			},
		}),
	};
}

/** The service, over TLS where it is asked so. */
function spoken(scheme: Setup['scheme'], act: Act): Act {
	return scheme === 'https' ? secure('selfSigned', act) : act;
}

const right = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
const wrong = Buffer.from(`${credentials.user}:blue fox`).toString('base64');

function refused(status: number): Ending {
	return final('proxy', { status }, { requests: '' });
}

describeBox(squid, () => {
	describe('plain http, under its whole address', () => {
		const way = throughSquid({ scheme: 'http' });

		const boxOf = (limitMs: number): Way => throughSquid({ scheme: 'http', limitMs });
		itPassesOn(boxOf, timeoutMs);
		itKeepsStreamsOpen(boxOf, timeoutMs);

		it('39 silence beyond its idle limit asks and names it', async () => {
			await throughBox(
				{
					...{ way, act: asked(silence), ends: asks('serverError', { status: 504 }) },
					within: cutAfter(timeoutMs),
				},
				(run) => assert.match(JSON.stringify(failureOf(run).facts), /"by":"squid\/[\d.]+"/),
			);
		});
	});

	describe('https, in a tunnel', () => {
		const way = throughSquid({ scheme: 'https' });

		for (const protocol of ['openaiImages', 'geminiNative'] satisfies RequestProtocolId[]) {
			it(`39 an image that comes within its idle limit is saved (${protocol})`, async () => {
				const act = spoken('https', asked(wait(timeoutMs / 2), reply(images(png))));
				await throughBox({ way, protocol, act, ends: saved() });
			});
		}

		it('47 a tunnel that it drops after its idle limit asks', async () => {
			const act = spoken('https', asked(silence));
			await throughBox({ way, act, ends: asks('interrupted'), within: cutAfter(timeoutMs) });
		});

		it('42 a cancel reaches the service', async () => {
			const cancel = new AbortController();
			const act = spoken(
				'https',
				asked(() => cancel.abort(), silence),
			);
			const ends = { kind: 'cancelled', facts: {}, maybePaid: true, requests: 'POST' } as const;
			await throughBox({ way, act, ends, options: { signal: cancel.signal } });
		});
	});

	for (const scheme of ['http', 'https'] as const) {
		describe(`${scheme}, turned away`, () => {
			it('38 by its rules: its own kind, and nothing is sent', async () => {
				const way = throughSquid({ scheme, rules: 'http_access deny all' });
				await throughBox({ way, act: spoken(scheme, silence), ends: refused(403) });
			});

			it('38 because the service cannot be reached: its own kind, and nothing is sent', async () => {
				const way = throughSquid({ scheme, port: 1 });
				await throughBox({ way, act: spoken(scheme, silence), ends: refused(503), attempts: 3 });
			});

			it('38 for want of a password: asked for once; with the right one it lets the request through', async () => {
				const way = throughSquid({ scheme, rules: 'http_access deny !known' });
				const act = spoken(scheme, asked(reply(images(png))));
				await throughBox({ way, act, ends: refused(407) });
				const options = (pair: string): object => ({
					secrets: { keys: new Map(), proxyAuthorization: `Basic ${pair}` },
				});
				await throughBox({ way, act, ends: refused(407), options: options(wrong) });
				await throughBox({ way, act, ends: saved(), options: options(right) });
			});
		});
	}
});
