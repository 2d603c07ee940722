import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { transform } from '@astrojs/compiler';
import { parse as parseAstro } from '@astrojs/compiler/sync';
import { compile as compileSvelte, parse as parseSvelte } from 'svelte/compiler';
import { applied } from '../../../../src/documents/edits';
import { formatOf } from '../../../../src/documents/formats';
import { insertionAt } from '../../../../src/documents/insertion';
import type { ImageLink } from '../../../../src/documents/link';
import { markedPlace, put } from '../../../support/markedPlace';
import { nastyNames, nastyTexts } from '../nasty';

const fox: ImageLink = { target: { path: 'images/red-fox.jpg' }, alt: 'a fox', size: { width: 8, height: 6 } };

/** Each with what it writes for the image. */
const images = { svelte: '<img src={redFox} alt="a fox" width="8" height="6">', astro: '', mdx: '' };
images.astro = images.svelte.replace('redFox', 'redFox.src').replace('>', ' />');
images.mdx = '<img src={redFox} alt="a fox" width={8} height={6} />';

type Language = keyof typeof images;

const importing = (language: Language): ReturnType<typeof formatOf> =>
	formatOf(language, { jsxImport: true, latexFigure: false });

const it1 = "import redFox from './images/red-fox.jpg'";

const cases: readonly (readonly [Language, string, string, string])[] = [
	['svelte', 'in a script that is made for it', '<p>§</p>', `<script>\n  ${it1};\n</script>\n\n<p>IMG</p>`],
	[
		'svelte',
		'in front of other code',
		'<script lang="ts">\n\tlet a = 1;\n</script>\n\n<p>§</p>',
		`<script lang="ts">\n\t${it1};\n\n\tlet a = 1;\n</script>\n\n<p>IMG</p>`,
	],
	[
		'svelte',
		'below other imports, in their style',
		'<script>\n\timport a from "a"\n\tlet b;\n</script>\n{#each x as y}\n§\n{/each}\n',
		`<script>\n\timport a from "a"\n\t${it1.replaceAll("'", '"')}\n\tlet b;\n</script>\n{#each x as y}\nIMG\n{/each}\n`,
	],
	[
		'svelte',
		'in the script of each instance, once',
		`<script module>let b</script>\n<script>\n\t${it1}\n</script>\n\n§\n`,
		`<script module>let b</script>\n<script>\n\t${it1}\n</script>\n\nIMG\n`,
	],
	[
		'svelte',
		'by a name that is free',
		'{#each a as redFox}<b use:redFox2 class="redFox4">{redFox}</b>§{/each}',
		`<script>\n  ${it1.replace('redFox', 'redFox3')};\n</script>\n\n{#each a as redFox}<b use:redFox2 class="redFox4">{redFox}</b>IMG{/each}`.replace(
			'IMG',
			'<img src={redFox3} alt="a fox" width="8" height="6">',
		),
	],
	['astro', 'between fences that are made for it', '<p>§</p>', `---\n${it1};\n---\n\n<p>IMG</p>`],
	['astro', 'between fences that are empty', '---\n---\n§', `---\n${it1};\n---\nIMG\n`],
	[
		'astro',
		'in front of other code, and shown below it',
		'§---\nconst a: Array<b> = 1;\n---\n<p>x</p>',
		`---\n${it1};\n\nconst a: Array<b> = 1;\n---\nIMG\n<p>x</p>`,
	],
	[
		'astro',
		'below other imports, behind a comment',
		"<!-- a -->\n---\nimport A from './A.astro';\n---\n<A>§</A>",
		`<!-- a -->\n---\nimport A from './A.astro';\n${it1};\n---\n<A>IMG</A>`,
	],
	['mdx', 'at the top', '# Head\n\n§\n\ntext', `${it1};\n\n# Head\n\nIMG\n\ntext`],
	['mdx', 'in a text that is empty', '§', `${it1};\n\nIMG`],
	[
		'mdx',
		'below front matter',
		'---\ntitle: x\n---\n# Head\n\none § two',
		`---\ntitle: x\n---\n\n${it1};\n\n# Head\n\none IMG two`,
	],
	[
		'mdx',
		'below other imports',
		"import a from 'a'\n\nexport const b = 1\n\n- §\n\nimport c from 'c'\n",
		`import a from 'a'\n${it1}\n\nexport const b = 1\n\n- IMG\n\nimport c from 'c'\n`,
	],
	['mdx', 'beside what it stands behind', "import a from 'a'§\n\n# Head", `import a from 'a'\n${it1}\n\nIMG\n\n# Head`],
	['mdx', 'once', `${it1}\n\n| a |\n|---|\n| § |\n`, `${it1}\n\n| a |\n|---|\n| IMG |\n`],
];

describe('An image in a component, where imports are wanted', () => {
	for (const [language, where, before, after] of cases) {
		it(`is imported ${where}: ${language}`, () => {
			const expected = after.replace('IMG', images[language]);
			assert.equal(put(importing(language), markedPlace(before), fox), expected);
			const windows = before.replaceAll('\n', '\r\n');
			assert.equal(
				put(importing(language), markedPlace(windows), fox),
				expected.replaceAll('\n', windows.includes('\r') ? '\r\n' : '\n'),
			);
		});
	}

	it('has a path of the public folder, or an address, as it is', () => {
		for (const target of [{ path: '/fox.jpg' }, { uri: 'https://example.org/fox.jpg' }]) {
			for (const [language, before] of [
				['svelte', '<p>§</p>'],
				['astro', '<p>§</p>'],
				['mdx', 'a §\n'],
			] as const) {
				const link = { ...fox, target };
				assert.equal(
					put(importing(language), markedPlace(before), link),
					put(formatOf(language), markedPlace(before), link),
				);
			}
		}
	});

	it('completes an element that waits for one with its path', () => {
		assert.equal(
			put(importing('svelte'), markedPlace('<img src="§" alt="">'), fox),
			'<img src="./images/red-fox.jpg" alt="a fox">',
		);
	});

	it('is one edit with its import where both stand in one place', () => {
		for (const language of ['svelte', 'astro', 'mdx'] as const) {
			const insertion = insertionAt(importing(language), markedPlace('§'), fox);
			assert.ok(typeof insertion !== 'string' && insertion.also === undefined, language);
		}
	});

	it('is the file that the compilers have imported, whatever it is called', async () => {
		const { compile } = await import('@mdx-js/mdx');
		for (const name of nastyNames) {
			const link = { ...fox, target: { path: `images/${name}` } };
			const svelte = put(importing('svelte'), markedPlace('<p>§</p>'), link);
			const astro = put(importing('astro'), markedPlace('<p>§</p>'), link);
			const mdx = put(importing('mdx'), markedPlace('one § two'), link);
			assert.deepEqual(
				[
					importedIn(compileSvelte(svelte, { generate: 'server' }).js.code, /\.attr\('src', (\S+)\)/),
					importedIn(await compileAstro(astro), /\$\$addAttribute\((\S+)\.src, "src"\)/),
					importedIn(String(await compile(mdx)), /src: (\S+),/),
				],
				Array.from({ length: 3 }, () => `./images/${name}`),
				svelte,
			);
		}
	}).timeout(90_000);

	it('is found with its words', () => {
		for (const [language, before] of [
			['svelte', '<p>§</p>'],
			['astro', '<p>§</p>'],
			['mdx', 'a §\n'],
		] as const) {
			const found = formatOf(language).imagesIn(put(importing(language), markedPlace(before), fox));
			assert.deepEqual(
				found.map(({ path, alt }) => [path, alt]),
				[['./images/red-fox.jpg', 'a fox']],
				language,
			);
		}
	});
});

describe('An image in Astro', () => {
	it('has the path and the words that its compiler reads', async () => {
		for (const [index, name] of nastyNames.entries()) {
			const alt = nastyTexts[index % nastyTexts.length] ?? '';
			const text = put(formatOf('astro'), markedPlace('---\nconst a = 1;\n---\n<p>{a} §</p>'), {
				target: { path: `images/${name}` },
				alt,
			});
			await compileAstro(text);
			const [, src, words] =
				/"name":"src","value":("(?:[^"\\]|\\.)*").*?"name":"alt","value":("(?:[^"\\]|\\.)*")/.exec(
					JSON.stringify(parseAstro(text, undefined).ast),
				) ?? [];
			assert.equal(decodeURIComponent(JSON.parse(src ?? '""') as string), `./images/${name}`, text);
			assert.equal(JSON.parse(words ?? '""'), alt, text);
		}
	});
});

describe('An image anywhere in a component', () => {
	for (const [name, format] of [
		['Svelte', formatOf('svelte')],
		['Svelte, imported', importing('svelte')],
		['Astro', formatOf('astro')],
		['Astro, imported', importing('astro')],
	] as const) {
		it(`leaves everything else as it was: ${name}`, () => {
			const language = format.id as 'svelte' | 'astro';
			for (const text of corpus[language]) {
				const before = shapeOf(language, text);
				const seen = new Set<string>();
				let count = 0;
				for (let offset = 0; offset <= text.length; offset++) {
					const insertion = insertionAt(format, { text, offset, isBlock: text.charAt(offset) === '\n' }, fox);
					if (typeof insertion === 'string' || insertion.format !== language) {
						continue;
					}
					const whole = applied(text, insertion);
					if (!seen.has(whole)) {
						const after = shapeOf(language, whole);
						assert.ok(after.count === 1 && after.rest === before.rest, whole);
					}
					seen.add(whole);
					count++;
				}
				assert.ok(count > text.length / 3, String(count));
			}
		}).timeout(60_000);
	}
});

/** What of the files that compiled code imports it shows. */
function importedIn(code: string, use: RegExp): string | undefined {
	const [, name = ''] = use.exec(code) ?? [];
	const imports = Array.from(code.matchAll(/^import (\S+) from ("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/gm));
	const source = imports.find(([, one]) => one === name)?.[2];
	return source === undefined ? undefined : String(runInNewContext(source));
}

async function compileAstro(text: string): Promise<string> {
	const { code, diagnostics } = await transform(text, { internalURL: 'astro', filename: 'A.astro' });
	assert.deepEqual(diagnostics, [], text);
	return code;
}

interface Shape {
	readonly count: number;
	readonly rest: string;
}

/** What a compiler reads in a component, without the image, its import and white space. */
function shapeOf(language: 'svelte' | 'astro', text: string): Shape {
	let count = 0;
	const shape = (node: unknown): unknown => {
		if (Array.isArray(node)) {
			const all = node.map(shape).filter((one) => one !== undefined && one !== '');
			return all.reduce<unknown[]>((joined, one) => {
				const last = joined.at(-1);
				return typeof one === 'string' && typeof last === 'string'
					? [...joined.slice(0, -1), last + one]
					: [...joined, one];
			}, []);
		}
		if (typeof node !== 'object' || node === null) {
			return node;
		}
		const {
			start: _start,
			end: _end,
			loc: _loc,
			position: _position,
			raw: _raw,
			...rest
		} = node as Record<string, unknown>;
		const { type, name, data, value, source } = rest;
		if (name === 'img' && JSON.stringify(rest).includes('a fox')) {
			count++;
			return undefined;
		}
		if (type === 'ImportDeclaration' && JSON.stringify(source).includes('red-fox')) {
			return undefined;
		}
		if (type === 'Text' || type === 'text') {
			return String(data ?? value).replace(/\s+/g, '');
		}
		if (type === 'frontmatter') {
			return String(value)
				.replace(/import redFox from '[^']*';/, '')
				.replace(/\s+/g, '');
		}
		return Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, shape(one)]));
	};
	if (language === 'astro') {
		const rest = shape(parseAstro(text, undefined).ast);
		return { count, rest: JSON.stringify(rest) };
	}
	const { fragment, instance, module, css } = parseSvelte(text, { modern: true });
	const rest = [fragment, instance?.content.body ?? [], module, css].map(shape);
	return { count, rest: JSON.stringify(rest) };
}

const corpus: Readonly<Record<'svelte' | 'astro', readonly string[]>> = {
	svelte: [
		`<script lang="ts" module>
	export const title = '<b>';
</script>

<script lang="ts">
	import A from './A.svelte';
	let { items }: { items: Array<string> } = $props();
	const few = $derived(items.length < 3 && 1 > 0);
</script>

<svelte:head>
	<title>{title}</title>
</svelte:head>

<A name="x" {items}>
	{#snippet row(item)}
		<li>{item} &amp; more</li>
	{/snippet}
</A>

{#if few}
	<p class:few style:color="red">Few: {items.map((item) => \`<\${item}>\`).join(', ')}</p>
{:else if items.length > 9}
	<p>Many</p>
{:else}

	text at the end
	<br />
{/if}

{#each items as item, index (item)}
	<button onclick={() => items.splice(index, 1)}>{@html item}</button>
{/each}

<style>
	p { color: red; }
</style>
`,
		'<h1>Hello</h1>\n\n<p>\n\tA text.\n</p>\n',
	],
	astro: [
		`---
import Layout from '../layouts/Layout.astro';
const { items } = Astro.props as { items: Array<string> };
const few = items.length < 3 && 1 > 0;
---

<Layout title="a > b" {...items}>
	<h1>{few ? 'few' : <b>many</b>} &amp; more</h1>
	{
		items.map((item) => (
			<li class={item}>{item} text</li>
		))
	}
	<Fragment slot="end">
		text at the end

		<br />
	</Fragment>
	<!-- comment <p> -->
</Layout>

<style>
	h1 { color: red; }
</style>

<script>
	const a = document.querySelector('h1');
</script>
`,
		'<h1>Hello</h1>\n\n<p>\n\tA text.\n</p>\n',
	],
};
