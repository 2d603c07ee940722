import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { STDIO_DEFAULT_MAX_BUFFER_SIZE } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Desk } from './desk';
import { Host } from './host';
import { addCancelImage } from './tools/cancelImage';
import { addEditImage } from './tools/editImage';
import { addGenerateImage } from './tools/generateImage';
import { addImageStatus } from './tools/imageStatus';
import { addListMissingImages } from './tools/listMissingImages';
import { oneAfterAnother } from './turns';
import type { Workshop } from './workshop';

export interface ServeOptions {
	readonly desk: Desk;
	readonly version: string;
	readonly limitMs: number;
	/** Where a host works that names no folders; absolute. */
	readonly folder: string;
	/** Tells whoever started the server what nobody can be answered about. */
	readonly complain: (sentence: string) => void;
}

const instructions = `Makes images for documents and code with the person's own image service, and says what they cost. An image takes one to three minutes: a call that would last longer answers with an id, and image_status waits for the rest. Never ask for the same image again while its id is known: it would be paid for twice. For diagrams with words prefer Mermaid or SVG that you write yourself.`;

/** Serves a host on standard input and output until it is gone. Jobs go on without it. Resolves whether it was the host that ended it. */
export async function serve({ desk, version, limitMs, folder, complain }: ServeOptions): Promise<boolean> {
	const server = new McpServer(
		{ name: 'imagegen', title: 'Image Gen', version },
		{ instructions, capabilities: { tools: {} } },
	);
	const workshop: Workshop = { server, host: new Host(server, folder), desk, limitMs, inTurn: oneAfterAnother() };
	[addGenerateImage, addEditImage, addImageStatus, addListMissingImages, addCancelImage].forEach((add) =>
		add(workshop),
	);
	let trouble = new Error('the connection was closed');
	const breakOff = (error: Error): void => {
		trouble = error;
		void server.close();
	};
	server.server.onerror = (error) => {
		trouble = error;
		if (isUnread(error)) {
			complain('A line of the host is no message of the protocol, and was left out.');
		}
	};
	const isOver = new Promise<boolean>((resolve) => {
		server.server.onclose = () => resolve(false);
		process.stdin.once('end', () => {
			resolve(true);
			void server.close();
		});
	});
	process.stdin.once('error', breakOff);
	// Else a host that hears nothing could go on asking for images.
	process.stdout.once('error', breakOff);
	await server.connect(new StdioServerTransport());
	const isEnded = await isOver;
	if (!isEnded) {
		complain(
			`The connection to the host broke off: ${wordTrouble(trouble)}. Images that were begun go on: imagegen jobs tells of them. Start the server again for more.`,
		);
	}
	return isEnded;
}

/** Whether a line was no JSON, or none of the protocol's. */
function isUnread({ name }: Error): boolean {
	return name === 'SyntaxError' || name === 'ZodError';
}

function wordTrouble({ message }: Error): string {
	return message.startsWith('ReadBuffer exceeded')
		? `a line of it was longer than ${STDIO_DEFAULT_MAX_BUFFER_SIZE / 2 ** 20} MiB`
		: message;
}
