import { asks } from '../run';
import { asked, fin, silence } from '../servers';
import { describeBox, startBox } from './box';
import { cutAfter, itKeepsStreamsOpen, itPassesOn } from './gateways';
import { throughBox, type Way } from './job';
import { haproxy, haproxyTo } from './programs';

const timeoutMs = 2_000;

/** HAProxy has no default limit; its own examples give the server 50 s or a minute. */
function behindHaproxy(limitMs: number, directives = ''): Way {
	return {
		box: ({ port }) => startBox(haproxy, haproxyTo(port, `timeout server ${limitMs}ms\n${directives}`)),
		job: (_service, { host }) => ({ baseUrl: `http://${host}/v1` }),
	};
}

describeBox(haproxy, () => {
	// Without the option it would keep the service at work for a client that has gone.
	const behind = (limitMs: number): Way => behindHaproxy(limitMs, 'option abortonclose');
	const way = behind(timeoutMs);

	itPassesOn(behind, timeoutMs);
	itKeepsStreamsOpen(behind, timeoutMs);

	it('39 silence beyond its idle limit asks and names it', async () => {
		const ends = asks('serverError', { status: 504, by: 'HAProxy' });
		await throughBox({ way, act: asked(silence), ends, within: cutAfter(timeoutMs) });
	});

	it('25 a service that closes the connection shows as its 502, and asks', async () => {
		await throughBox({ way, act: asked(fin), ends: asks('serverError', { status: 502, by: 'HAProxy' }) });
	});
});
