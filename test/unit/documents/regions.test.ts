import assert from 'node:assert/strict';
import { type RegionRule, regionsOf } from '../../../src/documents/regions';

/** Counts how often it looks through a text. */
class Counted extends RegExp {
	static looked = 0;

	override exec(text: string): RegExpExecArray | null {
		Counted.looked++;
		return super.exec(text);
	}
}

const math: RegionRule = { pattern: /\\\[/g, close: () => new Counted('\\\\\\]', 'g'), is: 'markup' };
const comment: RegionRule = { pattern: /%.*/g, is: 'comment' };

describe('The parts of a text that are no prose', () => {
	beforeEach(() => (Counted.looked = 0));

	it('go from what begins them to what closes them, and hold no others', () => {
		const text = 'a \\[ b \\[ % c \\] d \\[';
		assert.deepEqual(
			Array.from(regionsOf(text, [math, comment]), ({ from, to, is }) => [text.slice(from, to), is]),
			[['\\[ b \\[ % c \\]', 'markup']],
		);
	});

	it('have what is between shown as it is where that is code', () => {
		const [region] = regionsOf('\\[ b \\]', [{ ...math, isCode: true }]);
		assert.deepEqual(region?.code, { from: 2, to: 5 });
	});

	it('are looked for no second time where nothing closes them, however many begin', () => {
		assert.deepEqual([...regionsOf('\\[ a '.repeat(1000), [math])], []);
		assert.equal(Counted.looked, 1);
	});

	it('are looked for no second time where others hide what begins them', () => {
		const text = `${'% \\[\n'.repeat(1000)}\\]`;
		assert.equal([...regionsOf(text, [math, comment])].length, 1000);
		assert.equal(Counted.looked, 1);
	});

	it('are asked for their end only where they begin a part', () => {
		let asked = 0;
		const end = (text: string): number => {
			asked++;
			return text.length;
		};
		assert.equal([...regionsOf('% #\n'.repeat(1000), [{ pattern: /#/g, end, is: 'markup' }, comment])].length, 1000);
		assert.equal(asked, 0);
	});
});
