import assert from 'node:assert/strict';
import { ESLint } from 'eslint';

const eslint = new ESLint();

/** What the lint says of a file of src/editor with that text. */
async function faultsIn(text: string): Promise<string[]> {
	const [result] = await eslint.lintText(text, { filePath: 'src/editor/log.ts' });
	return (result?.messages ?? [])
		.filter(({ ruleId }) => ruleId === 'house/translated')
		.map(({ message, line }) => `${line}: ${message}`);
}

describe('the check of texts', () => {
	it('lets through what is translated, names from elsewhere, icons and addresses', async () => {
		const text = [
			"pick.title = t('Title');",
			'const item = { label: preset.label, description: `$(loading~spin) ${t("x")} · ${count}` };',
			"const input = { placeholder: 'https://example.com/v1' };",
			"notify('error', t('Broken: {0}', reason), [], 'saving');",
			"throw new CommandError(`--style: ${t('Broken: {0}', reason)}`);",
		];
		assert.deepEqual(await faultsIn(text.join('\n')), []);
	});

	const wrong = [
		"pick.title = 'Title';",
		"const item = { label: 'Cancel' };",
		"const item = { detail: isFree ? t('free') : 'dear' };",
		'const item = { tooltip: `$(zap) fast` };',
		"const item = { description: name + ' of yours' };",
		"window.showErrorMessage('Broken');",
		"notify('error', `Broken: ${reason}`, []);",
		"throw new UsageError('Broken');",
		'throw new CommandError(`--style: ${file} is broken.`);',
		'const text = l10n.t(`Broken: ${reason}`);',
		'const text = t(message);',
	];
	for (const text of wrong) {
		it(`holds back ${text}`, async () => {
			assert.equal((await faultsIn(text)).length, 1);
		});
	}
});
