import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import MarkdownIt, { type Token } from 'markdown-it';
import { serviceGroups } from '../../src/engine/providers/catalogue';
import { benchRows } from '../support/benchRows';

const english = readFileSync('README.md', 'utf8');

/** The README's other languages, each with what its fractions begin with. */
const languages = { ru: ',', 'zh-cn': '.' };

/** The numbers in a text, smallest first: 1,000 in English is 1000 in Russian, and 1.5 is 1,5. */
function numbersIn(text: string, point = '.'): number[] {
	const plain = point === ',' ? text.replace(/(\d),(\d)/g, '$1.$2') : text.replace(/(\d),(?=\d{3})/g, '$1');
	// A month is a number in Chinese, and a name in the others.
	const digits = plain.replace(/\d+ 月/g, '').matchAll(/\d+(?:\.\d+)?/g);
	return [...digits].map(Number).sort((a, b) => a - b);
}

/** The rows that a page names in brackets, each with what stands between it and the one named before. */
function figuresIn(text: string): { readonly ids: readonly string[]; readonly said: string }[] {
	let from = 0;
	return [...text.matchAll(/\(([SEPGBW]\d+(?:, [SEPGBW]\d+)*)\)/g)].map(({ 0: all, 1: ids = '', index }) => {
		const said = text.slice(from, index);
		from = index + all.length;
		return { ids: ids.split(', '), said };
	});
}

/** What a page has in every language, block by block, the words in any order: code, images, links, emphasis and numbers. */
function frameOf(text: string, point?: string): unknown[] {
	return new MarkdownIt().parse(text, {}).map(({ type, tag, content, children }) => {
		if (children === null) {
			return [type, tag, content];
		}
		const words = children.filter((child) => child.type === 'text' || child.type === 'image');
		return {
			parts: children.flatMap(partOf).sort(),
			numbers: numbersIn(words.map((word) => word.content).join(' '), point),
		};
	});
}

function partOf(token: Token): string[] {
	switch (token.type) {
		case 'image':
			return [`shows ${token.attrGet('src')}`];
		case 'link_open':
			return [`links to ${token.attrGet('href')}`];
		case 'code_inline':
			return [`has ${token.content}`];
		case 'strong_open':
		case 'em_open':
			return [token.type];
		default:
			return [];
	}
}

/** What is emphasised, commands without their category. */
function emphasisedIn(text: string): string[] {
	const blocks = new MarkdownIt().parse(text, {}).map(({ children }) => children ?? []);
	return blocks.flatMap((tokens) =>
		tokens.flatMap(({ type }, index) =>
			type === 'em_open' || type === 'strong_open' ? [tokens[index + 1]?.content.replace('Image Gen: ', '') ?? ''] : [],
		),
	);
}

function titlesOf(file: string): Record<string, string> {
	return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
}

describe('the README', () => {
	it('counts the services that there are', () => {
		const count = Object.entries(serviceGroups)
			.filter(([group]) => group !== 'sandbox' && group !== 'custom')
			.flatMap(([, presets]) => presets).length;
		assert.match(english, new RegExp(`^${count} services,`, 'm'));
	});

	it('says of a row of the bench what stands in it', () => {
		const known = benchRows();
		const wrong = figuresIn(english).flatMap(({ ids, said }) => {
			const numbers = new Set(numbersIn(said.split('\n\n').at(-1) ?? ''));
			return ids.filter((id) => !numbersIn(known.get(id) ?? '').some((number) => numbers.has(number)));
		});
		assert.deepEqual(wrong, []);
	});

	for (const [language, point] of Object.entries(languages)) {
		const text = readFileSync(`README.${language}.md`, 'utf8');

		it(`has the same headings, images, links, code and figures in English and in ${language}`, () => {
			assert.deepEqual(frameOf(text, point), frameOf(english));
		});

		it(`calls commands in ${language} as the editor does`, () => {
			const titles = titlesOf(`package.nls.${language}.json`);
			const said = new Set(emphasisedIn(text));
			const inEnglish = new Set(emphasisedIn(english));
			const named = Object.entries(titlesOf('package.nls.json')).filter(([, title]) => inEnglish.has(title));
			assert.ok(named.length > 5);
			assert.deepEqual(
				named.map(([key]) => titles[key]).filter((title) => title === undefined || !said.has(title)),
				[],
			);
		});
	}
});
