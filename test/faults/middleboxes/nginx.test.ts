import { asks, final } from '../run';
import { asked, fin, rst, silence } from '../servers';
import { describeBox, startBox } from './box';
import { cutAfter, itKeepsStreamsOpen, itPassesOn } from './gateways';
import { throughBox, type Way } from './job';
import { nginx, nginxTo } from './programs';

const timeoutMs = 2_000;

/** nginx's default limit is 60 s. */
function behindNginx(limitMs: number, directives = ''): Way {
	return {
		box: ({ port }) => startBox(nginx, nginxTo(port, `proxy_read_timeout ${limitMs}ms; ${directives}`)),
		job: (_service, { host }) => ({ baseUrl: `http://${host}/v1` }),
	};
}

describeBox(nginx, () => {
	const way = behindNginx(timeoutMs);

	itPassesOn(behindNginx, timeoutMs);
	itKeepsStreamsOpen(behindNginx, timeoutMs);

	it('39 silence beyond its idle limit asks and names it', async () => {
		const ends = asks('serverError', { status: 504, by: 'nginx' });
		await throughBox({ way, act: asked(silence), ends, within: cutAfter(timeoutMs) });
	});

	for (const [name, act] of [
		['closes', asked(fin)],
		['resets', asked(rst)],
	] as const) {
		it(`25 a service that ${name} the connection shows as its 502, and asks`, async () => {
			await throughBox({ way, act, ends: asks('serverError', { status: 502, by: 'nginx' }) });
		});
	}

	it('19 a request that it does not let through costs nothing', async () => {
		await throughBox({
			way: behindNginx(timeoutMs, 'client_max_body_size 1k;'),
			act: silence,
			ends: final('badRequest', { status: 413 }, { requests: '' }),
			change: (request) => ({ ...request, image: { ...request.image, prompt: 'a fox '.repeat(1_000) } }),
		});
	});
});
