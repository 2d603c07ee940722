import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { type Desk, type MadeImage, Refused, type Standing } from './desk';
import { wordMade } from './words';

/** What a tool tells of a job: in words, and as data with the same facts. */
export async function toldOf(
	id: string,
	standing: Standing,
	{ desk, withPreview }: { readonly desk: Desk; readonly withPreview: boolean },
): Promise<CallToolResult> {
	switch (standing.state) {
		case 'running': {
			const { said, elapsedMs, usualMs } = standing;
			return told(
				`Still being made (${said}). Ask image_status for it with the id ${id}. It goes on by itself: don't ask for it again.`,
				{
					...{ state: 'running', id, elapsed_seconds: seconds(elapsedMs) },
					...(usualMs !== undefined && { usual_seconds: seconds(usualMs) }),
				},
			);
		}
		case 'saved': {
			const { images, remarks } = standing;
			const [first] = images;
			const result = told(wordMade(images, remarks), {
				state: 'saved',
				id,
				images: images.map(dataOf),
				remarks: [...remarks],
			});
			// A host that gives its model the data alone would keep the image from it.
			return withPreview && first ? { content: [...result.content, await previewOf(first, desk)] } : result;
		}
		case 'accepted':
		case 'failed': {
			const { state, said, mayBePaid } = standing;
			return { ...told(said, { state, id, may_have_been_paid_for: mayBePaid }), isError: true };
		}
	}
}

/** What a tool tells: words for the agent, and data with the same words, since hosts give their model the one, the other, or both. */
export function told(words: string, data: Record<string, unknown>): CallToolResult {
	return { content: [{ type: 'text', text: words }], structuredContent: { ...data, message: words } };
}

/** What was not done, and why: nothing was paid for. Throws what is no refusal. */
export function refusal(error: unknown): CallToolResult {
	if (!Refused.is(error)) {
		throw error;
	}
	return { ...told(error.message, { state: 'refused', may_have_been_paid_for: false }), isError: true };
}

function dataOf({ path, link, width, height, bytes, cost }: MadeImage): Record<string, unknown> {
	return {
		...{ path, width, height, bytes },
		...(link !== undefined && { link }),
		...(cost !== undefined && { cost_usd: cost }),
	};
}

async function previewOf({ path }: MadeImage, desk: Desk): Promise<CallToolResult['content'][number]> {
	const { bytes, type } = await desk.preview(path);
	return { type: 'image', data: bytes.toString('base64'), mimeType: type };
}

function seconds(ms: number): number {
	return Math.round(ms / 1000);
}
