import { z } from 'zod';
import { orderFrom } from '../desk';
import type { Workshop } from '../workshop';
import { make, wishes } from './making';

/** *generate_image*: a new image. */
export function addGenerateImage(workshop: Workshop): void {
	workshop.server.registerTool(
		'generate_image',
		{
			title: 'Generate image',
			description:
				"Makes an image from a description with the person's own image service: it costs money and takes one to three minutes. Answers with its path and the text to insert; where it takes longer than the call may last, with an id for image_status.",
			inputSchema: {
				prompt: z
					.string()
					.trim()
					.min(1)
					.max(32_000)
					.describe('What the image shows: subject, setting, style, light, colours. Whole sentences work best.'),
				...wishes,
			},
			annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
		},
		({ preview, ...order }, call) => make(orderFrom(order), preview, call, workshop),
	);
}
