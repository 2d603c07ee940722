import { z } from 'zod';
import { refusal, toldOf } from '../results';
import type { Workshop } from '../workshop';

/** *cancel_image*: ends a job. */
export function addCancelImage({ server, host, desk }: Workshop): void {
	server.registerTool(
		'cancel_image',
		{
			title: 'Cancel image',
			description:
				'Stops an image that is being made. What its service has begun may cost money all the same, and then the image is lost: cancel only what nobody wants any more.',
			inputSchema: { id: z.string().min(1).describe('The id that generate_image or edit_image has given.') },
			annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
		},
		async ({ id }) => {
			try {
				const standing = await desk.cancel({ id, roots: await host.roots() });
				return await toldOf(id, standing, { desk, withPreview: false });
			} catch (error) {
				return refusal(error);
			}
		},
	);
}
