// npm run tour: takes the README's pictures anew, all or those that are named, from the packed extension in the real editor.
import { packVsix } from './package.mjs';
import { installBrowserRoute, installPackages, node, run, runMain } from './setup.mjs';

await runMain(async () => {
	await installPackages();
	await packVsix();
	const env = { CHROMIUM_PATH: await installBrowserRoute() };
	process.exitCode = await run(node, ['--import', 'tsx', 'test/tour/tour.ts', ...process.argv.slice(2)], { env });
});
