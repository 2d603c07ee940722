import { parse, type ParserPlugin } from '@babel/parser';
import type { Range } from '../lines';

/** A node of JavaScript's syntax tree, as Babel names them. */
export interface JsNode {
	readonly type: string;
	readonly start: number;
	readonly end: number;
	readonly [key: string]: unknown;
}

/** What a text of JavaScript or TypeScript consists of. */
export interface JsTree {
	readonly root: JsNode;
	readonly comments: readonly JsNode[];
	/** How much of it had to be guessed. */
	readonly errors: number;
}

/** The tree of a text; undefined where it is no code at all. */
export function parseJs(text: string, hasJsx = true): JsTree | undefined {
	const plugins: ParserPlugin[] = ['typescript', 'decorators-legacy', ...(hasJsx ? (['jsx'] as const) : [])];
	try {
		const file = parse(text, {
			plugins,
			sourceType: 'module',
			errorRecovery: true,
			...{ allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true, allowUndeclaredExports: true },
			...{ allowSuperOutsideMethod: true, allowNewTargetOutsideFunction: true },
		});
		return {
			root: file.program as unknown as JsNode,
			comments: file.comments as unknown as readonly JsNode[],
			errors: file.errors.length,
		};
	} catch {
		return undefined;
	}
}

/** All nodes, each after the one that holds it. */
export function* everyNode(root: JsNode): Generator<JsNode> {
	const open = [root];
	for (let node = open.pop(); node; node = open.pop()) {
		yield node;
		open.push(...childrenOf(node).toReversed());
	}
}

export function childrenOf(node: JsNode): readonly JsNode[] {
	return Object.entries(node)
		.flatMap(([key, value]) => (notChildren.has(key) ? [] : value))
		.filter(isNode)
		.sort((a, b) => a.start - b.start);
}

const notChildren: ReadonlySet<string> = new Set([
	'loc',
	'extra',
	'errors',
	'leadingComments',
	'trailingComments',
	'innerComments',
]);

export function isNode(value: unknown): value is JsNode {
	return (
		typeof value === 'object' &&
		value !== null &&
		'type' in value &&
		'start' in value &&
		typeof value.start === 'number'
	);
}

/** The child of that name, of one of these types if any are told. */
export function childOf(node: JsNode | undefined, key: string, ...types: readonly string[]): JsNode | undefined {
	const child = node?.[key];
	return isNode(child) && (types.length === 0 || types.includes(child.type)) ? child : undefined;
}

/** The nodes that the place is within, and not only beside, from the outermost in. */
export function nodesAround(root: JsNode, offset: number): readonly JsNode[] {
	const nodes: JsNode[] = [];
	for (let node: JsNode | undefined = root; node;) {
		node = childrenOf(node).find((child) => holds(child, offset));
		if (node) {
			nodes.push(node);
		}
	}
	return nodes;
}

function holds(node: JsNode, offset: number): boolean {
	return node.type === 'JSXText' || node.type === 'TemplateElement' || node.type === 'JSXEmptyExpression'
		? node.start <= offset && offset <= node.end
		: node.start < offset && offset < node.end;
}

/** What is between the tags of an element or fragment; undefined where there is nothing such. */
export function contentOf(node: JsNode): Range | undefined {
	const opening = childOf(node, 'openingElement') ?? childOf(node, 'openingFragment');
	const closing = childOf(node, 'closingElement') ?? childOf(node, 'closingFragment');
	return opening && closing ? { from: opening.end, to: closing.start } : undefined;
}

export function isElement({ type }: JsNode): boolean {
	return type === 'JSXElement' || type === 'JSXFragment';
}

/** What an element, an attribute or a variable is called. */
export function nameOf(node: JsNode | undefined): string {
	const name = childOf(node, 'openingElement') ? childOf(childOf(node, 'openingElement'), 'name') : node;
	const inner = name?.['name'];
	return typeof inner === 'string' ? inner : isNode(inner) ? nameOf(inner) : '';
}

/** The attribute of that name. */
export function attributeOf(element: JsNode | undefined, name: string): JsNode | undefined {
	const opening = element?.type === 'JSXOpeningElement' ? element : childOf(element, 'openingElement');
	const attributes = opening?.['attributes'];
	return Array.isArray(attributes)
		? attributes
				.filter(isNode)
				.find((attribute) => attribute.type === 'JSXAttribute' && nameOf(childOf(attribute, 'name')) === name)
		: undefined;
}

/** The text that an attribute or an expression is, where it stands, and what is meant; undefined where it is none, or is filled in. */
export function textOf(node: JsNode | undefined): (Range & { readonly value: string }) | undefined {
	if (!node) {
		return undefined;
	}
	switch (node.type) {
		case 'JSXAttribute':
			return textOf(childOf(node, 'value'));
		case 'JSXExpressionContainer':
			return textOf(childOf(node, 'expression'));
		case 'StringLiteral':
			return { from: node.start + 1, to: node.end - 1, value: String(node['value']) };
		case 'TemplateLiteral': {
			const [text, ...others] = childrenOf(node);
			const cooked = (text?.['value'] as { cooked?: string } | undefined)?.cooked;
			return text && others.length === 0 && cooked !== undefined
				? { from: text.start, to: text.end, value: cooked }
				: undefined;
		}
		default:
			return undefined;
	}
}
