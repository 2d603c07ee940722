import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a host runs, and whom it asks for words. */
interface Setting {
	/** The person's own folder. */
	readonly home: string;
	/** The model's address, without a slash at its end. */
	readonly modelUrl: string;
}

/** A program that agents run in, as people install and use it. */
interface Agent {
	readonly name: string;
	/** Whether its model gets the images that tools answer with. */
	readonly passesImagesOn: boolean;
	/** What it is told by the environment. */
	env(setting: Setting): Readonly<Record<string, string>>;
	/** What has to be there before it is started. */
	prepare?(setting: Setting): Promise<void>;
	/** The commands that install the plugin in that folder, and the server where it isn't within. */
	installing(plugin: string): readonly (readonly string[])[];
	/** The command that has it do something, with nobody there. */
	asking(wish: string): readonly string[];
}

const claudeCode: Agent = {
	name: 'Claude Code',
	passesImagesOn: true,
	env: ({ modelUrl }) => ({
		ANTHROPIC_BASE_URL: modelUrl,
		ANTHROPIC_API_KEY: 'sk-ant-scripted',
		CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
		// The scripted model looks for no tools.
		ENABLE_TOOL_SEARCH: 'false',
	}),
	installing: (plugin) => [
		['claude', 'plugin', 'validate', plugin],
		['claude', 'plugin', 'marketplace', 'add', plugin],
		['claude', 'plugin', 'install', 'imagegen@imagegen'],
	],
	asking: (wish) => ['claude', '--print', wish, '--allowedTools', 'mcp__plugin_imagegen_imagegen'],
};

const copilot: Agent = {
	name: 'Copilot CLI',
	// Seen of a model of one's own; of GitHub's nobody can tell offline.
	passesImagesOn: false,
	env: ({ modelUrl }) => ({
		COPILOT_OFFLINE: 'true',
		COPILOT_AUTO_UPDATE: 'false',
		COPILOT_MODEL: 'gpt-5.2',
		COPILOT_PROVIDER_BASE_URL: `${modelUrl}/v1`,
		COPILOT_PROVIDER_WIRE_API: 'responses',
		COPILOT_PROVIDER_API_KEY: 'scripted',
	}),
	installing: (plugin) => [
		['copilot', 'plugin', 'marketplace', 'add', plugin],
		['copilot', 'plugin', 'install', 'imagegen@imagegen'],
		['copilot', 'mcp', 'add', 'imagegen', '--', 'imagegen', 'mcp'],
	],
	asking: (wish) => ['copilot', '--prompt', wish, '--allow-tool', 'imagegen'],
};

const codex: Agent = {
	name: 'Codex',
	passesImagesOn: true,
	env: () => ({ SCRIPTED_KEY: 'scripted' }),
	async prepare({ home, modelUrl }) {
		const provider = `{ name = "Scripted", base_url = "${modelUrl}/v1", wire_api = "responses", env_key = "SCRIPTED_KEY" }`;
		// As docs/agents.md has it; and nobody is there to be asked.
		const server = '[mcp_servers.imagegen]\ncommand = "imagegen"\nargs = ["mcp"]\nenv_vars = ["IMAGEGEN_API_KEY"]';
		const lines = ['model = "gpt-5.2"', 'model_provider = "scripted"', `model_providers.scripted = ${provider}`];
		const config = [...lines, server, 'default_tools_approval_mode = "approve"'].join('\n');
		await mkdir(join(home, '.codex'));
		await writeFile(join(home, '.codex', 'config.toml'), config);
	},
	installing: (plugin) => [
		['codex', 'plugin', 'marketplace', 'add', plugin],
		['codex', 'plugin', 'add', 'imagegen@imagegen'],
	],
	asking: (wish) => ['codex', 'exec', '--skip-git-repo-check', wish],
};

export const agents = [claudeCode, copilot, codex];
