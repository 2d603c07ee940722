import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { sections } from '../../src/messages/sections';
import { troubleshooting } from './troubleshooting';

/** Files that word what fails or is refused, and nothing else; of the texts in them, those that are sentences. */
const ofFailures = new Set([
	...['addresses', 'failures', 'findings', 'headers', 'inability', 'inputs', 'spoiled'].map(
		(name) => `src/messages/${name}.ts`,
	),
	...['delivery/failures', 'delivery/notInserted', 'delivery/refusals', 'form/fallbacks', 'form/workflow'].map(
		(name) => `src/editor/${name}.ts`,
	),
	...['jobs/inputs', 'jobs/notStarted', 'ui/advice', 'ui/reason'].map((name) => `src/editor/${name}.ts`),
]);

/** What these words are in tells of a failure wherever it is. */
const failing = /\b(couldn't|can't be|is ignored|left alone|must be|so there is no|safe, but not saved)\b/i;

/** What stands in these files as well, and tells of no failure. */
const others = new Set([
	'The address was read as {0} ({1}).',
	'Report copied. It holds no API key and no prompt.',
	'The image in this reply was recovered already.',
	'Use {0}',
	'{0} now runs {1}.',
	"{0} can't be told the {1}, so {2} is left to it.",
]);

interface Text {
	readonly text: string;
	/** Whether it is told as a warning or an error. */
	readonly isTold: boolean;
}

/** All texts that people read in a file; those with a number in the plural. */
function textsIn(file: string): readonly Text[] {
	const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
	const found: Text[] = [];
	const visit = (node: ts.Node, isTold: boolean): void => {
		let isFailure = isTold;
		if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
			const [first, , , other] = node.arguments;
			const said = { t: first, plural: other }[node.expression.text];
			if (said && ts.isStringLiteralLike(said)) {
				found.push({ text: said.text, isTold });
			}
			isFailure ||=
				node.expression.text === 'notify' && !!first && ts.isStringLiteralLike(first) && first.text !== 'info';
		}
		ts.forEachChild(node, (child) => visit(child, isFailure));
	};
	visit(source, false);
	return found;
}

function isSentence(text: string): boolean {
	return /^["{\p{Lu}-].*([.!?]|[ :] ?\{\d\})$/u.test(text) && /\p{L}{2}/u.test(text);
}

/** As the page has it. */
function shown(text: string): string {
	return text.replace(/\{\d\}/g, '…');
}

describe('docs/troubleshooting.md', () => {
	const files = globSync('src/{cli,editor,messages}/**/*.ts');
	const all = files.flatMap((file) => textsIn(file).map((text) => ({ file, ...text })));
	const page = troubleshooting();
	const listed = [...page.values()].flat();

	it('has every message that tells of a failure, word for word', () => {
		const meant = all.filter(
			({ file, text, isTold }) => isSentence(text) && (isTold || ofFailures.has(file) || failing.test(text)),
		);
		const missing = meant.filter(({ text }) => !others.has(text) && !listed.includes(shown(text)));
		assert.deepEqual(
			missing.map(({ file, text }) => `${file}: ${text}`),
			[],
		);
	});

	it('has no message that nothing says', () => {
		const said = new Set(all.map(({ text }) => shown(text)));
		assert.deepEqual(
			listed.filter((message) => !said.has(message)),
			[],
		);
	});

	it('names each message once', () => {
		assert.deepEqual(
			listed.filter((message, index) => listed.indexOf(message) !== index),
			[],
		);
	});

	it('has the sections that messages lead to, and beside them those for reading it', () => {
		const beside = ['read-a-message', 'in-a-terminal', 'what-diagnose-reports'];
		assert.deepEqual([...page.keys()].sort(), [...sections, ...beside].sort());
	});
});
