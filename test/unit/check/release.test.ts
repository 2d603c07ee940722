import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { temporaryFolder } from '../../support/folders';

/** What a line of script with the release's own functions says, as JSON. */
function told(expression: string): unknown {
	const code = `
		import { withoutOwnImages } from './scripts/package.mjs';
		import { flawsOfCheckout } from './scripts/release/checkout.mjs';
		import { leftToOwner, manifestFor, parsed, tellsOf } from './scripts/release/publishing.mjs';
		import { violations } from './scripts/release/rules.mjs';
		console.log(JSON.stringify(${expression}));`;
	return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' }));
}

const filled = {
	publisher: 'somebody',
	repository: 'https://github.com/somebody/images',
	bugs: 'https://github.com/somebody/images/issues',
	homepage: 'https://example.org/images',
	qna: false,
	sponsor: 'https://example.org/thanks',
};

describe('the page in the extension view', () => {
	it('has none of the images that lie beside it, nor what is said below one', () => {
		const text =
			'# A\n\n![b](c.webp)\n\n*Of the picture.*\n\n![d](e.png)\n\n*F* and *g*.\n\n![h](https://example.org/h.png)\n\n*Of h.*\n';
		const left = '# A\n\n*F* and *g*.\n\n![h](https://example.org/h.png)\n\n*Of h.*\n';
		assert.equal(told(`withoutOwnImages(${JSON.stringify(text)})`), left);
	});
});

describe('what only the owner knows', () => {
	it('is refused while a placeholder stands for it, with what is to be put there', () => {
		const left = told(`leftToOwner(${JSON.stringify({ ...filled, publisher: 'TODO: your own id' })})`);
		assert.deepEqual(left, ['publisher: your own id']);
	});

	it('is refused where it is missing or can not be used', () => {
		const { bugs: _, ...without } = filled;
		const left = told(
			`leftToOwner(${JSON.stringify({ ...without, repository: 'git@host:x', homepage: 'http://example.org', qna: true })})`,
		) as string[];
		assert.deepEqual(
			left.map((line) => line.split(':', 1)[0]),
			['repository', 'bugs', 'homepage', 'qna'],
		);
	});

	it('is refused while it is as an example has it', () => {
		const examples = {
			publisher: 'TODO',
			repository: 'https://github.com/OWNER/NAME',
			homepage: 'https://OWNER.example.org',
		};
		assert.deepEqual(told(`leftToOwner(${JSON.stringify({ ...filled, ...examples })})`), [
			'publisher: "TODO" can\'t be used',
			'repository: "https://github.com/OWNER/NAME" can\'t be used',
			'homepage: "https://OWNER.example.org" can\'t be used',
		]);
	});

	it('goes into the manifest of the stores, and what only a checkout needs does not', () => {
		assert.deepEqual(told(`leftToOwner(${JSON.stringify(filled)})`), []);
		const manifest = told(
			`manifestFor({ name: 'imagegen', publisher: 'imagegen', private: true, scripts: {} }, ${JSON.stringify(filled)})`,
		);
		assert.deepEqual(manifest, {
			name: 'imagegen',
			publisher: 'somebody',
			homepage: 'https://example.org/images',
			qna: false,
			repository: { type: 'git', url: 'https://github.com/somebody/images' },
			bugs: { url: 'https://github.com/somebody/images/issues' },
			sponsor: { url: 'https://example.org/thanks' },
		});
	});

	it('stops a release before anything is built', () => {
		const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/release.mjs'], { encoding: 'utf8' });
		assert.equal(status, 1);
		assert.match(stdout, /publishing\.json still needs:\n {2}publisher: /);
		assert.match(stderr, /^Nothing was published\./);
	});

	it('is asked for by the name of the file where that is no JSON, or has no members', () => {
		const messages = ['{"qna": false,}', 'null', '[]', '"qna"'].map((text) =>
			told(`(() => {
				try {
					return parsed('publishing.json', ${JSON.stringify(text)});
				} catch (error) {
					return error.message;
				}
			})()`),
		);
		assert.match(String(messages[0]), /^publishing\.json isn't JSON: /);
		assert.deepEqual(messages.slice(1), Array(3).fill('publishing.json must be an object with members: { … }'));
	});

	it('is what has changed in a version, under its heading', () => {
		const versions = ['1.2.0', '1.1.0', '1.0.0', '1.2', 'Unreleased', '[1.1.0]'];
		const changelog = '# Changelog\n\n## Unreleased\n\n## 1.2.0\n\nSee 1.0.0.\n\n## [1.1.0] - 2026-01-01\n';
		assert.deepEqual(
			told(`${JSON.stringify(versions)}.filter((version) => tellsOf(version, ${JSON.stringify(changelog)}))`),
			['1.2.0', '1.1.0', 'Unreleased'],
		);
	});
});

describe('a checkout to publish from', () => {
	it('is as its commit has it, and its tag, where there is one, is the version', async () => {
		await using folder = await temporaryFolder();
		const git = (...args: string[]): string =>
			execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
				cwd: folder.path,
				encoding: 'utf8',
			});
		const flaws = (): unknown => told(`flawsOfCheckout(${JSON.stringify(folder.path)}, '1.2.0')`);
		assert.deepEqual(flaws(), ['git could not tell whether this is what is committed.']);
		git('init', '--quiet');
		await writeFile(path.join(folder.path, 'a.txt'), 'a');
		git('add', '.');
		git('commit', '--quiet', '--message', 'a');
		assert.deepEqual(flaws(), []);
		git('tag', 'v1.1.0');
		assert.deepEqual(flaws(), ['The commit has the tag v1.1.0, but package.json has the version 1.2.0.']);
		git('tag', 'v1.2.0');
		assert.deepEqual(flaws(), []);
		await writeFile(path.join(folder.path, 'a.txt'), 'b');
		await writeFile(path.join(folder.path, 'c.txt'), 'c');
		assert.deepEqual(flaws(), ['These files are not as they are committed:\n M a.txt\n?? c.txt']);
	});
});

describe('a package for the stores', () => {
	let folder: string;
	const files = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'media/icon.png'];
	const built = ['dist/ThirdPartyNotices.txt', 'dist/extension.js'];

	beforeEach(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'imagegen-release-'));
		for (const file of files) {
			await cp(file, path.join(folder, file));
		}
		await mkdir(path.join(folder, 'dist'));
		for (const file of built) {
			await writeFile(path.join(folder, file), '');
		}
	});

	afterEach(() => rm(folder, { recursive: true }));

	function found(more: readonly string[] = []): unknown {
		const list = JSON.stringify([...files, ...built, ...more]);
		return told(`violations(${JSON.stringify(folder)}, ${list}, ${JSON.stringify(process.cwd())})`);
	}

	async function change(file: string, by: (text: string) => string): Promise<void> {
		const at = path.join(folder, file);
		await writeFile(at, by(await readFile(at, 'utf8')));
	}

	it('is what the checkout has', () => {
		assert.deepEqual(found(), []);
	});

	it('has no sources, tests, maps or keys in it', () => {
		const strangers = ['src/window.ts', 'dist/cli.js.map', '.env', 'certificate.pem', 'node_modules/undici/index.js'];
		assert.deepEqual(
			found(strangers),
			strangers.map((file) => `${file} does not belong there.`),
		);
	});

	it('has the notices in it', () => {
		const list = JSON.stringify([...files, 'dist/extension.js']);
		assert.deepEqual(told(`violations(${JSON.stringify(folder)}, ${list}, ${JSON.stringify(process.cwd())})`), [
			'dist/ThirdPartyNotices.txt is missing.',
		]);
	});

	it('has a manifest that both stores take', async () => {
		await change('package.json', (text) => {
			const { license: _, ...manifest } = JSON.parse(text) as Record<string, unknown>;
			return JSON.stringify({ ...manifest, icon: 'media/icon.svg', keywords: Array.from({ length: 31 }, String) });
		});
		assert.deepEqual(found(), [
			'The icon is no square PNG of 128 pixels or more.',
			'There are 31 keywords, and the Marketplace takes 30.',
			'Open VSX asks for a licence in the manifest.',
		]);
	});

	it('has pages without SVG images and without links to nowhere, but for those in code', async () => {
		const pieces = [
			'![](media/a.svg)',
			'<source srcset="https://example.org/b.svg">',
			'[gone](docs/gone.md)',
			'[odd](docs/100%.md)',
		];
		await change('README.md', () => [...pieces, '`![](media/c.svg)`', '```\n[d](d.md)\n```'].join('\n\n'));
		assert.deepEqual(found(), [
			'README.md shows media/a.svg: the stores take no SVG, and https alone.',
			'README.md shows https://example.org/b.svg: the stores take no SVG, and https alone.',
			'README.md links to media/a.svg, which is not there.',
			'README.md links to docs/gone.md, which is not there.',
			'README.md links to docs/100%.md, in which a % begins no escape.',
		]);
	});

	it('has every image in it that a page of the documentation shows', async () => {
		await mkdir(path.join(folder, 'docs'));
		await writeFile(path.join(folder, 'docs/a.md'), '![](../media/icon.png)\n\n![](../media/docs/gone.webp)\n');
		assert.deepEqual(found(['docs/a.md']), ['docs/a.md shows ../media/docs/gone.webp, which is not packed.']);
	});
});
