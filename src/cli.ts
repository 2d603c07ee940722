import { engines } from '../package.json';

/*
 * The engine's executable face. Nothing but this file is evaluated before it is certain that Node can run the rest, and the
 * bundle keeps to a syntax that Node 16 can read: an older Node is told what is wrong, instead of showing a stack.
 */

const wanted = engines.node.replace('>=', '');

if (isNewEnough(process.versions.node)) {
	void import('./cli/main').then(({ main }) => main(process.argv.slice(2)));
} else {
	process.stderr.write(`imagegen needs Node.js ${wanted} or later; this is ${process.versions.node}.\n`);
	process.exitCode = 2;
}

/** Whether a version `major.minor.patch` is at least the one that is wanted. */
function isNewEnough(version: string): boolean {
	const has = version.split('.').map(Number);
	const wants = wanted.split('.').map(Number);
	const index = wants.findIndex((part, at) => part !== has[at]);
	return index === -1 || (has[index] ?? 0) > (wants[index] ?? 0);
}
