// npm run soak: a thousand generations with faults, in two protocols, ours beside the vendors' SDKs; with --http2, HTTP/1.1 beside HTTP/2.
// Both write their tables to test/soak/RESULTS.md.
import { build, installMiddleboxes, installPackages, node, run, runMain } from './setup.mjs';

await runMain(async () => {
	const args = process.argv.slice(2);
	await installPackages();
	await build();
	const http2 = args.includes('--http2');
	if (http2) {
		await installMiddleboxes();
	}
	const script = http2 ? 'test/soak/http2.ts' : 'test/soak/soak.ts';
	process.exitCode = await run(node, ['--import', 'tsx', script, ...args.filter((arg) => arg !== '--http2')]);
});
