import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
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
}

const instructions = `Makes images for documents and code with the person's own image service, and says what they cost. An image takes one to three minutes: a call that would last longer answers with an id, and image_status waits for the rest. Never ask for the same image again while its id is known: it would be paid for twice. For diagrams with words prefer Mermaid or SVG that you write yourself.`;

/** Serves a host on standard input and output until it is gone. Jobs go on without it. */
export async function serve({ desk, version, limitMs, folder }: ServeOptions): Promise<void> {
	const server = new McpServer(
		{ name: 'imagegen', title: 'Image Gen', version },
		{ instructions, capabilities: { tools: {} } },
	);
	const workshop: Workshop = { server, host: new Host(server, folder), desk, limitMs, inTurn: oneAfterAnother() };
	[addGenerateImage, addEditImage, addImageStatus, addListMissingImages, addCancelImage].forEach((add) =>
		add(workshop),
	);
	const isOver = new Promise<void>((resolve) => (server.server.onclose = resolve));
	process.stdin.once('end', () => void server.close());
	await server.connect(new StdioServerTransport());
	await isOver;
}
