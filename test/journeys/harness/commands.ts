import titles from '../../../package.nls.json';

/** The commands that ask for an image, as the command palette has them. */
export const generateCommand = `AI Image: ${titles['command.generate']}`;
export const missingCommand = `Image Gen: ${titles['command.generateMissing']}`;
export const insertCommand = `AI Image: ${titles['command.insert']}`;
export const editCommand = `Image Gen: ${titles['command.edit']}`;
