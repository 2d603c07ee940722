import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listJobs } from '../../../src/engine/jobs/layout';
import { temporaryFolder } from '../../support/folders';
import { workflow } from '../../support/taskJob';
import { taskImage, taskService } from '../../support/taskService';
import { until } from '../../support/until';
import { ended, imagegen, start } from './cli';

describe('imagegen at a service that takes tasks on', () => {
	it('goes on asking with recover where generate was killed, and pays once', async () => {
		await using home = await temporaryFolder();
		await using service = await taskService('fal', { polls: 2 });
		const asked = ['a fox', '--service', 'fal', '--base-url', service.baseUrl, '--out', `${home.path}/`];
		const child = start(['generate', ...asked], home.path, { IMAGEGEN_API_KEY: 'secret-key' });
		const end = ended(child);
		await until(() => service.calls.some(({ matter }) => matter === 'status'), 'it is asked for');
		child.kill('SIGKILL');
		await end;
		const [folder] = await listJobs(join(home.path, 'imagegen', 'jobs'));
		assert.ok(folder);
		const { stdout } = await imagegen(['jobs', '--json'], home.path);
		const told = JSON.parse(stdout) as { state: string; maybePaid: boolean };
		assert.deepEqual([told.state, told.maybePaid], ['accepted', false]);
		const env = { IMAGEGEN_API_KEY: 'secret-key' };
		const recovered = await ended(
			start(['recover', folder.path, '--out', join(home.path, 'found.png')], home.path, env),
		);
		assert.equal(recovered.code, 0, recovered.stderr);
		assert.deepEqual(await readFile(join(home.path, 'found.png')), taskImage);
		assert.equal(service.paid.length, 1);
	});

	it('runs a ComfyUI’s workflow, and says where there is none', async () => {
		await using home = await temporaryFolder();
		await using service = await taskService('comfyui');
		const asked = ['a fox', '--service', 'comfyui', '--base-url', service.baseUrl, '--out', join(home.path, 'fox.png')];
		const without = await imagegen(['generate', ...asked], home.path);
		assert.equal(without.code, 2);
		assert.match(without.stderr, /--workflow/);
		const path = join(home.path, 'workflow.json');
		await writeFile(path, JSON.stringify(workflow));
		const { code, stderr } = await imagegen(['generate', ...asked, '--workflow', path, '--ratio', '16:9'], home.path);
		assert.equal(code, 0, stderr);
		const [task] = service.paid;
		const nodes = task?.body['prompt'] as Record<string, { inputs: Record<string, unknown> }>;
		assert.deepEqual(nodes['6']?.inputs['text'], 'photo of a fox, {{nothing}}');
		assert.deepEqual(nodes['5']?.inputs, { width: 1360, height: 768, batch_size: 1 });
		assert.equal(typeof nodes['3']?.inputs['seed'], 'number');
	});
});
