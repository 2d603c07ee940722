import assert from 'node:assert/strict';
import { fillIn, type Template, unknownIn, uses } from '../../../../src/documents/destination/template';

/** Would take longer than the universe has been there. */
const endless = '${name/(a+)+$/x/}';
const variables = new Map([
	['name', `${'a'.repeat(100)}!`],
	['folder', 'docs'],
]);

function own(text: string): Template {
	return { text, setting: 'imagegen.destination' };
}

/** How long it takes of a processor's time: whatever else the machine does is none of it. */
function timed(template: string): { filled: string; ms: number } {
	const before = process.cpuUsage();
	const filled = fillIn(own(template), variables);
	const { user, system } = process.cpuUsage(before);
	return { filled, ms: (user + system) / 1000 };
}

describe('A template', () => {
	it('with an endless pattern is filled in all the same, without its patterns', () => {
		const { filled, ms } = timed(`\${folder/d/D/}/${endless}`);
		assert.equal(filled, `docs/${variables.get('name')}`);
		assert.ok(ms < 1000, `${ms} ms`);
	});

	it('with a thousand of them takes no longer', () => {
		const { ms } = timed(endless.repeat(1000));
		assert.ok(ms < 1000, `${ms} ms`);
	});

	it('is read at once, however odd it is', () => {
		for (const odd of ['${name/\\/'.repeat(50_000), `\${name/x/${'\\/'.repeat(100_000)}`, '${'.repeat(200_000)]) {
			const { ms } = timed(odd);
			assert.ok(ms < 1000, `${odd.slice(0, 20)}: ${ms} ms`);
		}
	});

	it('runs nothing but a regular expression', () => {
		for (const text of ["'+process.exit()+'", '`$0`', "\\u0027);work('"]) {
			assert.equal(fillIn(own(`\${folder/${text}/${text}/}`), variables), 'docs');
		}
	});

	it('with a pattern that is none, or would be too large, keeps the value', () => {
		assert.equal(fillIn(own('${folder/(/x/}'), variables), 'docs');
		assert.equal(fillIn(own('${folder/d/x/zz}'), variables), 'docs');
		assert.equal(fillIn(own(`\${folder/d|${'x'.repeat(200)}/x/}`), variables), 'docs');
	});

	it('with an empty replacement takes out what it finds, but in the setting of Visual Studio Code', () => {
		const text = '${folder/oc//}';
		assert.equal(fillIn({ text, setting: 'imagegen.destination' }, variables), 'ds');
		assert.equal(fillIn({ text, setting: 'markdown.copyFiles.destination' }, variables), 'docs');
	});

	it('tells what is no variable in it', () => {
		assert.deepEqual(unknownIn(own('${folder}/\\${x}/${folder/d/x/}/$folder/{folder}'), variables), []);
		assert.deepEqual(unknownIn(own('${x}/${folder/d}/${x/a/b/}/${}${folder'), variables), [
			'${x}',
			'${folder/d}',
			'${x/a/b/}',
			'${}',
			'${folder',
		]);
	});

	it('tells whether it has a variable in it', () => {
		assert.deepEqual(
			['a/${folder/d/x/}', '${folder}', '\\${folder}', 'folder', '${name}'].map((text) => uses(own(text), 'folder')),
			[true, true, false, false, false],
		);
	});
});
