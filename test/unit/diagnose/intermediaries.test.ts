import assert from 'node:assert/strict';
import { cutPattern, intermediariesIn } from '../../../src/engine/diagnose/intermediaries';

describe('the hops on the way', () => {
	it('show themselves in the headers of a reply', () => {
		const names = (headers: Record<string, string>): string[] => intermediariesIn(headers).map(({ name }) => name);
		assert.deepEqual(names({ server: 'cloudflare', 'cf-ray': '8f1-FRA' }), ['Cloudflare']);
		assert.deepEqual(names({ server: 'awselb/2.0' }), ['AWS load balancer']);
		assert.deepEqual(names({ server: 'nginx/1.22.1', via: '1.1 abc.cloudfront.net (CloudFront)' }), [
			'Amazon CloudFront',
			'nginx',
		]);
		assert.deepEqual(names({ server: 'scaffolding on HTTPServer2' }), []);
	});
});

describe('what cut requests have in common', () => {
	it('is the limit that most of the last ones ended at', () => {
		const pattern = cutPattern([31_000, 60_100, 60_300, 59_900]);
		assert.deepEqual(
			{ ...pattern, intermediaries: pattern?.intermediaries.map(({ name }) => name) },
			{
				atMs: 60_100,
				spreadMs: 200,
				count: 3,
				of: 4,
				intermediaries: ['nginx', 'AWS load balancer', 'Amazon CloudFront'],
			},
		);
	});

	it('knows each limit by its hop', () => {
		const hopAt = (ms: number): string | undefined => cutPattern([ms, ms + 400])?.intermediaries[0]?.name;
		assert.equal(hopAt(100_200), 'Cloudflare');
		assert.equal(hopAt(120_500), 'Google Cloud NAT');
		assert.equal(hopAt(350_900), 'AWS NAT gateway');
	});

	it('is nothing where they ended at will, or only once', () => {
		assert.equal(cutPattern([12_000, 47_000, 83_000, 200_000]), undefined);
		assert.equal(cutPattern([60_000]), undefined);
		assert.equal(cutPattern([60_000, 60_100, 1_000, 2_000, 3_000, 4_000]), undefined);
		assert.equal(cutPattern([]), undefined);
	});
});
