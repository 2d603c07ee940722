import assert from 'node:assert/strict';
import fc from 'fast-check';
import { posix } from 'node:path';
import { isSiteRoot, type Page, type Reader, type Site, siteOf } from '../../../../src/documents/sites/site';
import { targetFrom } from '../../../../src/documents/target';

/** A folder by what is in it: files by their whole paths, with their texts. */
type Files = Readonly<Record<string, string>>;

function readerOf(files: Files): Reader {
	const paths = Object.keys(files);
	return {
		namesIn: (folder) => {
			const inside = paths.filter((path) => path.startsWith(`${folder}/`));
			return Promise.resolve([...new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))]);
		},
		textOf: (file) => Promise.resolve(files[file] ?? ''),
	};
}

function siteIn(files: Files, page: Partial<Page> = {}): Promise<Site | undefined> {
	return siteOf({ path: '/ws/docs/guide.md', languageId: 'markdown', folderPath: '/ws', ...page }, readerOf(files));
}

/** What a link to an image is that goes where images go by default there, or to the public folder. */
function linkTo(image: string, site: Site | undefined, page = '/ws/docs/guide.md'): unknown {
	const file = (path: string): { scheme: string; authority: string; path: string } => ({
		...{ scheme: 'file', authority: '', path },
	});
	return targetFrom(file(posix.dirname(page)), file(image), site?.publicRoot);
}

describe('The site of a document', () => {
	for (const [name, files, publicFolder] of [
		['Docusaurus', { '/ws/docusaurus.config.ts': '' }, '/ws/static'],
		[
			'Docusaurus with another folder',
			{ '/ws/docusaurus.config.js': "export default {\n\tstaticDirectories: ['public', 'static'],\n};" },
			'/ws/public',
		],
		['VitePress', { '/ws/docs/.vitepress/config.mts': '', '/ws/vite.config.ts': '' }, '/ws/docs/public'],
		['VuePress', { '/ws/docs/.vuepress/config.js': '' }, '/ws/docs/.vuepress/public'],
		['Astro', { '/ws/astro.config.mjs': '' }, '/ws/public'],
		['Gatsby', { '/ws/gatsby-config.ts': '' }, '/ws/static'],
		['SvelteKit', { '/ws/svelte.config.js': 'export default { kit: {} }', '/ws/vite.config.ts': '' }, '/ws/static'],
		['Vite', { '/ws/vite.config.ts': '', '/ws/svelte.config.js': 'export default {}' }, '/ws/public'],
		['Vite with another folder', { '/ws/vite.config.js': 'export default { publicDir: "./assets" }' }, '/ws/assets'],
	] as const) {
		it(`of ${name} publishes ${publicFolder}, and finds images beside the document too`, async () => {
			const site = await siteIn(files);
			assert.deepEqual(site, { publicRoot: { path: publicFolder, prefix: '/' }, needsAscii: false });
			assert.deepEqual(linkTo(`${publicFolder}/img/x.jpg`, site), { path: '/img/x.jpg' });
			assert.deepEqual(linkTo('/ws/docs/images/x.jpg', site), { path: 'images/x.jpg', from: '/ws/docs' });
		});
	}

	for (const [name, files, images, link] of [
		['Jekyll', { '/ws/_config.yml': 'title: x', '/ws/_posts/a.md': '' }, '/ws/assets/images', '/assets/images/x.jpg'],
		['Jekyll by its Gemfile', { '/ws/Gemfile': 'gem "jekyll"\n' }, '/ws/assets/images', '/assets/images/x.jpg'],
		[
			'Jekyll below a path',
			{ '/ws/_config.yml': 'title: x\nbaseurl: "/blog" # here\n', '/ws/_layouts/a.html': '' },
			'/ws/assets/images',
			'/blog/assets/images/x.jpg',
		],
		[
			'Jekyll below none',
			{ '/ws/_config.yml': '#baseurl: /x\nbaseurl: "" # e.g. /blog\n', '/ws/Gemfile': '' },
			'/ws/assets/images',
			'/assets/images/x.jpg',
		],
		['Next.js', { '/ws/next.config.mjs': '' }, '/ws/public/images', '/images/x.jpg'],
		[
			'Next.js below a path',
			{ '/ws/next.config.js': "module.exports = { output: 'export', basePath: '/docs' }" },
			'/ws/public/images',
			'/docs/images/x.jpg',
		],
		[
			'Next.js below a path that is worked out',
			{ '/ws/next.config.js': 'module.exports = {\n  // basePath: "/x",\n  basePath: process.env.BASE,\n}' },
			'/ws/public/images',
			'/images/x.jpg',
		],
		['Nuxt', { '/ws/nuxt.config.ts': '' }, '/ws/public/images', '/images/x.jpg'],
		['Nuxt 2', { '/ws/nuxt.config.js': '', '/ws/static/a.png': '' }, '/ws/static/images', '/images/x.jpg'],
		['Hexo', { '/ws/_config.yml': '', '/ws/scaffolds/post.md': '' }, '/ws/source/images', '/images/x.jpg'],
		['Hugo', { '/ws/hugo.toml': 'baseURL = "https://example.org/"' }, '/ws/static/images', '/images/x.jpg'],
		[
			'Hugo without a path',
			{ '/ws/hugo.toml': 'baseURL = "https://example.org"' },
			'/ws/static/images',
			'/images/x.jpg',
		],
		['an older Hugo', { '/ws/config.toml': '', '/ws/archetypes/a.md': '' }, '/ws/static/images', '/images/x.jpg'],
		[
			'Hugo with a folder for settings',
			{ '/ws/config/_default/hugo.toml': '', '/ws/layouts/a.html': '' },
			'/ws/static/images',
			'/images/x.jpg',
		],
		[
			'Hugo below a path',
			{ '/ws/hugo.yaml': 'baseURL: https://me.example.org/blog/\nstaticDir: files' },
			'/ws/files/images',
			'/blog/images/x.jpg',
		],
		['Eleventy', { '/ws/.eleventy.js': '' }, '/ws/img', '/img/x.jpg'],
		[
			'Eleventy with copied folders',
			{
				'/ws/eleventy.config.js':
					'cfg.addPassthroughCopy("src/css");\ncfg.addPassthroughCopy("./src/assets/images");\nreturn { dir: { input: "src" } };',
			},
			'/ws/src/assets/images',
			'/assets/images/x.jpg',
		],
		[
			'Eleventy with a public folder',
			{
				'/ws/eleventy.config.mjs':
					'cfg.addPassthroughCopy({\n  "./public/": "/"\n});\nconst dir = { input: "content" };',
			},
			'/ws/public/img',
			'/img/x.jpg',
		],
	] as const) {
		it(`of ${name} has its images in ${images}, linked as ${link}`, async () => {
			const site = await siteIn(files);
			assert.equal(site?.images, images);
			assert.deepEqual(linkTo(`${images}/x.jpg`, site), { path: link });
		});
	}

	it('of Hugo has the images of a bundle beside it', async () => {
		const files = { '/ws/hugo.toml': '' };
		for (const name of ['index.md', '_index.md', 'index.en.md']) {
			assert.equal((await siteIn(files, { path: `/ws/content/post/${name}` }))?.images, undefined);
		}
		assert.equal((await siteIn(files, { path: '/ws/content/post.md' }))?.images, '/ws/static/images');
	});

	for (const [name, file, text] of [
		['MkDocs', 'mkdocs.yml', ''],
		['Sphinx', 'conf.py', "project = 'x'"],
		['mdBook', 'book.toml', ''],
		['Quarto', '_quarto.yml', ''],
	] as const) {
		it(`of ${name} has no root that links begin at, also where it lies in another`, async () => {
			const site = await siteIn({ [`/ws/docs/${file}`]: text, '/ws/next.config.js': '' });
			assert.deepEqual(site, { needsAscii: false });
		});
	}

	it('finds images with ASCII names alone where its Markdown is MyST', async () => {
		for (const files of [
			{ '/ws/myst.yml': '' },
			{ '/ws/_toc.yml': '', '/ws/_config.yml': '', '/ws/Gemfile': '' },
			{ '/ws/docs/conf.py': "extensions = ['myst_parser']\n" },
		]) {
			assert.deepEqual(await siteIn(files), { needsAscii: true });
		}
	});

	it('is the nearest one', async () => {
		const files = { '/ws/next.config.js': '', '/ws/web/docusaurus.config.js': '' };
		const nearest = await siteIn(files, { path: '/ws/web/docs/a.md' });
		assert.equal(nearest?.publicRoot?.path, '/ws/web/static');
	});

	it('is looked for in the workspace folder and no further up', async () => {
		const files = { '/ws/next.config.js': '' };
		assert.equal(await siteIn(files, { folderPath: '/ws/docs' }), undefined);
		assert.equal(await siteIn(files, { path: '/elsewhere/a.md' }), undefined);
		assert.equal((await siteIn(files, { path: '/ws/a.md' }))?.images, '/ws/public/images');
	});

	it('is none for what a project says about itself', async () => {
		const files = { '/ws/next.config.js': '', '/ws/README.md': '' };
		for (const path of ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', '.github/SUPPORT.md']) {
			assert.equal(await siteIn(files, { path: `/ws/${path}` }), undefined, path);
		}
		assert.ok(await siteIn(files, { path: '/ws/docs/README.md' }));
	});

	it('is none where nothing tells of one', async () => {
		for (const files of [
			{},
			{ '/ws/_config.yml': '' },
			{ '/ws/config.toml': '' },
			{ '/ws/conf.py': 'import os' },
			{ '/ws/Gemfile': 'gem "rails"' },
			{ '/ws/svelte.config.js': '' },
		] satisfies Files[]) {
			assert.equal(await siteIn(files), undefined, JSON.stringify(files));
		}
	});

	it('has its root in links that are URLs, and in no others', async () => {
		const files = { '/ws/next.config.js': '' };
		for (const languageId of ['mdx', 'html', 'vue', 'typescriptreact', 'javascript', 'sass', 'quarto']) {
			assert.equal((await siteIn(files, { languageId }))?.publicRoot?.prefix, '/', languageId);
		}
		for (const languageId of ['latex', 'typst', 'org', 'asciidoc', 'restructuredtext', 'typescript']) {
			assert.equal(await siteIn(files, { languageId }), undefined, languageId);
		}
	});

	it('of Antora links the images of a module by their names', async () => {
		const files = { '/ws/docs/antora.yml': '', '/ws/next.config.js': '' };
		const page = { path: '/ws/docs/modules/ROOT/pages/deep/a.adoc', languageId: 'asciidoc' };
		const site = await siteIn(files, page);
		const images = '/ws/docs/modules/ROOT/images';
		assert.deepEqual(site, { publicRoot: { path: images, prefix: '' }, images, needsAscii: false });
		assert.deepEqual(linkTo(`${images}/x.jpg`, site, page.path), { path: 'x.jpg' });
		assert.deepEqual(linkTo(`${images}/deep/x.jpg`, site, page.path), { path: 'deep/x.jpg' });
		assert.deepEqual(linkTo('/ws/docs/modules/ROOT/pages/x.jpg', site, page.path), {
			path: '../x.jpg',
			from: '/ws/docs/modules/ROOT/pages/deep',
		});
		assert.equal(await siteIn(files, { ...page, path: '/ws/docs/pages/a.adoc' }), undefined);
		assert.equal(await siteIn({}, page), undefined);
	});

	it('has the root that the setting says, if any', async () => {
		const files = { '/ws/next.config.js': "export default { basePath: '/b' }" };
		assert.deepEqual(await siteIn(files, { siteRoot: 'none' }), { needsAscii: false });
		assert.deepEqual(await siteIn(files, { siteRoot: '/www/' }), {
			publicRoot: { path: '/ws/www', prefix: '/b/' },
			...{ images: '/ws/www/images', needsAscii: false },
		});
		assert.deepEqual(await siteIn({}, { siteRoot: '.' }), {
			publicRoot: { path: '/ws', prefix: '/' },
			needsAscii: false,
		});
	});

	it('takes a folder in the workspace folder for its root, and no other', () => {
		for (const [setting, isGood] of [
			['', true],
			['none', true],
			['static', true],
			['/static/', true],
			['.', true],
			['a/../b', true],
			['..', false],
			['a/../../b', false],
			['a\\b', false],
		] as const) {
			assert.equal(isSiteRoot(setting), isGood, setting);
		}
	});

	it('does not depend on how the drive letter is written', async () => {
		const site = await siteIn({ '/c:/ws/next.config.js': '' }, { path: '/C:/ws/a.md', folderPath: '/c:/ws' });
		assert.deepEqual(linkTo('/C:/ws/public/x.jpg', site, '/c:/ws/a.md'), { path: '/x.jpg' });
	});

	it('lies in the workspace folder, whatever its configuration says', async () => {
		const path = fc
			.array(fc.constantFrom('..', '.', '/', 'a', '~', ''), { maxLength: 6 })
			.map((steps) => steps.join('/'));
		const config = path.map((value) =>
			[`publicDir: '${value}',`, `staticDirectories: ['${value}'],`, `staticDir: ${value}`, `input: "${value}",`]
				.concat([`addPassthroughCopy("${value}/img")`, `addPassthroughCopy({ "${value}": "/" })`, `baseURL: ${value}`])
				.join('\n'),
		);
		const file = fc.constantFrom(
			'docusaurus.config.js',
			'hugo.toml',
			'astro.config.mjs',
			'eleventy.config.js',
			'vite.config.js',
		);
		await fc.assert(
			fc.asyncProperty(config, file, async (text, name) => {
				const site = await siteIn({ [`/ws/${name}`]: text });
				for (const found of [site?.publicRoot?.path, site?.images].filter((folder) => folder !== undefined)) {
					assert.ok(`${found}/`.startsWith('/ws/') && found === posix.normalize(found), found);
				}
				assert.match(site?.publicRoot?.prefix ?? '/', /^\/([\w~-][\w.~-]*\/)*$/);
			}),
		);
	});

	it('is found at once, however odd its configuration is', async () => {
		const before = process.cpuUsage();
		const odd = [' '.repeat(500_000), '\n'.repeat(500_000), ',{'.repeat(250_000), 'baseURL: https://'.repeat(50_000)];
		for (const text of [...odd, `basePath: "${'/a'.repeat(200_000)}`, `addPassthroughCopy(${' '.repeat(400_000)}`]) {
			for (const name of ['hugo.toml', 'astro.config.mjs', 'eleventy.config.js', 'next.config.js', 'conf.py']) {
				await siteIn({ [`/ws/${name}`]: text });
			}
		}
		const { user, system } = process.cpuUsage(before);
		assert.ok(user + system < 3_000_000, `${(user + system) / 1000} ms`);
	});
});
