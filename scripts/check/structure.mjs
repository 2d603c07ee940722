// Part of npm run check: who may import whom, no circles of imports, no file that is too long. ARCHITECTURE.md says why.
// Takes another checkout's folder as its argument.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import ts from 'typescript';

const maxLines = 400;

/** What whoever does the work of agents' tools shares with them, and with others who do. */
const agents = ['channel', 'desk', 'leaks', 'turns', 'words', 'workspace'].map((name) => `src/mcp/${name}.ts`);

/** Each room and the other rooms that it may use. A path that ends in a slash is a folder. */
const rooms = {
	'src/documents/': [],
	'src/engine/': [],
	'src/pixels/': ['src/engine/'],
	'src/svg/': ['src/engine/'],
	'src/mcp/': ['src/engine/jobs/realPath.ts'],
	'src/messages/': ['src/documents/', 'src/engine/', 'src/pixels/'],
	'src/sandbox/': ['src/engine/'],
	'src/cli.ts': ['src/cli/'],
	'src/cli/': [
		'src/documents/',
		'src/engine/',
		'src/messages/',
		'src/sandbox/',
		'src/languages.ts',
		'src/pixels.ts',
		'src/pixels/output.ts',
		'src/svg.ts',
		'src/mcp.ts',
		...agents,
	],
	'src/editor/': ['src/documents/', 'src/engine/', 'src/messages/', 'src/pixels/output.ts', ...agents],
	'src/languages.ts': ['src/documents/'],
	'src/pixels.ts': ['src/pixels/'],
	'src/svg.ts': ['src/svg/'],
	'src/mcp.ts': ['src/mcp/'],
	'src/reader.ts': ['src/documents/', 'src/languages.ts'],
	'src/window.ts': ['src/editor/', 'src/languages.ts'],
	// Before anything else is loaded: the view's frame, and where to look whether something waits.
	'src/extension.ts': [
		'src/window.ts',
		'src/documents/documentLanguages.ts',
		'src/documents/imagePath.ts',
		'src/editor/agents/serverDefinition.ts',
		'src/editor/agents/tools.ts',
		'src/editor/diagnosis/reportScheme.ts',
		'src/editor/form/promptFiles.ts',
		'src/editor/ui/context.ts',
		'src/editor/view/lazyTree.ts',
		'src/engine/jobs/openJobsPath.ts',
	],
};

/** The floors of src/editor, from the ground: each may use those below it, and its own. */
const floors = [
	['src/editor/ui/'],
	[
		'src/editor/jsonSettings.ts',
		'src/editor/keyCommand.ts',
		'src/editor/log.ts',
		'src/editor/machineSettings.ts',
		'src/editor/network.ts',
		'src/editor/secrets.ts',
		'src/editor/settingRules.ts',
		'src/editor/settings.ts',
	],
	['src/editor/anchors/'],
	['src/editor/jobs/'],
	['src/editor/form/'],
	['src/editor/delivery/'],
	['src/editor/missing/'],
	['src/editor/hover/'],
	['src/editor/status/'],
	['src/editor/view/'],
	['src/editor/diagnosis/'],
	['src/editor/agents/'],
	['src/editor/commands/'],
];

/** What is loaded by some only: the window loads no transport and touches no image bytes. Types cost nothing and are free. */
const keepers = {
	vscode: ['src/editor/', 'src/window.ts', 'src/extension.ts'],
	undici: ['src/engine/transport/'],
	'src/engine/transport/': ['src/engine/'],
	// Reads the beginning of a file, and no image.
	'src/engine/decode/imageFile.ts': [
		'src/engine/',
		'src/cli/',
		'src/pixels/',
		'src/editor/hover/',
		'src/editor/agents/',
	],
	'src/engine/decode/svgFile.ts': [
		'src/engine/',
		'src/cli/',
		'src/pixels/',
		'src/svg/',
		'src/editor/hover/',
		'src/editor/agents/',
	],
	'src/engine/decode/': ['src/engine/', 'src/cli/', 'src/pixels/', 'src/svg/'],
	'src/engine/run/': ['src/engine/run/', 'src/cli/'],
	// Says what a copy is to be, and loads nothing that makes one.
	'src/pixels/output.ts': ['src/'],
	// With all the codecs.
	'src/pixels/': ['src/pixels/', 'src/pixels.ts'],
	// With its parsers.
	'src/svg/': ['src/svg/', 'src/svg.ts'],
	// What the tools ask of whoever does their work.
	...Object.fromEntries(agents.map((file) => [file, ['src/mcp/', 'src/cli/', 'src/editor/agents/']])),
	// With the protocol's library.
	'src/mcp/': ['src/mcp/', 'src/mcp.ts'],
	'@modelcontextprotocol/sdk': ['src/mcp/'],
	// With all the parsers.
	'src/documents/formats.ts': ['src/languages.ts', 'src/documents/'],
	'src/documents/linkedFiles.ts': ['src/languages.ts', 'src/documents/readings.ts'],
	'src/documents/readings.ts': ['src/languages.ts'],
};

const root = process.argv[2] ?? join(import.meta.dirname, '../..');
const files = globSync('{src,test,bench,scripts}/**/*.{ts,mjs}', {
	cwd: root,
	exclude: (name) => /node_modules|^test\/(out|editor\/server)$/.test(String(name).replaceAll(sep, '/')),
}).map((file) => file.replaceAll(sep, '/'));
const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
const imports = new Map(files.filter((file) => file.startsWith('src/')).map((file) => [file, importsOf(file)]));

const faults = [...longFiles(), ...forbiddenImports(), ...circles()];
faults.forEach((fault) => console.error(fault));
process.exitCode = faults.length === 0 ? 0 : 1;

function longFiles() {
	return [...texts]
		.map(([file, text]) => [file, text.split('\n').length - 1])
		.filter(([, lines]) => lines > maxLines)
		.map(([file, lines]) => `${file}: ${lines} lines, more than ${maxLines}. A file that is two things is two files.`);
}

function* forbiddenImports() {
	for (const [file, used] of imports) {
		const room = Object.keys(rooms).find((name) => isIn(file, name));
		const floor = floors.findIndex((names) => names.some((name) => isIn(file, name)));
		if (!room || (room === 'src/editor/' && floor === -1)) {
			yield `${file}: lies in no room. scripts/check/structure.mjs names them.`;
			continue;
		}
		for (const { target, typesOnly } of used) {
			if (target.startsWith('src/') && ![room, ...rooms[room]].some((name) => isIn(target, name))) {
				yield `${file}: ${room} may not use ${target}.`;
			}
			if (room === 'src/editor/' && floors.slice(floor + 1).some((names) => names.some((name) => isIn(target, name)))) {
				yield `${file}: uses ${target}, which is on a floor above.`;
			}
			const kept = Object.keys(keepers).find((name) => isIn(target, name));
			if (kept && !typesOnly && !keepers[kept].some((name) => isIn(file, name))) {
				yield `${file}: may load no ${kept}.`;
			}
		}
	}
}

/** Each file that leads back to itself, with the shortest way. Types count: who reads one of the files has to read them all. */
function* circles() {
	const told = new Set();
	for (const start of imports.keys()) {
		const circle = told.has(start) ? undefined : wayBack(start);
		if (circle) {
			circle.forEach((file) => told.add(file));
			yield `${circle.join(' → ')} → ${start}: a circle of imports.`;
		}
	}
}

function wayBack(start) {
	const seen = new Set();
	const ways = [[start]];
	for (const way of ways) {
		for (const { target } of imports.get(way.at(-1)) ?? []) {
			if (target === start) {
				return way;
			}
			if (!seen.has(target)) {
				seen.add(target);
				ways.push([...way, target]);
			}
		}
	}
	return undefined;
}

/** Whom a file imports: files of the checkout by their path, packages by their name. */
function importsOf(file) {
	const found = [];
	const add = (specifier, typesOnly) => {
		if (specifier && ts.isStringLiteral(specifier)) {
			found.push({ target: resolve(file, specifier.text), typesOnly });
		}
	};
	const visit = (node) => {
		if (ts.isImportDeclaration(node)) {
			add(node.moduleSpecifier, isTypesOnly(node.importClause));
		} else if (ts.isExportDeclaration(node)) {
			add(node.moduleSpecifier, node.isTypeOnly);
		} else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
			add(node.arguments[0], false);
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, texts.get(file), ts.ScriptTarget.Latest));
	return found;
}

function isTypesOnly(clause) {
	const names = clause?.namedBindings;
	const eachIs = names && ts.isNamedImports(names) && names.elements.every(({ isTypeOnly }) => isTypeOnly);
	return clause !== undefined && (clause.isTypeOnly || (!clause.name && eachIs === true));
}

function resolve(file, specifier) {
	if (!specifier.startsWith('.')) {
		return specifier;
	}
	const path = join(dirname(file), specifier).replaceAll(sep, '/');
	return existsSync(join(root, `${path}.ts`)) ? `${path}.ts` : path;
}

/** Whether a path or a package is, or lies in, the named one. */
function isIn(path, name) {
	return path === name || path.startsWith(name.endsWith('/') ? name : `${name}/`);
}
