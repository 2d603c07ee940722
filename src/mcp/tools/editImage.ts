import { z } from 'zod';
import { orderFrom } from '../desk';
import type { Workshop } from '../workshop';
import { make, wishes } from './making';

/** *edit_image*: another image out of one, which stays as it is. */
export function addEditImage(workshop: Workshop): void {
	workshop.server.registerTool(
		'edit_image',
		{
			title: 'Edit image',
			description:
				"Makes a changed version of an image in the workspace with the person's own image service: it costs money and takes one to three minutes. The image itself stays as it is; the result is another file.",
			inputSchema: {
				image: z
					.string()
					.min(1)
					.describe('The image file, relative to the first workspace folder or absolute within one.'),
				prompt: z.string().trim().min(1).max(32_000).describe('What is to change, and what is to stay.'),
				...wishes,
			},
			annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
		},
		({ preview, ...order }, call) => make(orderFrom(order), preview, call, workshop),
	);
}
