import assert from 'node:assert/strict';
import { temporaryFolder } from '../../support/folders';
import { largePng } from '../../support/images';
import { checkOutcome, runJob, saved } from '../run';
import { describeNetwork, losePackets, remoteNetwork } from './network';
import { remoteJob } from './remoteJob';
import { sweptProtocols } from '../speakers';

const imageBytes = 2 * 1024 * 1024;

describeNetwork('over a line that loses packets both ways', () => {
	for (const share of [0.02, 0.05]) {
		for (const protocol of sweptProtocols) {
			it(`40 ${share * 100} % lost: saved (${protocol})`, async () => {
				await using network = await remoteNetwork();
				const service = await network.serve({ imageBytes, silentMs: 200 });
				await using jobs = await temporaryFolder();
				await losePackets(network, share);
				const [request, folder] = await remoteJob(jobs.path, `${network.address}:${service.port}`, protocol);
				const { result } = await runJob(request, folder);
				await checkOutcome(saved({ 'image-1.png': largePng(imageBytes) }), result, folder);
				assert.equal(service.requests(), 1);
			});
		}
	}
});
