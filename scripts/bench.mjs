// npm run bench [-- group … --quick]: measures ours beside what people would use instead, and writes bench/RESULTS.md. All
// groups without any; --report writes the report again out of what was measured before.
import { packVsix } from './package.mjs';
import {
	SetupError,
	installBench,
	installBrowserRoute,
	installMiddleboxes,
	installPackages,
	node,
	root,
	run,
	runMain,
} from './setup.mjs';
import { join } from 'node:path';

const bench = join(root, 'bench');

await runMain(async () => {
	await installPackages();
	await installBench();
	if ((await run('npm', ['run', '--silent', 'check'], { cwd: bench })) !== 0) {
		throw new SetupError('bench/ is not as it should be.');
	}
	// The bundles that people install, and the VSIX around them.
	await packVsix();
	const args = process.argv.slice(2);
	const groups = args.filter((arg) => !arg.startsWith('--'));
	const isAsked = (group) => !args.includes('--report') && (groups.length === 0 || groups.includes(group));
	const env = {};
	if (isAsked('editor')) {
		env.CHROMIUM_PATH = await installBrowserRoute();
	}
	if (isAsked('image')) {
		await installMiddleboxes();
	}
	process.exitCode = await run(node, ['--import', 'tsx', join(bench, 'run.ts'), ...args], { env });
});
