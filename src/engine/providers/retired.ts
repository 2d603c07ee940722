/**
 * What took the place of models that their vendors no longer have. Elsewhere such an id may live on, so that it is only said once a service
 * answers that it has no such model. Dates: Google's changelog, and the comments in openai-node 7.57.0's `ImageModel`.
 */
const successors: readonly (readonly [retired: RegExp, successor: string])[] = [
	// 25 June 2026.
	[/gemini-3-pro-image-preview/, 'gemini-3-pro-image'],
	// The preview on the same day; the model itself is deprecated since 6 October 2026.
	[/gemini-3[.-]1-flash-image(-preview)?/, 'gemini-nano-banana-2.1'],
	[/gemini-2[.-][05]-flash(-preview|-exp)?-image(-generation|-preview)?/, 'gemini-nano-banana-2.1'],
	// 17 August 2026.
	[/imagen-[1-4][\w.-]*/, 'gemini-3-pro-image'],
	// 12 May 2026.
	[/dall-e-[23]/, 'gpt-image-2.5-flare'],
	// 23 October 2026; its smaller and later ones are alive.
	[/gpt-image-1(?![\d.]|-mini|-5)/, 'gpt-image-2.5-flare'],
	[/seedream-3[\w.-]*/, 'seedream-4-5-251128'],
];

/** The id that took the place of a retired one, with what a service puts before ids. */
export function successorOf(model: string): string | undefined {
	const [retired, successor] = successors.find(([ids]) => ids.test(model)) ?? [];
	return retired && successor && model.replace(retired, successor);
}
