import type { OfferedTool, Protocol } from '../scriptedModel';
import { stream } from '../stream';

interface Body {
	readonly tools?: readonly Tool[];
	readonly input: readonly { readonly type?: string; readonly output?: unknown }[];
}

interface Tool {
	readonly type: string;
	readonly name?: string;
	readonly tools?: readonly Tool[];
}

/** https://platform.openai.com/docs/api-reference/responses, and its stream. */
export const openaiResponses: Protocol = {
	turnIn(body) {
		const { tools = [], input } = JSON.parse(body) as Body;
		const results = input
			.filter(({ type }) => type === 'function_call_output')
			.map(({ output }) => (typeof output === 'string' ? output : JSON.stringify(output)));
		return { tools: tools.flatMap((tool) => offered(tool)), results, body };
	},
	answer(move, response) {
		const item =
			'says' in move
				? {
						...{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed' },
						content: [{ type: 'output_text', text: move.says, annotations: [] }],
					}
				: {
						...{ type: 'function_call', id: 'fc_1', call_id: `call_${Date.now()}`, status: 'completed' },
						...move.calls,
						arguments: JSON.stringify(move.input),
					};
		const usage = {
			...{ input_tokens: 1, input_tokens_details: { cached_tokens: 0 } },
			...{ output_tokens: 1, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: 2 },
		};
		const begun = { id: 'resp_1', object: 'response', status: 'in_progress', model: 'scripted', output: [] };
		stream(response, [
			{ type: 'response.created', response: begun },
			{ type: 'response.output_item.added', output_index: 0, item },
			{ type: 'response.output_item.done', output_index: 0, item },
			{ type: 'response.completed', response: { ...begun, status: 'completed', output: [item], usage } },
		]);
	},
};

/** Codex sorts the tools of each server into a namespace. */
function offered({ type, name, tools = [] }: Tool, namespace?: string): OfferedTool[] {
	if (type === 'namespace') {
		return tools.flatMap((tool) => offered(tool, name));
	}
	return name === undefined ? [] : [{ name, ...(namespace !== undefined && { namespace }) }];
}
