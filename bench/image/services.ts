/** The models that are asked for, by both protocols. */
export const gptImageModel = 'gpt-image-2.5-flare';
export const geminiModel = 'gemini-3-pro-image';

/** The largest square that OpenAI's models take, in pixels: what Image Gen asks them for when a person says 4K. */
export const gptImageSize = '2880x2880';
