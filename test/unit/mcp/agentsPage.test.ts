import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { confirmChoices } from '../../../src/cli/agent/consent';
import { type Desk, Refused, type Standing } from '../../../src/mcp/desk';
import { refusal, toldOf } from '../../../src/mcp/results';
import { agentHost } from '../../support/agentHost';
import { agentPlaces } from '../../support/agentPlaces';
import { assertGenerated } from '../../support/generatedPage';

const path = 'docs/agents.md';

/** What a tool takes, as its schema says. */
function sectionOf({ name, description = '', inputSchema }: Tool): string {
	const { properties = {}, required = [] } = inputSchema;
	const rows = Object.entries(properties as Record<string, Readonly<Record<string, unknown>>>).map(
		([parameter, schema]) =>
			`| \`${parameter}\` | ${typeOf(schema)}${required.includes(parameter) ? ', required' : ''} | ${String(schema['description'])} |`,
	);
	return [`### ${name}`, '', description, '', '| parameter | type | |', '| --- | --- | --- |', ...rows].join('\n');
}

function typeOf(schema: Readonly<Record<string, unknown>>): string {
	const choices = schema['enum'] as readonly string[] | undefined;
	const items = schema['items'] as Readonly<Record<string, unknown>> | undefined;
	return choices
		? choices.map((choice) => `\`${choice}\``).join(', ')
		: items
			? `${typeOf(items)}s`
			: String(schema['type']);
}

/** The members that the page names for each state. */
function documentedStates(page: string): Record<string, string[]> {
	const [, table = ''] = /\| `state` \|.*\n((?:\|.*\n)*)/.exec(page) ?? [];
	const rows = [...table.matchAll(/^\| `(\w+)` \|.*\| (.*) \|$/gm)];
	return Object.fromEntries(
		rows.map(([, state = '', data = '']) => [state, [...data.matchAll(/`(\w+)`/g)].map(([, member = '']) => member)]),
	);
}

describe('docs/agents.md', () => {
	it('says what the tools say that a host lists (written anew with UPDATE_GOLDEN=1)', async () => {
		await using at = await agentPlaces();
		await using host = await agentHost(at);
		const { tools } = await host.client.listTools();
		const generated = readFileSync(path, 'utf8').replace(
			/(<!-- tools:.*-->\n)[^]*(<!-- \/tools -->)/,
			(_, begin: string, end: string) => `${begin}\n${tools.map(sectionOf).join('\n\n')}\n\n${end}`,
		);
		assertGenerated(path, generated);
	});

	it('names what each state brings along, and all that an image has', async () => {
		const page = readFileSync(path, 'utf8');
		const said = 'words';
		const image = { path: '/a.png', link: '![a](a.png)', width: 1, height: 1, bytes: 1, cost: 1 };
		const standings: Standing[] = [
			{ state: 'running', said, elapsedMs: 1, usualMs: 1 },
			{ state: 'saved', images: [image], remarks: [] },
			{ state: 'accepted', said, mayBePaid: true },
			{ state: 'failed', said, mayBePaid: true },
		];
		const options = { desk: {} as Desk, withPreview: false };
		const told = await Promise.all(standings.map((standing) => toldOf('id', standing, options)));
		const data = [...told, refusal(new Refused(said))].map(({ structuredContent = {} }) => structuredContent);
		assert.deepEqual(
			documentedStates(page),
			Object.fromEntries(data.map(({ state, ...members }) => [state, Object.keys(members)])),
		);
		const [made] = data.flatMap(({ images }) => (images as object[] | undefined) ?? []);
		for (const member of Object.keys(made ?? assert.fail('no image'))) {
			assert.ok(page.includes(`\`${member}\``), member);
		}
	});

	it('names every way of asking the person', () => {
		const page = readFileSync(path, 'utf8');
		confirmChoices.forEach((choice) => assert.ok(page.includes(`\`--confirm ${choice}\``), choice));
	});
});
