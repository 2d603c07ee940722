import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import {
	type CallToolResult,
	CallToolResultSchema,
	ElicitRequestSchema,
	ListRootsRequestSchema,
	type Progress,
} from '@modelcontextprotocol/sdk/types.js';
import { pathToFileURL } from 'node:url';

/** What a tool has told. */
export interface Told {
	readonly words: string;
	readonly data: Readonly<Record<string, unknown>>;
	readonly isError: boolean;
	readonly content: CallToolResult['content'];
	readonly progress: readonly Progress[];
}

export interface AgentHost extends AsyncDisposable {
	readonly client: Client;
	/** The server's process. */
	readonly pid: number;
	/** What the person was asked. */
	readonly questions: readonly string[];
	/** How many of them stood open at once. */
	mostQuestionsAtOnce(): number;
	/** `timeout`: how long the host lets a call last, in milliseconds. */
	call(
		name: string,
		input: Readonly<Record<string, unknown>>,
		options?: { readonly signal?: AbortSignal; readonly timeout?: number },
	): Promise<Told>;
}

export interface AgentHostOptions {
	/** Where the server keeps what is its own. */
	readonly home: string;
	/** The folder that the host works in. */
	readonly workspace: string;
	readonly args?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	/** What the person answers, if ever; without it the host can't ask. */
	readonly answer?: 'accept' | 'decline' | 'cancel' | 'never';
	/** Whether it names no folders. */
	readonly isRootless?: boolean;
	/** What it answers when it is asked for its folders; `workspace` without it. */
	readonly roots?: () => readonly string[] | Promise<readonly string[]>;
}

/** A host with the protocol's own client, which starts `imagegen mcp` as hosts do. */
export async function agentHost(options: AgentHostOptions): Promise<AgentHost> {
	const { home, workspace, args = [], env = {}, answer, isRootless = false } = options;
	const roots = options.roots ?? (() => [pathToFileURL(workspace).href]);
	const questions: string[] = [];
	let [open, mostOpen] = [0, 0];
	const client = new Client(
		{ name: 'test', version: '1' },
		{ capabilities: { ...(!isRootless && { roots: {} }), ...(answer && { elicitation: {} }) } },
	);
	if (!isRootless) {
		client.setRequestHandler(ListRootsRequestSchema, async () => ({ roots: (await roots()).map((uri) => ({ uri })) }));
	}
	if (answer) {
		client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
			questions.push(params.message);
			mostOpen = Math.max(mostOpen, ++open);
			// Whatever else the server asks by then is asked at the same time.
			await client.ping();
			open--;
			if (answer === 'never') {
				return await new Promise(() => undefined);
			}
			return answer === 'accept' ? { action: answer, content: {} } : { action: answer };
		});
	}
	const transport = new StdioClientTransport({
		command: process.execPath,
		args: [`${process.cwd()}/dist/cli.js`, 'mcp', '--time-scale', '0.01', ...args],
		env: { PATH: process.env['PATH'] ?? '', HOME: home, XDG_DATA_HOME: home, ...env },
		cwd: workspace,
		stderr: 'ignore',
	});
	await client.connect(transport);
	return {
		client,
		pid: transport.pid ?? 0,
		questions,
		mostQuestionsAtOnce: () => mostOpen,
		async call(name, input, options = {}) {
			const progress: Progress[] = [];
			const result = (await client.callTool({ name, arguments: input }, CallToolResultSchema, {
				onprogress: (step) => progress.push(step),
				...options,
			})) as CallToolResult;
			const words = result.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
			const { structuredContent: data = {}, isError = false, content } = result;
			return { words, data, isError, content, progress };
		},
		[Symbol.asyncDispose]: () => client.close(),
	};
}
