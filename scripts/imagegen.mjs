// npm run imagegen: the engine's command line from a checkout, set up and built first. Says nothing of that on stdout,
// which belongs to the command.
import { build, installPackages, node, run, runMain } from './setup.mjs';

await runMain(async () => {
	await installPackages();
	await build();
	process.exitCode = await run(node, ['dist/cli.js', ...process.argv.slice(2)]);
});
