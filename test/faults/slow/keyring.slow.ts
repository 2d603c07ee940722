import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/folders';
import { imagegen } from '../../unit/cli/cli';

describe('a keyring that never answers', function () {
	this.timeout(60_000);

	it('is given up, so that a build goes on', async () => {
		await using home = await temporaryFolder();
		const open = new Set<Socket>();
		const bus = createServer((socket) => open.add(socket.on('error', () => undefined).resume()));
		bus.listen(join(home.path, 'bus'));
		await once(bus, 'listening');
		try {
			await mkdir(join(home.path, 'imagegen'));
			await writeFile(join(home.path, 'imagegen', 'keys.json'), '["https://api.openai.com"]');
			const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(home.path, 'bus')}` };
			const args = ['generate', 'A fox', '--service', 'openai', '--out', home.path];
			const { code, stderr } = await imagegen(args, home.path, { env });
			assert.equal(code, 2);
			assert.match(stderr, /has not answered for 30 seconds .* It may be locked: unlock it, and try again\. A key in/);
			assert.equal(open.size, 1);
		} finally {
			open.forEach((socket) => socket.destroy());
			bus.close();
		}
	});
});
