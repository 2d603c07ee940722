import assert from 'node:assert/strict';
import manifest from '../../../package.json';
import { documentLanguages, otherExtensions } from '../../../src/documents/documentLanguages';
import { languagesWithFormat } from '../../../src/documents/formats';

describe('The languages of documents', () => {
	it('are those that have a format of their own, but for code that may have JSX in it, and for the files of notebooks', () => {
		const others = ['javascript', 'typescript', 'jupyter'];
		assert.deepEqual(documentLanguages.toSorted(), languagesWithFormat.filter((id) => !others.includes(id)).toSorted());
	});

	it('are those in which missing images are offered to be made', () => {
		const { commandPalette, 'explorer/context': explorer } = manifest.contributes.menus;
		const whens = [...commandPalette, ...explorer].filter(({ command }) =>
			command.startsWith('imagegen.generateMissing'),
		);
		assert.equal(whens.length, 2);
		for (const { when } of whens) {
			const [, source = ''] = /LangId =~ \/(.*)\/$/.exec(when) ?? [];
			assert.ok(when.includes(`resourceExtname =~ /^\\.(${otherExtensions.join('|')})$/i`));
			const pattern = new RegExp(source);
			assert.deepEqual(
				documentLanguages.filter((id) => !pattern.test(id)),
				[],
			);
			assert.deepEqual(
				['typescript', 'go', 'xhtml', 'htmlxerb'].filter((id) => pattern.test(id)),
				[],
			);
		}
	});
});
