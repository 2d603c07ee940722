import type { Protocol } from '../scriptedModel';
import { stream } from '../stream';

interface Body {
	readonly stream?: boolean;
	readonly tools?: readonly { readonly name: string }[];
	readonly messages: readonly { readonly content: string | readonly Block[] }[];
}

interface Block {
	readonly type: string;
	readonly content?: unknown;
}

/** https://docs.anthropic.com/en/api/messages, and its stream. */
export const anthropicMessages: Protocol = {
	turnIn(body) {
		const { tools = [], messages } = JSON.parse(body) as Body;
		const blocks = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
		const results = blocks.filter(({ type }) => type === 'tool_result').map(({ content }) => JSON.stringify(content));
		return { tools, results, body };
	},
	answer(move, response) {
		const usage = { input_tokens: 1, output_tokens: 1 };
		const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'scripted', content: [], usage };
		const [block, delta, reason] =
			'says' in move
				? [{ type: 'text', text: '' }, { type: 'text_delta', text: move.says }, 'end_turn']
				: [
						{ type: 'tool_use', id: `toolu_${Date.now()}`, name: move.calls.name, input: {} },
						{ type: 'input_json_delta', partial_json: JSON.stringify(move.input) },
						'tool_use',
					];
		stream(response, [
			{ type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null } },
			{ type: 'content_block_start', index: 0, content_block: block },
			{ type: 'content_block_delta', index: 0, delta },
			{ type: 'content_block_stop', index: 0 },
			{ type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null }, usage },
			{ type: 'message_stop' },
		]);
	},
};
