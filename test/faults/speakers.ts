/** The protocols whose way through every fault is walked; what others say is read by the same code. */
export const sweptProtocols = ['openaiImages', 'geminiNative', 'chatCompletions'] as const;

export type SweptProtocol = (typeof sweptProtocols)[number];

/** How a service of one protocol words what it says. */
export interface Speaker {
	readonly protocol: SweptProtocol;
	/** A reply with these images, each as it is to stand there. */
	images(...texts: string[]): object;
	/** A refusal in the service's own words. `more` goes into the error. */
	error(status: number, message: string, more?: object): object;
}

export const speakers: Readonly<Record<SweptProtocol, Speaker>> = {
	openaiImages: {
		protocol: 'openaiImages',
		images: (...texts) => ({ created: 1, data: texts.map((text) => ({ b64_json: text })) }),
		error: (_status, message, more) => ({ error: { message, type: 'error', ...more } }),
	},
	geminiNative: {
		protocol: 'geminiNative',
		images: (...texts) => ({
			candidates: [
				{
					content: {
						role: 'model',
						parts: texts.map((data) => ({ inlineData: { mimeType: 'image/png', data } })),
					},
					finishReason: 'STOP',
				},
			],
		}),
		error: (status, message, more) => ({ error: { code: status, message, ...more } }),
	},
	chatCompletions: {
		protocol: 'chatCompletions',
		images: (...texts) => ({
			choices: [
				{
					index: 0,
					message: {
						role: 'assistant',
						content: '',
						images: texts.map((text) => ({ type: 'image_url', image_url: { url: urlOf(text) } })),
					},
					finish_reason: 'stop',
				},
			],
		}),
		error: (status, message, more) => ({ error: { code: status, message, ...more } }),
	},
};

/** What stands in a chat in the place of an image's base64; a link stays one. */
function urlOf(text: string): string {
	return /^[a-z]+:/i.test(text) ? text : `data:image/png;base64,${text}`;
}
