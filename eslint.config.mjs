import { existsSync, readFileSync } from 'node:fs';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { translated } from './scripts/check/translated.mjs';

const commandsInEnglish = JSON.parse(readFileSync(new URL('src/cli/commandsInEnglish.json', import.meta.url), 'utf8'));

/** Through what people see texts and open links in the editor, and the only files that may: they make what is foreign inert. */
const doors = {
	'src/editor/ui/tooltip.ts': ['MarkdownString'],
	'src/editor/ui/notify.ts': [
		...['showInformationMessage', 'showWarningMessage', 'showErrorMessage'],
		...['withProgress', 'setStatusBarMessage'],
	],
	'src/editor/ui/quickInput.ts': ['createInputBox', 'createQuickPick', 'showInputBox', 'showQuickPick'],
	'src/editor/ui/actions.ts': ['openExternal'],
	'src/editor/status/statusBar.ts': ['createStatusBarItem'],
};

function restrictDoors(files, allowed) {
	const message = 'Texts from outside may hold live links: go through src/editor/ui.';
	const properties = [...new Set(Object.values(doors).flat())]
		.filter((property) => !allowed.includes(property))
		.map((property) => ({ property, message }));
	return { files, rules: { 'no-restricted-properties': ['error', ...properties] } };
}

// What bench compares with is installed by `npm run bench` only. Without it the types of others are unknown there, and the rules
// that ask for types would complain of them.
const withoutTypes = existsSync(new URL('bench/node_modules', import.meta.url))
	? []
	: [{ files: ['bench/**'], extends: [tseslint.configs.disableTypeChecked] }];

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
			'bench/out/',
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
	restrictDoors(['src/editor/**', 'src/window.ts', 'src/extension.ts'], []),
	...Object.entries(doors).map(([file, allowed]) => restrictDoors([file], allowed)),
	{ files: ['src/cli/**', 'src/cli.ts'], ignores: ['src/cli/output.ts'], rules: { 'no-console': 'error' } },
	{
		files: ['src/editor/**', 'src/messages/**', 'src/cli/**'],
		// They translate: their texts are their callers'. What is recorded of a job is in English.
		ignores: [
			...['src/messages/translate.ts', 'src/editor/ui/translate.ts', 'src/cli/translate.ts'],
			'src/cli/recordJob.ts',
			// So are these commands, whatever the language.
			...commandsInEnglish.map((name) => `src/cli/${name}.ts`),
		],
		plugins: { house: { rules: { translated } } },
		rules: { 'house/translated': 'error' },
	},
	{
		files: ['src/**'],
		ignores: ['src/engine/jobs/watch.ts'],
		rules: {
			'no-restricted-imports': [
				'error',
				...['node:fs', 'node:fs/promises'].map((name) => ({
					name,
					importNames: ['watch', 'watchFile'],
					message: 'Notifications are hints and may throw: watch as engine/jobs/watch.ts does.',
				})),
			],
		},
	},
	{
		// What nobody waits for in the window goes through `unattended`, which logs what becomes of it.
		files: ['src/editor/**/*.ts', 'src/extension.ts'],
		rules: { '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false, checkThenables: true }] },
	},
	...withoutTypes,
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
