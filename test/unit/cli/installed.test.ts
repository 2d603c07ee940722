import assert from 'node:assert/strict';
import {
	type ChildProcessWithoutNullStreams,
	execFileSync,
	spawnSync,
	type SpawnSyncReturns,
} from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { engines, version } from '../../../package.json';
import { measureImage } from '../../../src/engine/decode/imageFile';
import { temporaryFolder } from '../../support/folders';
import { start } from './cli';

type Folder = Awaited<ReturnType<typeof temporaryFolder>>;

/** The command line as people install it, without a network, into a folder of its own. */
interface Installed {
	readonly packed: string;
	readonly env: NodeJS.ProcessEnv;
	readonly modules: string;
}

/** Where npm is told to put and find everything, with our Node as the one on the path. */
function environment(home: string): NodeJS.ProcessEnv {
	const node = join(home, 'node');
	if (!existsSync(node)) {
		mkdirSync(node);
		symlinkSync(process.execPath, join(node, 'node'));
	}
	const { IMAGEGEN_API_KEY: _key, ...inherited } = process.env;
	return {
		...inherited,
		PATH: [join(home, 'prefix', 'bin'), node, process.env['PATH']].join(delimiter),
		HOME: home,
		XDG_DATA_HOME: join(home, 'data'),
		npm_config_prefix: join(home, 'prefix'),
		npm_config_cache: join(home, 'cache'),
		npm_config_offline: 'true',
		npm_config_update_notifier: 'false',
	};
}

function install(home: string): Installed {
	const env = environment(home);
	execFileSync(process.execPath, ['scripts/packageCli.mjs', home], { env, stdio: 'pipe' });
	const packed = join(home, `imagegen-cli-${version}.tgz`);
	execFileSync('npm', ['install', '--global', '--omit=optional', packed], { env, cwd: home, stdio: 'pipe' });
	return { packed, env, modules: join(home, 'prefix', 'lib', 'node_modules') };
}

describe('the command line that is installed by itself', function () {
	this.timeout(120_000);
	let home: Folder;
	let installed: Installed;

	before(async () => {
		home = await temporaryFolder();
		installed = install(home.path);
	});
	after(async () => await home[Symbol.asyncDispose]());

	function imagegen(args: readonly string[], more: NodeJS.ProcessEnv = {}, input = ''): SpawnSyncReturns<string> {
		return spawnSync('imagegen', args, {
			...{ cwd: home.path, env: { ...installed.env, ...more }, input, encoding: 'utf8' },
		});
	}

	it('is one package without any other', () => {
		const { modules, packed } = installed;
		assert.ok(!existsSync(join(modules, 'imagegen-cli', 'node_modules')));
		const names = execFileSync('tar', ['-tzf', packed], { encoding: 'utf8' })
			.trim()
			.split('\n')
			.map((name) => name.replace(/^package\//, ''));
		const bundles = ['cli', 'languages', 'mcp', 'painter', 'pixels', 'svg'].map((name) => `dist/${name}.js`);
		const pages = ['docs', 'l10n', 'plugin'].flatMap((folder) =>
			readdirSync(folder, { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map((entry) => join(entry.parentPath, entry.name)),
		);
		assert.deepEqual(
			names.filter((name) => !name.endsWith('.wasm')).toSorted(),
			[...bundles, ...pages, 'LICENSE', 'README.md', 'ThirdPartyNotices.txt', 'package.json'].toSorted(),
		);
		const manifest = JSON.parse(readFileSync(join(modules, 'imagegen-cli', 'package.json'), 'utf8')) as object;
		assert.deepEqual({ ...manifest, engines: { node: engines.node } }, manifest);
		assert.equal('dependencies' in manifest, false);
	});

	it('makes an image on the sandbox, and a copy of it as it is wished', async () => {
		const args = ['generate', 'A fox', '--time-scale', '0.001', '--format', 'webp', '--pixels', '640x400'];
		const { status, stdout } = imagegen(args);
		assert.deepEqual({ status, stdout }, { status: 0, stdout: `${join(home.path, 'a-fox.webp')}\n` });
		const { format, width, height } = (await measureImage(join(home.path, 'a-fox.webp'))) ?? assert.fail();
		assert.deepEqual({ format, width, height }, { format: 'webp', width: 640, height: 400 });
	});

	it('reads documents, and serves agents', () => {
		writeFileSync(join(home.path, 'a.md'), '![A fox](fox.png)\n');
		const { status, stdout } = imagegen(['missing', 'a.md']);
		assert.deepEqual({ status, stdout }, { status: 1, stdout: 'a.md:1:10: fox.png (A fox)\n' });
		const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
		const hello = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
		assert.match(imagegen(['mcp'], {}, `${hello}\n`).stdout, /"serverInfo":\{"name":"imagegen"/);
	});

	it('says that the keyring has to be installed', () => {
		const { status, stderr } = imagegen(['key', 'set', 'openai', '--key-stdin'], {}, 'sk-1\n');
		assert.equal(status, 2);
		assert.match(
			stderr,
			/^The system's keyring can't be used: the package @napi-rs\/keyring isn't installed beside imagegen/,
		);
	});

	it('says that a Node is too old', () => {
		const pretend = join(home.path, 'pretend.js');
		writeFileSync(pretend, "Object.defineProperty(process, 'versions', { value: { node: '20.19.0' } });");
		const { status, stdout, stderr } = imagegen(['generate', 'A fox'], { NODE_OPTIONS: `--require ${pretend}` });
		const expected = 'imagegen needs Node.js 22.19.0 or later; this is 20.19.0.\n';
		assert.deepEqual({ status, stdout, stderr }, { status: 2, stdout: '', stderr: expected });
	});
});

/** The shell steps of the build in docs/terminal.md. */
function stepsOfBuild(): string[] {
	const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(readFileSync('docs/terminal.md', 'utf8')) ?? [];
	const found = yaml.matchAll(/^ {8}run: (?:\|\n((?: {10}.*\n)+)|(.*)\n)/gm);
	return [...found].map(([, block, line = '']) => block?.replace(/^ {10}/gm, '') ?? line);
}

describe('the build on GitHub in docs/terminal.md', function () {
	this.timeout(120_000);
	let home: Folder;
	// A process of its own: the steps are awaited as they are run, in ours.
	let sandbox: ChildProcessWithoutNullStreams;
	let address: string;

	before(async () => {
		home = await temporaryFolder();
		sandbox = start(['sandbox', '--time-scale', '0.001'], home.path);
		const [line] = (await once(createInterface(sandbox.stdout), 'line')) as [string];
		address = line.replace('listening on ', '');
	});
	after(async () => {
		const exited = once(sandbox, 'exit');
		sandbox.kill();
		await exited;
		await home[Symbol.asyncDispose]();
	});

	/** Runs the steps as GitHub does, each in a shell that ends at the first error, on a fresh clone; up to the one that fails. */
	function build(
		name: string,
		key: string,
	): { readonly failed: number; readonly said: string; readonly origin: string } {
		const place = join(home.path, name);
		mkdirSync(place);
		const env = { ...environment(place), WHOM: `--service gemini --base-url ${address}/as/gemini/v1beta` };
		const git = (...args: readonly string[]): string =>
			execFileSync('git', args, { cwd: place, env, encoding: 'utf8' });
		execFileSync(process.execPath, ['scripts/packageCli.mjs', place], { env, stdio: 'pipe' });
		git('init', '--quiet', '--bare', '--initial-branch=main', 'origin');
		git('clone', '--quiet', 'origin', 'work');
		const work = join(place, 'work');
		mkdirSync(join(work, 'docs'));
		mkdirSync(join(work, 'vendor'));
		copyFileSync(join(place, `imagegen-cli-${version}.tgz`), join(work, 'vendor', `imagegen-cli-${version}.tgz`));
		writeFileSync(join(work, 'docs', 'a.md'), '![A fox](fox.png)\n\n![An owl](owl.jpg)\n');
		const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
		git('-C', work, 'add', '.');
		git('-C', work, ...who, 'commit', '--quiet', '--message', 'Begin');
		git('-C', work, 'push', '--quiet', 'origin', 'HEAD:main');
		let said = '';
		const failed = stepsOfBuild().findIndex((step) => {
			const isPaid = step.includes('imagegen fill');
			const given = isPaid ? { ...env, IMAGEGEN_API_KEY: key } : env;
			const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', step], {
				cwd: work,
				env: given,
				encoding: 'utf8',
			});
			said += stdout + stderr;
			return status !== 0;
		});
		return { failed, said, origin: join(place, 'origin') };
	}

	function committed(origin: string): string[] {
		return execFileSync('git', ['-C', origin, 'ls-tree', '-r', '--name-only', 'main', 'docs'], { encoding: 'utf8' })
			.trim()
			.split('\n');
	}

	it('commits the images that were missing', () => {
		const { failed, said, origin } = build('good', 'any');
		assert.equal(failed, -1, said);
		assert.deepEqual(committed(origin), ['docs/.imagegen.json', 'docs/a.md', 'docs/fox.png', 'docs/owl.jpg']);
	});

	it('fails in its last step where images are missing still, and says which', () => {
		const { failed, said, origin } = build('refused', 'wrong');
		assert.equal(failed, stepsOfBuild().length - 1, said);
		assert.match(said, /^imagegen fill ended with 3$/m);
		assert.match(said, /^docs\/a\.md:1:10: fox\.png \(A fox\)$/m);
		assert.deepEqual(committed(origin), ['docs/a.md']);
	});
});
