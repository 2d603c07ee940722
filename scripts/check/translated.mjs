// An ESLint rule for src/editor, src/messages and src/cli: what people read goes through l10n, by a literal that can be collected.

/** Members of VS Code's objects, and of ours that become them, which people read. */
const shown = new Set([
	...['title', 'label', 'description', 'detail', 'tooltip', 'placeholder', 'prompt', 'message', 'openLabel'],
	...['accessibilityInformation', 'validationMessage'],
]);

/** Functions whose texts people read. */
const shows = /^(show(Information|Warning|Error)Message|setStatusBarMessage|notify)$/;

/** What the command line's errors say, people read. */
const errors = /^(Command|Usage)Error$/;

/** Words in a text, without icons, addresses, and the options that an error is of. */
const words = /\p{L}/u;
const wordless = /\$\([\w~-]+\)|https?:\/\/\S+|^--[\w-]+/g;

export const translated = {
	meta: {
		type: 'problem',
		schema: [],
		messages: {
			untranslated: 'People read this: give it to l10n.t.',
			notLiteral: 'Give l10n.t a literal, so that the text can be collected for translators.',
		},
	},
	create(context) {
		const check = (node) => {
			for (const text of textsIn(node)) {
				context.report({ node: text, messageId: 'untranslated' });
			}
		};
		return {
			Property: ({ key, value, parent }) =>
				parent.type === 'ObjectExpression' && shown.has(nameOf(key)) && check(value),
			AssignmentExpression: ({ left, right }) => shown.has(nameOf(left)) && check(right),
			NewExpression: ({ callee, arguments: args }) => errors.test(nameOf(callee) ?? '') && check(args[0]),
			CallExpression({ callee, arguments: args }) {
				if (shows.test(nameOf(callee) ?? '')) {
					// Beside the message, `notify` takes how bad it is, and where that is explained.
					(nameOf(callee) === 'notify' ? args.slice(1, 2) : args).forEach(check);
				}
				if (nameOf(callee) === 't' && textOf(args[0]) === undefined) {
					context.report({ node: args[0] ?? callee, messageId: 'notLiteral' });
				}
			},
		};
	},
};

/** The texts with words that an expression may become. What other functions return is theirs to answer for. */
function textsIn(node) {
	switch (node?.type) {
		case 'Literal':
		case 'TemplateLiteral':
			return hasWords(node) ? [node] : [];
		case 'ConditionalExpression':
			return [...textsIn(node.consequent), ...textsIn(node.alternate)];
		case 'LogicalExpression':
		case 'BinaryExpression':
			return [...textsIn(node.left), ...textsIn(node.right)];
		case 'ArrayExpression':
			return node.elements.flatMap(textsIn);
		default:
			return [];
	}
}

function hasWords(node) {
	const texts = node.type === 'Literal' ? [node.value] : node.quasis.map(({ value }) => value.cooked);
	const inside = node.type === 'TemplateLiteral' ? node.expressions.flatMap(textsIn) : [];
	return inside.length > 0 || texts.some((text) => typeof text === 'string' && words.test(text.replace(wordless, '')));
}

/** The text of a literal; undefined for what is put together. */
function textOf(node) {
	if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) {
		return node.quasis[0].value.cooked;
	}
	return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

function nameOf(node) {
	return node.type === 'MemberExpression' ? nameOf(node.property) : (node.name ?? node.value);
}
