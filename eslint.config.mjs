import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Which folders a folder must not import: the boundaries of ARCHITECTURE.md, as law. */
function forbid(files, patterns) {
	return { files, rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } };
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
