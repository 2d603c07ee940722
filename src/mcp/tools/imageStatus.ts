import { z } from 'zod';
import { refusal, toldOf } from '../results';
import type { Workshop } from '../workshop';
import { waitFor } from '../waiting';

/** *image_status*: waits for an image that was asked for before. */
export function addImageStatus({ server, host, desk, limitMs }: Workshop): void {
	server.registerTool(
		'image_status',
		{
			title: 'Image status',
			description:
				'Waits for an image that was asked for before, and tells how it stands. Costs nothing. Ask again until it is saved or has failed.',
			inputSchema: {
				id: z.string().min(1).describe('The id that generate_image or edit_image has given.'),
				preview: z.boolean().optional().describe('Whether to send a small version of the image to look at.'),
			},
			annotations: { readOnlyHint: true, openWorldHint: false },
		},
		async ({ id, preview: withPreview = false }, call) => {
			try {
				const standing = await waitFor(desk, { id, roots: await host.roots() }, limitMs, call);
				return await toldOf(id, standing, { desk, withPreview });
			} catch (error) {
				return refusal(error);
			}
		},
	);
}
