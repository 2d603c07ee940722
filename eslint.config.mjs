import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Which folders a folder must not import: the boundaries of ARCHITECTURE.md, as law. */
function forbid(files, patterns) {
	return { files, rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } };
}

/** Through what people see texts and open links in the editor, and the only files that may: they make what is foreign inert. */
const doors = {
	'src/editor/ui/notify.ts': [
		...['showInformationMessage', 'showWarningMessage', 'showErrorMessage'],
		...['withProgress', 'setStatusBarMessage'],
	],
	'src/editor/ui/quickInput.ts': ['createInputBox', 'createQuickPick', 'showInputBox', 'showQuickPick'],
	'src/editor/ui/liveList.ts': ['createQuickPick'],
	'src/editor/ui/actions.ts': ['openExternal'],
	'src/editor/status/statusBar.ts': ['createStatusBarItem'],
};

function restrictDoors(files, allowed) {
	const message = 'Texts from outside may hold live links: go through src/editor/ui.';
	const properties = [...new Set(Object.values(doors).flat()), 'MarkdownString']
		.filter((property) => !allowed.includes(property))
		.map((property) => ({ property, message }));
	return { files, rules: { 'no-restricted-properties': ['error', ...properties] } };
}

const noEditor = { group: ['vscode', '**/editor/**'], message: 'Only src/editor knows the editor.' };
const noSandbox = {
	group: ['**/sandbox/**'],
	message: 'The engine does not know the sandbox; src/cli puts them together.',
};
const noTransport = {
	group: ['undici', 'undici/*', '**/transport/**', '**/decode/**', '**/engine/run/**'],
	allowTypeImports: true,
	message: 'The window loads no transport and touches no image bytes.',
};

export default tseslint.config(
	{
		ignores: [
			'dist/',
			'out/',
			'test/out/',
			'node_modules/',
			'test/editor/server/',
			'.vscode-test/',
			'samples/',
			'bench/',
		],
	},
	js.configs.recommended,
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { projectService: true } },
		rules: {
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			'no-restricted-syntax': [
				'error',
				{ selector: 'ExportDefaultDeclaration', message: 'Named exports only: one name for one thing everywhere.' },
				{ selector: 'ExportAllDeclaration', message: 'No barrel files.' },
			],
		},
	},
	restrictDoors(['src/editor/**', 'src/extension.ts'], []),
	...Object.entries(doors).map(([file, allowed]) => restrictDoors([file], allowed)),
	{ files: ['src/cli/**', 'src/cli.ts'], ignores: ['src/cli/output.ts'], rules: { 'no-console': 'error' } },
	forbid(['src/engine/**'], [noEditor, noSandbox]),
	forbid(['src/sandbox/**', 'src/cli/**', 'src/cli.ts'], [noEditor]),
	forbid(['src/editor/**'], [noTransport, noSandbox]),
	{
		files: ['**/*.js', '**/*.mjs'],
		languageOptions: {
			globals: {
				process: 'readonly',
				console: 'readonly',
				URL: 'readonly',
				require: 'readonly',
				setTimeout: 'readonly',
				clearTimeout: 'readonly',
				fetch: 'readonly',
				Buffer: 'readonly',
				AbortController: 'readonly',
				AbortSignal: 'readonly',
				setInterval: 'readonly',
				clearInterval: 'readonly',
			},
		},
	},
);
