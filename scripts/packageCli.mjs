// npm run package:cli: builds for production and packs the command line by itself into out/, one file that npm can install.
// With a folder as its argument it packs what is built already, into that.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { noticesFor } from './notices.mjs';
import { SetupError, build, installPackages, root, run, runMain } from './setup.mjs';

/** What dist/cli.js loads when it needs it, and itself. */
const bundles = ['cli', 'languages', 'mcp', 'painter', 'pixels', 'svg'].map((name) => `dist/${name}.js`);

/**
 * Packs the command line of what is built in dist/.
 * @param {string} folder where it goes
 * @returns {Promise<string>} the package's path
 */
async function packCli(folder) {
	const work = join(folder, 'imagegen-cli');
	rmSync(work, { recursive: true, force: true });
	const codecs = readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.wasm'));
	mkdirSync(work, { recursive: true });
	for (const file of [...bundles, ...codecs.map((name) => `dist/${name}`), 'LICENSE', 'docs', 'l10n', 'plugin']) {
		cpSync(join(root, file), join(work, file), { recursive: true });
	}
	const { version, license, engines, keywords, optionalDependencies } = JSON.parse(
		readFileSync(join(root, 'package.json'), 'utf8'),
	);
	const { node } = engines;
	const manifest = {
		name: 'imagegen-cli',
		version,
		description: 'Generates images from a terminal, a script or an agent, and keeps them safe until they are on disk.',
		license,
		keywords,
		engines: { node },
		bin: { imagegen: bundles[0] },
		files: ['dist', 'docs', 'l10n', 'plugin', 'ThirdPartyNotices.txt'],
		optionalDependencies,
	};
	writeFileSync(join(work, 'package.json'), JSON.stringify(manifest, undefined, 2));
	writeFileSync(join(work, 'README.md'), readme(node));
	writeFileSync(join(work, 'ThirdPartyNotices.txt'), noticesFor(bundles.map((path) => basename(path, '.js'))));
	if ((await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: work })) !== 0) {
		throw new SetupError('npm could not pack the command line.');
	}
	return join(folder, `imagegen-cli-${version}.tgz`);
}

/** @param {string} node the versions of Node that it runs on */
function readme(node) {
	return `# imagegen

AI image generation in a terminal: the engine of the VS Code extension Image Gen, by itself. It needs Node.js ${node}.

\`\`\`sh
imagegen generate "a lighthouse at dusk"                     # on the built-in sandbox, which needs no key
imagegen key set gemini                                      # or IMAGEGEN_API_KEY in the environment
imagegen generate "a lighthouse at dusk" --service gemini
imagegen fill docs --dry-run                                 # the images that documents link to and that are not there
imagegen mcp --service gemini                                # for agents
\`\`\`

\`imagegen --help\` tells of every command. [docs/terminal.md](docs/terminal.md) has exit codes, the members of \`--json\`, and a build on GitHub;
[docs/](docs/README.md) has what else there is to know.
`;
}

await runMain(async () => {
	const [folder] = process.argv.slice(2);
	if (folder === undefined) {
		await installPackages();
		await build('--production');
	}
	console.log(await packCli(resolve(folder ?? join(root, 'out'))));
});
