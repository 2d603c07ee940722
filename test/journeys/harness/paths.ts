import path from 'node:path';

/** The checkout. */
export const root = path.resolve(import.meta.dirname, '../../..');

/** The extension as people install it, made by `npm run package` and, before the journeys, by `npm run test:journeys`. */
export const vsix = path.join(root, 'out/imagegen.vsix');

/** The sample workspace. Journeys work on copies. */
export const samples = path.join(root, 'samples');

/** Where journeys leave what they saw. */
export const screenshots = path.join(root, 'test/out/screenshots');
