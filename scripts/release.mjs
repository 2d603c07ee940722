// npm run release: packs what both stores get, checks it, and publishes it; with --dry-run all but the last.
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { buildForPeople } from './package.mjs';
import { flawsOfCheckout } from './release/checkout.mjs';
import { leftToOwner, manifestFor, parsed, tellsOf } from './release/publishing.mjs';
import { violations } from './release/rules.mjs';
import { SetupError, installPackages, node, root, run, runMain } from './setup.mjs';

const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
const stage = join(root, 'out/release');
const vsix = join(root, 'out/imagegen-release.vsix');
/** Not among our packages: it is only needed here, and checks nothing before it publishes. */
const ovsx = 'ovsx@1.4.0';

const steps = `To publish to both stores, the owner once
  1. makes a publisher at https://marketplace.visualstudio.com/manage and a token there (scope Marketplace, Manage): VSCE_PAT;
  2. signs the publisher agreement at https://open-vsx.org with an Eclipse account, makes a token: OVSX_PAT,
     and runs \`npx ${ovsx} create-namespace PUBLISHER\`; an issue at EclipseFdn/open-vsx.org makes that namespace verified;
  3. fills publishing.json in.
Then for each version: package.json's version and CHANGELOG.md, a tag vVERSION; the workflow release.yml runs this command
with both tokens as secrets of the repository. By hand: VSCE_PAT=… OVSX_PAT=… npm run release`;

await runMain(async () => {
	const dryRun = process.argv.includes('--dry-run');
	await installPackages();
	const publishing = readJson('publishing.json');
	const manifest = readJson('package.json');
	const left = leftToOwner(publishing);
	const lacking = [
		...(left.length > 0 ? [`publishing.json still needs:\n${left.map((line) => `  ${line}`).join('\n')}`] : []),
		...(tellsOf(manifest.version, readFileSync(join(root, 'CHANGELOG.md'), 'utf8'))
			? []
			: [`CHANGELOG.md still needs the heading of this version: ## ${manifest.version}`]),
		...flawsOfCheckout(root, manifest.version),
	];
	lacking.forEach((text) => console.log(`${text}\n`));
	if (!dryRun && lacking.length > 0) {
		throw new SetupError('Nothing was published. With --dry-run all else is tried.');
	}
	const tokens = ['VSCE_PAT', 'OVSX_PAT'].filter((name) => !process.env[name]);
	if (!dryRun && tokens.length > 0) {
		throw new SetupError(`Nothing was published: ${tokens.join(' and ')} must be in the environment.\n\n${steps}`);
	}
	await pack(manifestFor(manifest, publishing));
	console.log(
		dryRun
			? `\n${steps}\n\nDry run: ${lacking.length === 0 ? 'all is well' : 'all else is well'}, and nothing was published.`
			: '',
	);
	if (!dryRun) {
		await publish();
	}
});

/** Packs from a folder of its own, so that the checkout's manifest stays as it is. */
async function pack(manifest) {
	await buildForPeople(`${manifest.publisher}.${manifest.name}`);
	const listed = spawnSync(node, [vsce, 'ls', '--no-dependencies'], { cwd: root, encoding: 'utf8' });
	if (listed.status !== 0) {
		throw new SetupError(`vsce could not list the files: ${listed.stderr}`);
	}
	const inCheckout = listed.stdout.split('\n').filter((line) => line !== '' && line !== 'out/README.md');
	const files = [...new Set([...inCheckout, 'README.md'])];
	rmSync(stage, { recursive: true, force: true });
	mkdirSync(stage, { recursive: true });
	for (const file of files) {
		cpSync(join(root, file), join(stage, file));
	}
	writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest, undefined, '\t'));
	const found = violations(stage, files, root);
	if (found.length > 0) {
		throw new SetupError(`The stores would not take it:\n${found.map((line) => `  ${line}`).join('\n')}`);
	}
	if ((await run(node, [vsce, 'package', '--no-dependencies', '--out', vsix], { cwd: stage })) !== 0) {
		throw new SetupError('vsce could not pack it.');
	}
	printSizes(files);
}

function printSizes(files) {
	const whole = statSync(vsix).size;
	const codecs = files.filter((file) => file.endsWith('.wasm'));
	const packed = codecs.map((file) => deflateRawSync(readFileSync(join(stage, file))).length);
	console.log(`\n${kilobytes(whole)}  ${vsix}`);
	console.log(
		`${kilobytes(whole - packed.reduce((sum, one) => sum + one, 0))}  without the WebAssembly codecs, which are, packed:`,
	);
	codecs.forEach((file, index) => console.log(`${kilobytes(packed[index])}    ${file}`));
}

function kilobytes(bytes) {
	return `${(bytes / 1024).toFixed(0).padStart(7)} KB`;
}

/** A version that one store has already is passed over there, so that this can be repeated where the other one failed. */
async function publish() {
	const toMarketplace = await run(node, [vsce, 'publish', '--packagePath', vsix, '--skip-duplicate']);
	const toOpenVsx = await run('npx', ['--yes', ovsx, 'publish', vsix, '--skip-duplicate']);
	if (toMarketplace !== 0 || toOpenVsx !== 0) {
		throw new SetupError('Not both stores took it. Once that is mended, run this again: who has it passes it over.');
	}
}

function readJson(file) {
	return parsed(file, readFileSync(join(root, file), 'utf8'));
}
