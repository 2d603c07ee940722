import type { ServerResponse } from 'node:http';

/** Sends events as services stream them. */
export function stream(
	response: ServerResponse,
	events: readonly { readonly type: string; readonly [member: string]: unknown }[],
): void {
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
}
