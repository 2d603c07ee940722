import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { temporaryFolder } from '../../support/folders';
import { largePng } from '../../support/images';
import { asks, checkOutcome, runJob, saved } from '../run';
import { describeNetwork, type RemoteNetwork, remoteNetwork, type RemoteService } from './network';
import { remoteJob } from './remoteJob';

// In real time: the kernel's keep-alive probes begin after 15 s, and nothing can hurry them.

const imageBytes = 64 * 1024;

describeNetwork('over a path that forgets or dies in the silence', () => {
	it('48 the path dies while the image is made: asks within 30 s', async () => {
		await using network = await remoteNetwork();
		const service = await network.serve({ imageBytes, silentMs: 120_000 });
		await using jobs = await temporaryFolder();
		const [request, folder] = await remoteJob(jobs.path, `${network.address}:${service.port}`);
		let diedAt = 0;
		const { result } = await runJob(request, folder, {
			onStep: ({ type }) => {
				if (type === 'sending') {
					// The request itself still goes through.
					void untilAsked(service).then(async () => {
						await network.run('iptables', '-A', 'INPUT', '-j', 'DROP');
						diedAt = performance.now();
					});
				}
			},
		});
		const noticedMs = performance.now() - diedAt;
		await checkOutcome(asks('interrupted', { code: 'ETIMEDOUT', receivedBytes: 0 }), result, folder);
		assert.ok(noticedMs > 10_000 && noticedMs < 30_000, `noticed after ${Math.round(noticedMs)} ms`);
	}).timeout(60_000);

	it('41 a NAT forgets silent flows after 20 s: keep-alive probes hold the line for 45 s, and the image is saved', async () => {
		await using network = await remoteNetwork();
		const service = await network.serve({ imageBytes, silentMs: 45_000 });
		await using jobs = await temporaryFolder();
		await forgetSilentFlows(network, 20);
		const host = `${network.address}:${service.port}`;
		const [request, folder] = await remoteJob(jobs.path, host);

		// The same request from a client without probes never gets its reply.
		const plain = await ask(network.address, service.port);
		const { result } = await runJob(request, folder);
		await checkOutcome(saved({ 'image-1.png': largePng(imageBytes) }), result, folder);
		assert.equal(service.requests(), 2);
		assert.equal(plain.bytesRead, 0);
		plain.destroy();
	}).timeout(70_000);
});

/** What a NAT or a firewall does: lets through what belongs to a flow that it knows, and forgets those that are silent. */
async function forgetSilentFlows(network: RemoteNetwork, afterSeconds: number): Promise<void> {
	const settings = '/proc/sys/net/netfilter';
	await network.run('sh', '-c', `echo ${afterSeconds} > ${settings}/nf_conntrack_tcp_timeout_established`);
	// A packet from the middle of a flow does not make a forgotten one known again.
	await network.run('sh', '-c', `echo 0 > ${settings}/nf_conntrack_tcp_loose`);
	for (const chain of ['INPUT', 'OUTPUT']) {
		await network.run('iptables', '-A', chain, '-m', 'conntrack', '--ctstate', 'NEW,ESTABLISHED', '-j', 'ACCEPT');
		await network.run('iptables', '-A', chain, '-j', 'DROP');
	}
}

async function ask(address: string, port: number): Promise<Socket> {
	const socket = connect(port, address).on('error', () => undefined);
	await once(socket, 'connect');
	socket.resume().write('POST /v1/images/generations HTTP/1.1\r\nhost: images\r\ncontent-length: 2\r\n\r\n{}');
	return socket;
}

async function untilAsked(service: RemoteService): Promise<void> {
	while (service.requests() === 0) {
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}
