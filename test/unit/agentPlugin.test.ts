import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import manifest from '../../package.json';
import { agentHost } from '../support/agentHost';
import { agentPlaces } from '../support/agentPlaces';

const [skill = assert.fail('no skill')] = manifest.contributes.chatSkills;
const text = readFileSync(skill.path, 'utf8');

const json = (path: string): Record<string, unknown> =>
	JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;

describe('the plugin for agents', () => {
	it('has one skill, the one that VS Code is told of, with a front matter that every host reads', () => {
		// Two plain lines: nothing in them is anything else in YAML.
		const [, name = '', description = ''] =
			/^---\nname: ([a-z][a-z\d-]{0,63})\ndescription: (\w(?:(?!: | #)[^\n]){1,1022}\.)\n---\n/.exec(text) ?? [];
		assert.ok(description.length > 0, text.slice(0, 300));
		assert.equal(basename(dirname(skill.path)), name);
		assert.equal(skill.path, `./plugin/skills/${name}/SKILL.md`);
		assert.ok(text.length < 5_000, 'an agent reads all of it');
	});

	it('names tools, parameters and states that there are, and all tools', async () => {
		await using at = await agentPlaces();
		await using host = await agentHost(at);
		const { tools } = await host.client.listTools();
		const names = tools.map(({ name }) => name);
		const known = new Set([
			...names,
			...tools.flatMap(({ inputSchema }) => Object.keys(inputSchema.properties ?? {})),
			...['running', 'saved', 'failed'],
		]);
		const named = [...text.matchAll(/`([a-z_]+)`/g)].map(([, word = '']) => word);
		assert.deepEqual(
			named.filter((word) => !known.has(word)),
			[],
		);
		assert.deepEqual(
			names.filter((name) => !named.includes(name)),
			[],
		);
	});

	it('has the sizes of the purposes that the editor asks by', () => {
		const source = readFileSync('src/editor/form/lines/pixelsLine.ts', 'utf8');
		const purposes = [...source.matchAll(/of\(t\('([^']+)'\), (\d+), (\d+)\)/g)].map(
			([, label = '', width = '', height = '']) => `| ${label} | ${width}x${height} |`,
		);
		assert.ok(purposes.length > 0);
		assert.deepEqual(text.match(/^\| .* \| \d+x\d+ \|$/gm), purposes);
	});

	it('has the version and the words of the extension in both of its manifests', () => {
		const [plugin, claude] = [json('plugin/plugin.json'), json('plugin/.claude-plugin/plugin.json')];
		const { mcpServers, ...alike } = claude;
		assert.deepEqual(mcpServers, { imagegen: { command: Object.keys(manifest.bin)[0], args: ['mcp'] } });
		assert.deepEqual([plugin['version'], plugin['license']], [manifest.version, manifest.license]);
		for (const [member, value] of Object.entries(alike)) {
			assert.equal(plugin[member], value, member);
		}
	});

	it('is packed as a whole', async () => {
		const packed = new Set(await listFiles({ cwd: process.cwd(), packageManager: PackageManager.None }));
		for (const file of ['plugin.json', '.claude-plugin/plugin.json', '.claude-plugin/marketplace.json']) {
			assert.ok(packed.has(join('plugin', file)), file);
		}
		assert.ok(packed.has(skill.path.slice(2)));
	});
});
