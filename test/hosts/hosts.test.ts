import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { startSandbox } from '../../src/sandbox/server';
import { agentPlaces } from '../support/agentPlaces';
import { noisePng } from '../support/images';
import { agents } from './agents';
import { type Move, scriptedModel, type Turn } from './scriptedModel';

/** What a model does that has read the skill. */
function next({ tools, results }: Turn): Move {
	const tool = (name: string): (typeof tools)[number] | undefined => tools.find((one) => one.name.endsWith(name));
	const [generate, status] = [tool('generate_image'), tool('image_status')];
	const last = results.at(-1);
	if (!generate || !status) {
		return { says: 'A title.' };
	}
	if (last === undefined) {
		return { calls: generate, input: { prompt: 'a lighthouse', document: 'README.md' } };
	}
	const [, id] = /image_status for it with the id ([\w-]+)/.exec(last) ?? [];
	return id === undefined ? { says: 'It is there.' } : { calls: status, input: { id, preview: true } };
}

describe('the plugin', () => {
	for (const agent of agents) {
		it(`makes one image in ${agent.name}, beside the document, which its model learns of`, async () => {
			await using at = await agentPlaces();
			await using model = await scriptedModel(next);
			await using service = await imageService();
			const setting = { home: at.home, modelUrl: model.url.href.replace(/\/$/, '') };
			await agent.prepare?.(setting);
			const bin = join(at.home, 'bin');
			await commandIn(bin, ['--confirm', 'never', '--limit', '1', ...service.args]);
			const env = {
				...agent.env(setting),
				HOME: at.home,
				XDG_DATA_HOME: at.home,
				PATH: [bin, resolve('test/hosts/node_modules/.bin'), dirname(process.execPath), process.env['PATH']].join(
					delimiter,
				),
				IMAGEGEN_API_KEY: 'the-key-of-the-person',
			};
			for (const command of agent.installing(resolve('plugin'))) {
				await ran(command, { cwd: at.workspace, env });
			}
			await ran(agent.asking('A picture of a lighthouse for the README, please.'), { cwd: at.workspace, env });
			const turn = model.turns.at(-1) ?? assert.fail('the model was not asked');
			assert.ok(turn.body.includes('generate-images'), 'the model knows of the skill');
			assert.deepEqual(
				await readdir(join(at.workspace, 'images')),
				['.imagegen.json', 'a-lighthouse.png'],
				turn.results.join('\n'),
			);
			const last = turn.results.at(-1) ?? '';
			assert.match(last, /Insert into the document:/);
			assert.ok(last.includes(join(at.workspace, 'images', 'a-lighthouse.png')), last);
			assert.ok(turn.results.length > 1, 'the image outlasts a call');
			assert.equal(turn.body.includes('image/jpeg'), agent.passesImagesOn);
			assert.ok(!model.turns.some(({ body }) => body.includes('the-key-of-the-person')));
			assert.equal(service.billed(), 1);
		});
	}
});

/** A service whose images take longer than a call may. */
async function imageService(): Promise<AsyncDisposable & { readonly args: readonly string[]; billed(): number }> {
	const paint = (): Promise<Uint8Array> => Promise.resolve(noisePng(64, 48));
	const sandbox = await startSandbox({ latencyMs: () => 2_500, paint });
	return {
		args: ['--service', 'gemini', '--base-url', `${sandbox.url}/as/gemini/v1beta`],
		billed: () => sandbox.ledger().billed,
		[Symbol.asyncDispose]: () => sandbox.close(),
	};
}

/** The command `imagegen`, as it is on the PATH of who has installed it; with what nobody can answer said beforehand. */
async function commandIn(bin: string, args: readonly string[]): Promise<void> {
	const path = join(bin, 'imagegen');
	await mkdir(bin);
	await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${resolve('dist/cli.js')}' "$@" ${args.join(' ')}\n`);
	await chmod(path, 0o755);
}

/** Runs a command to its end. */
async function ran(
	[command = '', ...args]: readonly string[],
	options: { readonly cwd: string; readonly env: Record<string, string> },
): Promise<void> {
	const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
	const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
	assert.equal(child.exitCode, 0, `${command} ${args.join(' ')}\n${stdout}\n${stderr}`);
}
