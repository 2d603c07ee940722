// npm run test:oldest: the in-editor suite and the journeys (or the one that is named) on the oldest VS Code that package.json promises.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
	SetupError,
	installDebianPackages,
	installPackages,
	isInstalled,
	node,
	npmCi,
	root,
	run,
	runMain,
	serverBuildPackages,
} from './setup.mjs';

const folder = join(root, 'test/editor/server/oldest');
const vscode = join(folder, 'node_modules/code-server/lib/vscode');
/** Written last, so it is there only after an install that went through. */
const done = join(vscode, 'installed');

await runMain(async () => {
	await installPackages();
	await installOldest();
	const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	// The server that the tests are to start, and the desktop to download where there is a display.
	const env = { VSCODE_SERVER: folder, VSCODE_VERSION: engines.vscode.replace('^', '') };
	const asked = process.argv.slice(2);
	process.exitCode = await run(node, ['scripts/test.mjs', ...(asked.length > 0 ? asked : ['editor', 'journeys'])], {
		env,
	});
});

/** Its package was made for Node 22, which comes along, and asks a git host for one dependency and another for a program. */
async function installOldest() {
	if (existsSync(done) && isInstalled(folder)) {
		return;
	}
	await installDebianPackages(serverBuildPackages);
	await npmCi(folder, 'Installing the oldest VS Code server (a minute or two)', ['--ignore-scripts']);
	for (const part of [vscode, join(vscode, 'extensions')]) {
		const manifest = join(part, 'package.json');
		const text = readFileSync(manifest, 'utf8');
		writeFileSync(manifest, text.replace(/parcel-bundler\/watcher#\w+/, '2.5.1'));
		// It fixes that git address, and a ripgrep that downloads itself; newer ones are npm packages.
		rmSync(join(part, 'npm-shrinkwrap.json'), { force: true });
	}
	await rebuild('node');
	await rebuild('code-server');
	writeFileSync(done, '');
}

/** Runs a package's install scripts, which in turn install what is within code-server. */
async function rebuild(name) {
	const env = {
		PATH: [join(folder, 'node_modules/.bin'), process.env.PATH].join(delimiter),
		npm_config_user_agent: undefined,
		// Without it the scripts refuse to run as root.
		npm_config_unsafe_perm: 'true',
		npm_config_legacy_peer_deps: 'true',
	};
	if ((await run('npm', ['rebuild', '--loglevel=error', name], { cwd: folder, env })) !== 0) {
		throw new SetupError(`npm rebuild ${name} failed in ${folder}.`);
	}
}
