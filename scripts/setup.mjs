// The set-up behind npm start, npm test and CI. Node's built-ins only: it runs on any Node 20 or later, before anything
// is installed. Every step looks first and does nothing when nothing is to be done.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const serverFolder = join(root, 'test/editor/server');
const windows = process.platform === 'win32';

/** The Node 24 of the npm package `node`: what the tests and the VS Code server run on, whatever Node started us. */
export const node = join(root, 'node_modules/node/bin', windows ? 'node.exe' : 'node');

const chromiumCandidates = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/opt/google/chrome/chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** What the native modules of the VS Code server are compiled with, as Debian's packages. */
export const serverBuildPackages = [
	...['build-essential', 'pkg-config', 'python3'],
	...['libkrb5-dev', 'libsecret-1-dev', 'libx11-dev', 'libxkbfile-dev'],
];

/** What the faults' tests put between engine and service: each program, and Debian's package with it. */
const middleboxes = {
	nginx: 'nginx-light',
	haproxy: 'haproxy',
	squid: 'squid',
	iptables: 'iptables',
	ip: 'iproute2',
};

/** What reads the documents and the images of the processors' tests, as Debian's packages. */
const processors = [
	...['pandoc', 'python3-docutils', 'python3-nbformat', 'asciidoctor', 'emacs-nox'],
	...['python3-markdown', 'python3-pymdownx'],
	...['texlive-latex-base', 'poppler-utils', 'ruby-haml', 'ruby-slim'],
	...['imagemagick', 'webp', 'icoutils'],
];

/** How people end a program. */
export const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Something the person must do: shown without a stack. */
export class SetupError extends Error {}

/**
 * Runs a program in the checkout, its output in ours, with Node 24 and the installed tools first on its PATH. When a person ends it,
 * we end by the same signal: an interruption is no failure, and nothing is to be said of it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} its exit code; 1 when it crashed
 */
export async function run(command, args, { cwd = root, env = {} } = {}) {
	const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
	const options = {
		cwd,
		stdio: 'inherit',
		env: { ...process.env, PATH: path, ...env },
		shell: command === 'npm' && windows,
	};
	const child = spawn(command, args, options);
	let passed;
	const pass = (signal) => {
		passed = signal;
		child.kill(signal);
	};
	// A terminal's Ctrl-C reaches it by itself.
	const toPass = interruptions.filter((signal) => signal !== 'SIGINT');
	toPass.forEach((signal) => process.on(signal, pass));
	const [code, signal] = await once(child, 'exit').finally(() => {
		toPass.forEach((each) => process.off(each, pass));
	});
	const interruption = passed ?? interruptions.find((each) => each === signal);
	if (interruption === undefined) {
		return code ?? 1;
	}
	process.kill(process.pid, interruption);
	return new Promise(() => undefined);
}

/** Installs the checkout's own packages unless they are there and as new as the lock file. */
export async function installPackages() {
	await npmCi(root, 'Installing packages');
}

/** Installs what bench/ compares with: packages of its own, and the programs that people would use in a shell. */
export async function installBench() {
	await npmCi(join(root, 'bench'), 'Installing what to compare with');
	await installDebianPackages(['curl', 'jq', 'imagemagick']);
}

/** Installs the programs that agents run in (test/hosts): a gigabyte. */
export async function installHosts() {
	await npmCi(join(root, 'test/hosts'), 'Installing the hosts of agents');
}

/** Installs the VS Code server of the npm route (test/editor/server): 600 MB, so only where it is needed, and no other is named. */
export async function installServer() {
	if (process.env.VSCODE_SERVER || isInstalled(serverFolder)) {
		return;
	}
	await installDebianPackages(serverBuildPackages);
	try {
		await npmCi(serverFolder, 'Installing the VS Code server (a minute or two)');
	} catch (error) {
		const needs =
			'Its native modules need a C++ compiler, Python and the headers of krb5, libsecret, libx11 and libxkbfile.';
		throw new SetupError(`${error.message} ${needs}`);
	}
}

/**
 * The Chromium to test with, installed first on Debian as root.
 * @returns {Promise<string>} the path of its executable
 */
export async function installChromium() {
	const found = findChromium();
	if (found) {
		return found;
	}
	await installDebianPackages(['chromium']);
	const installed = findChromium();
	if (!installed) {
		throw new SetupError(
			'No Chromium found: install Chromium or Google Chrome, or set CHROMIUM_PATH to its executable.',
		);
	}
	return installed;
}

/**
 * Installs what the real editor runs in where there is no display: Chromium, and the server that it opens.
 * @returns {Promise<string>} Chromium's path
 */
export async function installBrowserRoute() {
	const chromium = await installChromium();
	await installServer();
	return chromium;
}

/** Installs the programs that the faults' tests run in the middle. Without them those tests say that they did not run. */
export async function installMiddleboxes() {
	const folders = [...process.env.PATH.split(delimiter), '/usr/sbin', '/sbin'];
	const missing = Object.keys(middleboxes).filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
	try {
		await installDebianPackages(missing.map((name) => middleboxes[name]));
	} catch (error) {
		console.log(error.message);
	}
}

/** Installs the programs that the processors' tests give documents to. Without them those tests say that they did not run. */
export async function installProcessors() {
	try {
		// What they recommend besides is a gigabyte.
		await installDebianPackages(processors, ['--no-install-recommends']);
	} catch (error) {
		console.log(error.message);
	}
}

/** Installs the keyring that the tests of `imagegen key` store keys in. Without it those tests say that they did not run. */
export async function installKeyring() {
	try {
		await installDebianPackages(['dbus', 'gnome-keyring'], ['--no-install-recommends']);
	} catch (error) {
		console.log(error.message);
	}
}

/** Installs the C compiler with which the kill tests make their layer. Without it those tests say that they did not run. */
export async function installCompiler() {
	const isThere = process.env.PATH.split(delimiter).some((folder) => existsSync(join(folder, 'cc')));
	try {
		await installDebianPackages(isThere ? [] : ['build-essential']);
	} catch (error) {
		console.log(error.message);
	}
}

/**
 * Builds dist/ with esbuild.
 * @param {...string} options those of esbuild.js
 */
export async function build(...options) {
	if ((await run(node, ['esbuild.js', ...options])) !== 0) {
		throw new SetupError('The build failed.');
	}
}

/**
 * Runs a script's main part: its errors become one line and exit code 1.
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
	try {
		await main();
	} catch (error) {
		console.error(error instanceof SetupError ? error.message : error);
		process.exitCode = 1;
	}
}

/**
 * Is this module what Node was started with?
 * @param {string} url the module's import.meta.url
 */
export function isMain(url) {
	return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}

/**
 * Installs a folder's packages as its lock file has them, unless they are there.
 * @param {string} folder
 * @param {string} doing what the person is told
 * @param {readonly string[]} [options] npm's
 */
export async function npmCi(folder, doing, options = []) {
	if (isInstalled(folder)) {
		return;
	}
	console.log(`${doing} …`);
	// Inside an npm script this would still name the Node that npm itself runs on, and code-server looks at it.
	const env = { npm_config_user_agent: undefined };
	// Errors only: npm may itself run on an older Node than the packages ask for, which then run on the Node that comes with them.
	if (
		(await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...options], { cwd: folder, env })) !== 0
	) {
		throw new SetupError(`npm ci failed in ${folder}.`);
	}
}

/**
 * npm writes node_modules/.package-lock.json last, so it is there only after an install that went through.
 * @param {string} folder
 */
export function isInstalled(folder) {
	const installed = statSync(join(folder, 'node_modules/.package-lock.json'), { throwIfNoEntry: false });
	return installed !== undefined && installed.mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs;
}

function findChromium() {
	const { CHROMIUM_PATH } = process.env;
	if (CHROMIUM_PATH && !existsSync(CHROMIUM_PATH)) {
		throw new SetupError(`CHROMIUM_PATH names no file: ${CHROMIUM_PATH}`);
	}
	return CHROMIUM_PATH || chromiumCandidates.find((path) => existsSync(path));
}

/**
 * Installs those that are missing. Elsewhere than on Debian as root this does nothing, and what is missing shows itself later.
 * @param {readonly string[]} wanted
 * @param {readonly string[]} [options] apt-get's
 */
export async function installDebianPackages(wanted, options = []) {
	const isDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version');
	const names = isDebian ? wanted.filter((name) => !hasDebianPackage(name)) : [];
	if (names.length === 0) {
		return;
	}
	console.log(`Installing ${names.join(' ')} …`);
	// RUNLEVEL keeps a package's service from being started: the tests start their own.
	const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
	const quietly = ['-qq', '-o', 'Dpkg::Use-Pty=0'];
	await run('apt-get', [...quietly, 'update'], { env });
	if ((await run('apt-get', [...quietly, 'install', '-y', ...options, ...names], { env })) !== 0) {
		throw new SetupError(`apt-get could not install ${names.join(' ')}.`);
	}
}

function hasDebianPackage(name) {
	const { stdout } = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { encoding: 'utf8' });
	return stdout === 'installed';
}

if (isMain(import.meta.url)) {
	await runMain(installPackages);
}
