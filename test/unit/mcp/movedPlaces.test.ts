import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Consent } from '../../../src/cli/agent/consent';
import { AgentDesk } from '../../../src/cli/agent/desk';
import { destinationOf } from '../../../src/cli/destination';
import { jobFolder } from '../../../src/engine/jobs/layout';
import { Refused } from '../../../src/mcp/desk';
import { Workspace } from '../../../src/mcp/workspace';
import { startSandbox } from '../../../src/sandbox/server';
import { agentHost } from '../../support/agentHost';
import { agentPlaces, firstImage } from '../../support/agentPlaces';
import { temporaryFolder } from '../../support/folders';
import { noisePng } from '../../support/images';
import { imagegen } from '../cli/cli';

describe('a place that is another one by the time of', () => {
	it('the yes of the person: nothing is sent, and nothing written', async () => {
		await using at = await agentPlaces();
		const jobsPath = join(at.home, 'jobs');
		const desk = new AgentDesk({
			...{ jobsPath, values: {} },
			consent: new Consent({ confirm: 'never', budget: undefined, most: 9 }, jobsPath),
		});
		await writeFile(join(at.workspace, 'fox.png'), noisePng(32, 32));
		await writeFile(join(at.home, 'secret.png'), noisePng(32, 32));
		const out = await desk.plan({ prompt: 'a fox', out: 'images/' }, [at.workspace]);
		const along = await desk.plan({ prompt: 'a fox', references: ['fox.png'] }, [at.workspace]);
		await symlink(at.home, join(at.workspace, 'images'));
		await rm(join(at.workspace, 'fox.png'));
		await symlink(join(at.home, 'secret.png'), join(at.workspace, 'fox.png'));
		for (const plan of [out, along]) {
			await assert.rejects(
				plan.begin(),
				(error) => Refused.is(error) && /outside of the workspace/.test(error.message),
			);
		}
		assert.deepEqual(await readdir(at.home), ['secret.png']);
	});

	it('its image: it is kept, and said where, and never written outside', async () => {
		for (const place of ['a folder elsewhere', 'git’s own']) {
			await using at = await agentPlaces();
			const paint = (): Promise<Uint8Array> => Promise.resolve(noisePng(64, 48));
			const sandbox = await startSandbox({ timeScale: 1, latencyMs: () => 1_500, paint });
			await using _ = { [Symbol.asyncDispose]: () => sandbox.close() };
			const args = ['--service', 'gemini', '--base-url', `${sandbox.url}/as/gemini/v1beta`, '--limit', '0.5'];
			await using host = await agentHost({ ...at, args, env: { IMAGEGEN_API_KEY: 'some-key' } });
			const begun = await host.call('generate_image', { prompt: 'a fox', document: 'README.md' });
			const { id, state } = begun.data;
			assert.equal(state, 'running', begun.words);
			const elsewhere = place === 'git’s own' ? join(at.workspace, '.git/hooks') : join(at.home, 'elsewhere');
			await mkdir(elsewhere, { recursive: true });
			await rm(join(at.workspace, 'images'), { recursive: true });
			await symlink(elsewhere, join(at.workspace, 'images'));
			let told = begun;
			while (told.data['state'] === 'running') {
				told = await host.call('image_status', { id });
			}
			assert.deepEqual([told.data['state'], told.data['may_have_been_paid_for']], ['accepted', true], told.words);
			assert.deepEqual(await readdir(elsewhere), []);
			if (place === 'git’s own') {
				await rm(join(at.workspace, 'images'));
				const mended = await host.call('image_status', { id });
				assert.equal(firstImage(mended)['path'], join(at.workspace, 'images/a-fox.png'), mended.words);
				assert.deepEqual(await readFile(join(at.workspace, 'images/a-fox.png')), noisePng(64, 48));
				assert.equal(sandbox.ledger().billed, 1);
				continue;
			}
			const [, job = ''] = /^The image was made, .* imagegen recover (\S+) --out PATH brings it/.exec(told.words) ?? [];
			const { code } = await imagegen(['recover', job, '--out', join(at.home, 'fox.png')], at.home);
			assert.equal(code, 0);
			assert.deepEqual(await readFile(join(at.home, 'fox.png')), noisePng(64, 48));
			assert.equal(sandbox.ledger().billed, 1);
		}
	});

	it('a question about it: no image and no document is read outside', async () => {
		await using at = await agentPlaces();
		await using host = await agentHost(at);
		const made = await host.call('generate_image', { prompt: 'a fox', document: 'README.md' });
		const { id } = made.data;
		const document = join(at.workspace, 'README.md');
		await rename(document, join(at.home, 'README.md'));
		await symlink(join(at.home, 'README.md'), document);
		const told = await host.call('image_status', { id });
		assert.deepEqual([told.data['state'], firstImage(told)['link']], ['saved', undefined]);
		const image = String(firstImage(made)['path']);
		await rename(image, join(at.home, 'fox.jpg'));
		await symlink(join(at.home, 'fox.jpg'), image);
		const gone = await host.call('image_status', { id, preview: true });
		assert.deepEqual([gone.data['state'], gone.content.length], ['failed', 1], gone.words);
		assert.match(gone.words, /isn't there any more/);
	});
});

describe('the place that is kept with a job', () => {
	it('has one step of a path for a name', async () => {
		await using folder = await temporaryFolder();
		const kept = { out: folder.path, output: {}, keepsRecipe: false };
		for (const [name, isTaken] of [
			['a-fox', true],
			['..a', true],
			['../a-fox', false],
			['a/b', false],
			['/etc/a', false],
			['..', false],
			['.', false],
			['', false],
		] as const) {
			await writeFile(join(folder.path, 'destination.json'), JSON.stringify({ ...kept, name }));
			assert.equal((await destinationOf(jobFolder(folder.path)))?.name, isTaken ? name : undefined, name);
		}
	});
});

describe('a path of several folders', () => {
	it('may begin with the name of one, unless the first holds something of that name', async () => {
		await using at = await temporaryFolder();
		const [one, two, other] = ['one', 'two', 'x/two'].map((name) => join(at.path, name));
		assert.ok(one && two && other);
		await Promise.all([one, two, other].map((path) => mkdir(path, { recursive: true })));
		const both = new Workspace([one, two]);
		assert.equal(await both.pathTo('two/doc.md'), join(two, 'doc.md'));
		assert.equal(await both.pathTo('two/images/'), join(two, 'images/'));
		assert.equal(await both.pathTo('two'), two);
		assert.equal(await both.pathTo('one/doc.md'), join(one, 'doc.md'));
		assert.equal(await both.pathTo('doc.md'), join(one, 'doc.md'));
		await assert.rejects(both.pathTo('two/../../secret.md'), /outside of the workspace/);
		assert.equal(await new Workspace([one]).pathTo('two/doc.md'), join(one, 'two/doc.md'));
		assert.equal(await new Workspace([one, two, other]).pathTo('two/doc.md'), join(one, 'two/doc.md'), 'which?');
		await mkdir(join(one, 'two'));
		assert.equal(await both.pathTo('two/doc.md'), join(one, 'two/doc.md'));
	});
});
