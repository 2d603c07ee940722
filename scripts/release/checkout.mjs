// Whether a checkout is what its commit says, so that what is published can be made again.
import { spawnSync } from 'node:child_process';

/**
 * What speaks against publishing a version out of a checkout.
 * @param {string} folder
 * @param {string} version the manifest's
 * @returns {string[]} a text each
 */
export function flawsOfCheckout(folder, version) {
	const changed = git(folder, 'status', '--porcelain');
	const tagged = git(folder, 'tag', '--points-at', 'HEAD', '--list', 'v*');
	if (changed === undefined || tagged === undefined) {
		return ['git could not tell whether this is what is committed.'];
	}
	return [
		...(changed.length > 0 ? [`These files are not as they are committed:\n${changed.join('\n')}`] : []),
		...(tagged.length === 0 || tagged.includes(`v${version}`)
			? []
			: [`The commit has the tag ${tagged.join(', ')}, but package.json has the version ${version}.`]),
	];
}

/** The lines that git says; undefined where it fails. */
function git(folder, ...args) {
	const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
	return status === 0 ? stdout.split('\n').filter((line) => line !== '') : undefined;
}
