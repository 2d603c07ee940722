import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { httpServer, type TestServer } from '../support/servers';
import { anthropicMessages } from './protocols/anthropicMessages';
import { openaiResponses } from './protocols/openaiResponses';

/** A tool that the host offers to the model. */
export interface OfferedTool {
	/** As the model calls it. */
	readonly name: string;
	/** What it is within, where the host sorts its tools. */
	readonly namespace?: string;
}

/** What the model knows when it is asked for its next words. */
export interface Turn {
	readonly tools: readonly OfferedTool[];
	/** What its tools have answered so far, the oldest first. */
	readonly results: readonly string[];
	/** All that it was sent. */
	readonly body: string;
}

export type Move = { readonly says: string } | { readonly calls: OfferedTool; readonly input: object };

/** How one kind of service is asked, and answers. */
export interface Protocol {
	turnIn(body: string): Turn;
	answer(move: Move, response: ServerResponse): void;
}

const protocols: Readonly<Record<string, Protocol>> = {
	'/v1/messages': anthropicMessages,
	'/v1/responses': openaiResponses,
};

/** A model that does what `next` says, on loopback, for hosts that are offline. */
export async function scriptedModel(
	next: (turn: Turn) => Move,
): Promise<TestServer & { readonly turns: readonly Turn[] }> {
	const turns: Turn[] = [];
	const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const protocol = protocols[(request.url ?? '').replace(/\?.*/, '')];
		const body = await text(request);
		if (request.method !== 'POST' || !protocol) {
			response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"not here"}}');
			return;
		}
		const turn = protocol.turnIn(body);
		turns.push(turn);
		protocol.answer(next(turn), response);
	};
	const server = await httpServer((request, response) => void answer(request, response));
	return Object.assign(server, { turns });
}
