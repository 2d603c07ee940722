import assert from 'node:assert/strict';
import { wakefulClock, systemClock } from '../../../src/engine/clock';
import { downloadImage, type DownloadOptions } from '../../../src/engine/run/download';
import { GenerationError } from '../../../src/engine/failure';
import { timeoutsFor } from '../../../src/engine/policy/timeouts';
import { tcpServer } from '../../support/servers';

const options: DownloadOptions = {
	timeouts: timeoutsFor('1K'),
	signal: new AbortController().signal,
	clock: wakefulClock(systemClock),
	endsAt: Infinity,
};

describe('a link from a public service', () => {
	after(() => options.clock.end());

	for (const host of ['127.0.0.1', '[::1]', '10.0.0.1', '169.254.169.254', '[::ffff:127.0.0.1]', 'localhost']) {
		it(`to ${host} is not followed`, async () => {
			await using server = await tcpServer(() => undefined);
			const link = `https://${host}:${server.port}/i.png`;
			const service = new URL('https://service.example/v1');
			await assert.rejects(
				downloadImage(link, service, '/nowhere', options),
				(error) => GenerationError.is(error, 'linkNotFetched') && error.facts.link === link,
			);
			assert.equal(server.connections(), 0);
		});
	}

	it('over plain http is not followed', async () => {
		const service = new URL('https://service.example/v1');
		await assert.rejects(
			downloadImage('http://service.example/i.png', service, '/nowhere', options),
			(error) => GenerationError.is(error, 'linkNotFetched') && error.facts.reason.includes('http:'),
		);
	});
});
