/** Replaced by the build: the publisher is the owner's to choose (publishing.json). */
declare const EXTENSION_ID: string;

/** Publisher and name of this extension, as VS Code knows it. */
export const extensionId = EXTENSION_ID;
