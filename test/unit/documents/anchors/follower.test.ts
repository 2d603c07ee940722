import assert from 'node:assert/strict';
import { type Bearings, Follower, versionOf } from '../../../../src/documents/anchors/follower';
import { apply } from '../../../../src/documents/edits';
import type { Edit } from '../../../../src/documents/spots';

/** A text in which a place, `|`, is followed. */
class Scene {
	readonly follower: Follower;
	private text: string;

	constructor(marked: string) {
		const offset = marked.indexOf('|');
		this.text = marked.replace('|', '');
		const isBlock = /(^|\n)[ \t]*\|[ \t]*(\n|$)/.test(marked);
		this.follower = Follower.from(versionOf(this.text), offset, isBlock);
	}

	/** Replaces each of some texts, which stand there once, by others, in one change. */
	edit(...edits: readonly [was: string, is: string][]): this {
		return this.change(
			edits.map(([was, is]) => {
				const from = this.text.indexOf(was);
				assert.ok(from !== -1 && !this.text.includes(was, from + 1), `${was} stands there once`);
				return { from, to: from + was.length, text: is };
			}),
		);
	}

	/** Puts text before another one, which stands there once. */
	put(text: string, before: string): this {
		return this.edit([before, text + before]);
	}

	undo(to: string): this {
		this.text = to;
		this.follower.follow(
			{ edits: [{ from: 0, to: this.follower.text.length, text: to }], isUndone: true },
			versionOf(to),
		);
		return this;
	}

	/** The whole text is another one. */
	replace(by: string): this {
		this.text = by;
		this.follower.replace(versionOf(by));
		return this;
	}

	get marked(): string | undefined {
		return mark(this.text, this.follower.offset);
	}

	private change(edits: readonly Edit[]): this {
		this.text = apply(this.text, edits);
		this.follower.follow({ edits, isUndone: false }, versionOf(this.text));
		return this;
	}
}

function mark(text: string, offset: number | undefined): string | undefined {
	return offset === undefined ? undefined : `${text.slice(0, offset)}|${text.slice(offset)}`;
}

const page = `# Lighthouses

A lighthouse is a tower that tells ships where they are.

|

## The lamp

Its lamp was fed with oil, which somebody had to carry up all the stairs.
`;
const bare = page.replace('|', '');

describe('A place that is followed', () => {
	describe('through undo and redo', () => {
		const text = 'Alpha\nBeta| gamma\nDelta\n';

		it('comes back with its line', () => {
			const scene = new Scene(text).edit(['Beta gamma\n', '']);
			assert.equal(scene.marked, undefined);
			assert.equal(scene.undo(text.replace('|', '')).marked, text);
		});

		it('comes back with its line when something else was undone first', () => {
			const scene = new Scene(text).edit(['Beta gamma\n', '']).edit(['Delta', 'Deltas']);
			assert.equal(scene.undo('Alpha\nDelta\n').marked, undefined);
			assert.equal(scene.undo(text.replace('|', '')).marked, text);
		});

		it('is behind what was deleted just before it, and put back', () => {
			const scene = new Scene('Alpha Beta |gamma\n').edit(['Beta ', '']);
			assert.equal(scene.marked, 'Alpha |gamma\n');
			const follow = new Scene('Alpha Beta |gamma\n');
			follow.edit(['Beta ', '']);
			assert.equal(follow.undo('Alpha Beta gamma\n').marked, 'Alpha Beta |gamma\n');
		});

		it('is lost again when the deletion is done again', () => {
			const scene = new Scene(text).edit(['Beta gamma\n', '']).undo(text.replace('|', ''));
			assert.equal(scene.edit(['Beta gamma\n', '']).marked, undefined);
		});
	});

	describe('through a formatter', () => {
		it('stays between its paragraphs when blank lines are collapsed', () => {
			const scene = new Scene('# Title\n\nIntro text.\n\n\n|\n\n\nNext part.\n').edit(['\n\n\n\n\n\n', '\n\n']);
			assert.equal(scene.marked, '# Title\n\nIntro text.\n|\nNext part.\n');
		});

		it('stays at the end when blank lines there are taken away', () => {
			const scene = new Scene('# Title\n\nIntro text.\n\n|\n').replace('# Title\n\nIntro text.\n');
			assert.equal(scene.marked, '# Title\n\nIntro text.\n|');
		});

		it('stays at the beginning when blank lines there are taken away', () => {
			assert.equal(new Scene('\n|\n\n# Title\n\nText.\n').replace('# Title\n\nText.\n').marked, '|# Title\n\nText.\n');
		});

		it('stays at the end of its line when the white space there is trimmed', () => {
			const scene = new Scene('Alpha  |  \nBeta gamma\n').edit(['    ', '']);
			assert.equal(scene.marked, 'Alpha|\nBeta gamma\n');
		});

		it('stays in its list item when that is indented anew', () => {
			const scene = new Scene('- Item one\n\n    |\n\n- Item two\n').replace('*   Item one\n\n  \n\n*   Item two\n');
			assert.equal(scene.marked, '*   Item one\n\n  |\n\n*   Item two\n');
		});

		it('stays beside marks that are written in another way', () => {
			const scene = new Scene('# Title\n\nIntro *text*.\n\n|\n\n* Next\n').replace(
				'# Title\n\nIntro _text_.\n\n- Next\n',
			);
			assert.equal(scene.marked, '# Title\n\nIntro _text_.\n|\n- Next\n');
			const inLine = new Scene('Intro *text*| of this.\n\n* Next\n').replace('Intro _text_ of this.\n\n- Next\n');
			assert.equal(inLine.marked, 'Intro _text_| of this.\n\n- Next\n');
			const within = new Scene('Intro *text|*, of this.\n\n* Next\n').replace('Intro _text_, of this.\n\n- Next\n');
			assert.equal(within.marked, 'Intro _text|_, of this.\n\n- Next\n');
		});

		it('is gone beside other marks where it could be on either side of one', () => {
			const scene = new Scene('Intro text.\n\n***\n\n|\n\n* Next\n').replace('Intro text.\n\n---\n\n- Next\n');
			assert.equal(scene.marked, undefined);
		});

		it('is gone where its blank line is, and the lines beside that are one', () => {
			const scene = new Scene('Alpha beta.\n\n|\n\nGamma delta.\n').edit(['\n\n\n\n', ' ']);
			assert.equal(scene.marked, undefined);
		});

		it('stays in a line that is broken there', () => {
			const scene = new Scene('Alpha beta| gamma delta\n').replace('Alpha\nbeta\ngamma\ndelta\n');
			assert.equal(scene.marked, 'Alpha\nbeta|\ngamma\ndelta\n');
		});
	});

	it('is found in a text that an undo brings back, although nobody asked where it was there', () => {
		const other = bare.replace('# Light', '# All about light').replace('stairs', 'steps');
		const scene = new Scene(page).replace(other).put('Typed. ', 'Its lamp').undo(other);
		assert.equal(
			mark(other, scene.follower.offset),
			page.replace('# Light', '# All about light').replace('stairs', 'steps'),
		);
	});

	describe('in another version of the text', () => {
		it('is found by its surroundings', () => {
			const other = bare.replace('# Light', '# All about light').replace('stairs', 'steps');
			assert.equal(
				new Scene(page).replace(other).marked,
				page.replace('# Light', '# All about light').replace('stairs', 'steps'),
			);
		});

		it('is gone where its surroundings are, and back when they are', () => {
			const scene = new Scene(page).replace('# Another page\n\nOf another branch.\n');
			assert.equal(scene.marked, undefined);
			assert.equal(scene.replace(bare).marked, page);
		});

		it('is gone where its surroundings stand twice', () => {
			assert.equal(new Scene(page).replace('').replace(`${bare}\n---\n\n${bare}`).marked, undefined);
		});

		it('is not taken for another place of the same kind', () => {
			const section = (name: string, example: string): string =>
				`## ${name}\n\nExample of it:\n\n${example}\n\nEnd of the example.\n\n`;
			const scene = new Scene(section('One', '|') + section('Two', ''));
			scene.replace(section('Two', ''));
			assert.equal(scene.marked, undefined);
		});
	});

	describe('in text that is moved', () => {
		const text = `${page}\n## The keeper\n\nShe lived below it.\n`;
		const section = bare.slice(bare.indexOf('A lighthouse'), bare.indexOf('Its lamp'));

		it('goes along when it is cut and pasted elsewhere', () => {
			const scene = new Scene(text).edit([section, '']);
			assert.equal(scene.marked, undefined);
			const pasted = text.replace('|', '').replace(section, '').replace('She', `${section}She`);
			assert.equal(scene.put(section, 'She lived').marked, pasted.replace('are.\n\n', 'are.\n\n|'));
		});

		it('goes along when a short line is cut and pasted elsewhere', () => {
			const scene = new Scene('Alpha\nBe|ta\nGamma\nDelta\n').edit(['Beta\n', '']).put('Beta\n', 'Delta');
			assert.equal(scene.marked, 'Alpha\nGamma\nBe|ta\nDelta\n');
		});

		it('goes along when it is dragged elsewhere in one step', () => {
			const scene = new Scene('Alpha Beta| gamma delta\nEpsilon\n').edit(
				['Beta gamma ', ''],
				['Epsilon', 'EpsilonBeta gamma '],
			);
			assert.equal(scene.marked, 'Alpha delta\nEpsilonBeta| gamma \n');
		});

		it('is gone when what was cut stands there twice', () => {
			const scene = new Scene('Alpha\nBe|ta zeta\nGamma\nDelta\n')
				.edit(['Beta zeta\n', ''])
				.put('Beta zeta\nBeta zeta\n', 'Delta');
			assert.equal(scene.marked, undefined);
		});

		it('stays with the first of its copies', () => {
			const scene = new Scene('Alpha\nBe|ta\nGamma\n').put('Beta\n', 'Gamma');
			assert.equal(scene.marked, 'Alpha\nBe|ta\nBeta\nGamma\n');
		});

		it('is not taken for a word that is typed elsewhere', () => {
			const scene = new Scene('Alpha\nBeta foo|bar gamma\nDelta\n')
				.edit(['foobar', ''])
				.put('foo', 'Delta')
				.put('bar', 'Delta');
			assert.equal(scene.marked, undefined);
		});
	});

	describe('through an image that is inserted at the same place', () => {
		function insert(order: readonly number[], marked: string, text: (name: number) => string): string {
			const offset = marked.indexOf('|');
			let version = versionOf(marked.replace('|', ''));
			const followers = new Map(order.toSorted().map((name) => [name, Follower.from(version, offset, true)]));
			for (const name of order) {
				const at = followers.get(name)?.offset ?? NaN;
				const edit = { from: at, to: at, text: text(name) };
				version = versionOf(apply(version.text, [edit]));
				followers.forEach((follower, other) => follower.inserted([edit], other > name, version));
			}
			return version.text;
		}

		it('keeps the order in which they were asked for, whichever arrives first', () => {
			for (const order of [
				[1, 2, 3],
				[3, 1, 2],
				[2, 3, 1],
				[3, 2, 1],
			]) {
				assert.equal(
					insert(order, 'Alpha.\n|\nBeta.\n', (name) => `<${name}>`),
					'Alpha.\n<1><2><3>\nBeta.\n',
				);
			}
		});

		it('does not count it as typing', () => {
			const scene = new Scene('Alpha |beta\n');
			scene.follower.inserted([{ from: 6, to: 6, text: '![1] ' }], true, versionOf('Alpha ![1] beta\n'));
			assert.equal(mark('Alpha ![1] beta\n', scene.follower.offset), 'Alpha ![1]| beta\n');
		});

		it('follows an image elsewhere as any other text', () => {
			const scene = new Scene('Alpha |beta\n');
			scene.follower.inserted([{ from: 0, to: 0, text: '![1]' }], true, versionOf('![1]Alpha beta\n'));
			assert.equal(mark('![1]Alpha beta\n', scene.follower.offset), '![1]Alpha |beta\n');
		});
	});

	describe('from what is kept of it', () => {
		function again(marked: string, text: string): string | undefined {
			const { follower } = new Scene(marked);
			const kept = JSON.parse(JSON.stringify(follower.bearings)) as Bearings;
			return mark(text, Follower.again(versionOf(text), kept, true).offset);
		}

		it('is where it was in the same text, whatever that is', () => {
			assert.equal(again('|', ''), '|');
			assert.equal(again('a\na\n|\na\na\n', 'a\na\n\na\na\n'), 'a\na\n|\na\na\n');
		});

		it('is found in a text that has changed', () => {
			assert.equal(again(page, `Draft.\n\n${bare}`), `Draft.\n\n${page}`);
		});

		it('is gone where its surroundings are, and keeps what it takes to find it', () => {
			const { follower } = new Scene(page);
			const lost = Follower.again(versionOf('Another text.\n'), follower.bearings, true);
			assert.equal(lost.offset, undefined);
			assert.deepEqual(lost.bearings, follower.bearings);
			lost.replace(versionOf(bare));
			assert.equal(mark(bare, lost.offset), page);
		});

		it('is small', () => {
			const text = `${'word '.repeat(1e5)}|${' more'.repeat(1e5)}`;
			assert.ok(JSON.stringify(new Scene(text).follower.bearings).length < 1000);
		});

		it('is small where all is white space', () => {
			const text = `${' '.repeat(1e5)}|${'\n'.repeat(1e5)}`;
			assert.ok(JSON.stringify(new Scene(text).follower.bearings).length < 1000);
		});
	});

	it('minds no line ends', () => {
		const scene = new Scene(page);
		scene.replace(bare.replaceAll('\n', '\r\n'));
		assert.equal(mark(scene.follower.text, scene.follower.offset), page);
	});
});
