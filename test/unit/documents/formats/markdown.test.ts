import assert from 'node:assert/strict';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { formatOf } from '../../../../src/documents/formats';
import { markedPlace, put as putAt } from '../../../support/markedPlace';

const fox = { target: { path: 'images/fox.jpg' }, alt: 'a fox' };
const img = '![a fox](images/fox.jpg)';
const element = '<img src="images/fox.jpg" alt="a fox" />';

function put(marked: string, language = 'markdown'): string {
	return putAt(formatOf(language), markedPlace(marked), fox);
}

/** What GitHub shows. */
function page(text: string): string {
	const html = micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
	return html.replace(/\n/g, '');
}

/** What it is about; the text before, and after. */
type Cases = readonly (readonly [string, string, string])[];

describe('An image in Markdown', () => {
	describe('that is not written to its end', () => {
		const cases: Cases = [
			['gets its path', '![the fox](§) x', '![the fox](images/fox.jpg) x'],
			['gets its path between brackets', 'x ![the fox](<§>)', 'x ![the fox](images/fox.jpg)'],
			['keeps its title', '![the fox](§ "t") x', '![the fox](images/fox.jpg "t") x'],
			['gets its words', '![ ](§)', img],
			['gets its end', 'x ![the fox](§\n\ny', 'x ![the fox](images/fox.jpg)\n\ny'],
			['gets its end amid a line', 'x ![the fox](§ y', 'x ![the fox](images/fox.jpg) y'],
			['gets its end in a cell', '| ![the fox](§ |\n|---|\n', '| ![the fox](images/fox.jpg) |\n|---|\n'],
			['gets its end in a link', '[![the fox](§](a.md)', '[![the fox](images/fox.jpg)](a.md)'],
			['gets all but its words', '![the fox]§ x', '![the fox](images/fox.jpg) x'],
			['gets everything', 'x ![§] y', `x ${img} y`],
			['gets everything at the end of a line', 'x ![§', `x ${img}`],
			['gets everything where it has no path', '![§]() y', `${img} y`],
			['gets a path behind the words that it is asked for in', '![the §fox]()', '![the fox](images/fox.jpg)'],
			['gets a path in the stead of a name', '![the fox][§]', '![the fox](images/fox.jpg)'],
			['has a path by its name', '![a]§\n\n[a]: a.png', `![a]${img}\n\n[a]: a.png`],
			['has a path', '![§](a.png)', `![](a.png)${img}`],
			['is none behind a backslash', 'a \\![b](§)', `a \\![b]()${img}`],
			['is an embed of a wiki', 'a ![[§]] b', 'a ![[images/fox.jpg]] b'],
			['is code', 'a `![](§)` b', 'a `![](images/fox.jpg)` b'],
		];
		for (const [what, before, after] of cases) {
			it(what, () => {
				assert.equal(put(before), after);
			});
		}
	});

	describe('between marks with nothing between them', () => {
		const cases: Cases = [
			['is a path in code', 'Use `§` here and `code` there.', 'Use `images/fox.jpg` here and `code` there.'],
			['is a path between two ticks', 'Use ``§`` here.', 'Use ``images/fox.jpg`` here.'],
			['is a path in code in a cell', '| `§` |\n|---|\n', '| `images/fox.jpg` |\n|---|\n'],
			['is bold', 'a **§** b', `a **${img}** b`],
			['is emphasized', 'a *§* b', `a *${img}* b`],
			['is emphasized by underlines', 'a _§_ b', `a _${img}_ b`],
			['is struck through', 'a ~~§~~ b', `a ~~${img}~~ b`],
			['is bold by itself', '**§**\n', `**${img}**\n`],
			['is bold behind a space', 'a **b §** c', `a **b ${img}** c`],
			['is emphasized in front of a space', 'a *§ b* c', `a *${img} b* c`],
			['stands beside marks that are none', '2 *§ 3 * 4', `2 *${img} 3 * 4`],
			['stands behind marks that something is between', '**a*§* b', `**a**${img} b`],
			['stands behind a formula', 'a $§$ b', `a $$${img} b`],
			['stands behind a link of a wiki', 'a [[§]] b', `a [[]]${img} b`],
		];
		for (const [what, before, after] of cases) {
			it(what, () => {
				assert.equal(put(before), after);
				const filled = page(before.replace('§', 'fox'));
				const isCode = before.includes('`');
				if (before.search(/[$[]|[a2] ?\*§/) === -1) {
					assert.equal(page(after), filled.replace('fox', isCode ? fox.target.path : element));
				}
			});
		}
	});

	describe('amid text', () => {
		const cases: Cases = [
			['is no part of an address', 'a https://b.c/§d e', `a https://b.c/d ${img} e`],
			['is no part of an address that it is behind', 'https://b.c/d§ e', `https://b.c/d ${img} e`],
			['is no part of an address that is all', 'www.b.c/§d', `www.b.c/d ${img}`],
			['stands behind a space in front of a break', 'a §  \nb', `a ${img}  \nb`],
			['is closed amid HTML, for MDX', '<p>a §</p>', `<p>a ${element}</p>`],
		];
		for (const [what, before, after] of cases) {
			it(what, () => {
				assert.equal(put(before), after);
			});
		}
	});

	describe('in what a template fills in', () => {
		const cases: Cases = [
			['is an argument of Hugo', '{{< figure src="§" title="A" >}}', '{{< figure src="images/fox.jpg" title="A" >}}'],
			['is an argument of several lines', '{{< figure\n  src="§"\n>}}', '{{< figure\n  src="images/fox.jpg"\n>}}'],
			['is an argument between ticks', '{{% img `§` %}}', '{{% img `images/fox.jpg` %}}'],
			['gets the quotes of an argument', '{{< figure src=§ >}}', '{{< figure src="images/fox.jpg" >}}'],
			['is an argument of Jekyll', "{% include a.html src='§' %}", "{% include a.html src='images/fox.jpg' %}"],
			['is a text with a filter', '![a]({{ "§" | x }})', '![a]({{ "images/fox.jpg" | x }})'],
			['is a text in an attribute', `<img src="{{ '§' | x }}">`, `<img src="{{ 'images/fox.jpg' | x }}">`],
			['is no title', 'a {{< figure src="a.png" title="§" >}} b', `a {{< figure src="a.png" title="" >}}${img} b`],
			['is no part of an argument', 'a {{< ref "a§" >}} b', `a {{< ref "a" >}}${img} b`],
			['stands behind a shortcode', 'a {{< x §>}} b', `a {{< x >}}${img} b`],
			['stands behind an address', 'a ![b]({{ site.url }}/§) c', `a ![b]({{ site.url }}/)${img} c`],
			['stands between two shortcodes', '{{< a >}}"§"{{< /a >}}', `{{< a >}}"${img}"{{< /a >}}`],
		];
		for (const [what, before, after] of cases) {
			it(what, () => {
				assert.equal(put(before), after);
			});
		}
	});

	describe('on a line with nothing but an indentation', () => {
		const cases: Cases = [
			['stays in a box', '!!! note\n    a\n\n    §\n\nb\n', `!!! note\n    a\n\n    ${img}\n\nb\n`],
			['stays in a box below its text', '!!! note "A b"\n    a\n    §\n', `!!! note "A b"\n    a\n\n    ${img}\n`],
			['is the first in a box', '!!! note\n\n    §\n\nb\n', `!!! note\n\n    ${img}\n\nb\n`],
			['stays in a folded box', '???+ tip\n    a\n\n    §\n', `???+ tip\n    a\n\n    ${img}\n`],
			['stays in a tab', '=== "A"\n\n    a\n\n    §\n', `=== "A"\n\n    a\n\n    ${img}\n`],
			[
				'stays in a box in a list',
				'- a\n\n    !!! note\n        b\n\n        §\n',
				`- a\n\n    !!! note\n        b\n\n        ${img}\n`,
			],
			['stays in a box in a quote', '> !!! note\n>     a\n>\n>     §\n', `> !!! note\n>     a\n>\n>     ${img}\n`],
			[
				'is a path in the code of a tab',
				'=== "A"\n\n    a\n\n        b §\n',
				'=== "A"\n\n    a\n\n        b images/fox.jpg\n',
			],
			['stays in a footnote', '[^1]: a\n\n    §\n\nb\n', `[^1]: a\n\n    ${img}\n\nb\n`],
			['stays in an item', '- a\n\n    §\n', `- a\n\n    ${img}\n`],
			['stays in an item without blank lines', '- a\n  §\n', `- a\n  ${img}\n`],
			['stays in an item of an item', '- a\n    - b\n\n        §\n', `- a\n    - b\n\n        ${img}\n`],
			['stays in the outer item', '- a\n    - b\n\n    §\n', `- a\n    - b\n\n    ${img}\n`],
			['stays in an item by its tab', '1. a\n\n\t§\n2. b\n', `1. a\n\n\t${img}\n\n2. b\n`],
			['is no code where there is none', 'a\n\n    §\n', `a\n\n${img}\n`],
		];
		for (const [what, before, after] of cases) {
			it(what, () => {
				assert.equal(put(before), after);
			});
		}
	});

	describe('on a line with nothing on it', () => {
		const cases: Cases = [
			['is as far in as the item', '1. a\n\n    b\n§\n2. c\n', `1. a\n\n    b\n\n    ${img}\n\n2. c\n`],
			['is not as far in as a task', '- [ ] a\n§\n- [ ] b\n', `- [ ] a\n\n  ${img}\n\n- [ ] b\n`],
			[
				'keeps tabs together',
				'=== "A"\n\n    a\n\n§\n=== "B"\n\n    b\n',
				`=== "A"\n\n    a\n\n    ${img}\n\n=== "B"\n\n    b\n`,
			],
			['stands below a box', '!!! note\n    a\n\n§\nb\n', `!!! note\n    a\n\n${img}\n\nb\n`],
		];
		for (const [what, before, after] of cases) {
			it(what, () => {
				assert.equal(put(before), after);
			});
		}
		it('is the first in a box that it is asked for at the head of', () => {
			assert.equal(put('!!! note§\n    a\n'), `!!! note\n\n    ${img}\n\n    a\n`);
		});
	});

	describe('in a list of tasks', () => {
		for (const [before, after] of [
			['- [ ] §', `- [ ] ${img}`],
			['- [ ]§', `- [ ] ${img}`],
			['- [§ ] ', `- [ ] ${img}`],
			['1. [x] §\n2. [ ] b\n', `1. [x] ${img}\n2. [ ] b\n`],
			['- [ ] §\n\n    b\n', `- [ ] ${img}\n\n    b\n`],
			['> * [ ] §\n', `> * [ ] ${img}\n`],
			['- [ ] task §\n', `- [ ] task ${img}\n`],
			['- [§ ] task\n', `- [ ] ${img}task\n`],
		] as const) {
			it(`leaves the box: ${JSON.stringify(before)}`, () => {
				assert.equal(put(before), after);
				const isTask = /<li>(?:<p>)?<input type="checkbox" disabled=""( checked="")? \/> (?:task )?<img /;
				assert.match(page(after), isTask);
			});
		}
	});
});
