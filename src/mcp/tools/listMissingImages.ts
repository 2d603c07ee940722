import { z } from 'zod';
import { refusal, told } from '../results';
import { wordLacking } from '../words';
import type { Workshop } from '../workshop';

/** *list_missing_images*: links to images that are not there. */
export function addListMissingImages({ server, host, desk }: Workshop): void {
	server.registerTool(
		'list_missing_images',
		{
			title: 'List missing images',
			description:
				'Finds image links in documents that lead to no file, with their alternative texts: what is still to be drawn. Changes nothing, and costs nothing.',
			inputSchema: {
				paths: z
					.array(z.string().min(1))
					.max(1000)
					.optional()
					.describe('Documents, or folders with documents in them. Without it: all workspace folders.'),
			},
			annotations: { readOnlyHint: true, openWorldHint: false },
		},
		async ({ paths = [] }) => {
			try {
				const roots = await host.roots();
				const missing = await desk.lacking(paths.length > 0 ? paths : roots, roots);
				return told(wordLacking(missing), { missing: [...missing] });
			} catch (error) {
				return refusal(error);
			}
		},
	);
}
