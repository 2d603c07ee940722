import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../../support/folders';

/** What the check says of the texts of a checkout. */
function flawsIn(checkout: string): string {
	const { status, stderr } = spawnSync(process.execPath, [path.join(checkout, 'scripts/texts.mjs')], {
		encoding: 'utf8',
	});
	assert.equal(status, stderr === '' ? 0 : 1);
	return stderr;
}

describe('the texts in other languages', () => {
	it('are all there, with the same placeholders, and short enough for their buttons', () => {
		assert.equal(flawsIn(process.cwd()), '');
	});

	it('are found where they are there twice, have lost a brace, or are still in English', async () => {
		await using copy = await temporaryFolder();
		for (const part of ['scripts', 'src', 'l10n/bundle.l10n.de.json', 'package.nls.json', 'package.nls.de.json']) {
			await cp(part, path.join(copy.path, part), { recursive: true });
		}
		await symlink(path.resolve('node_modules'), path.join(copy.path, 'node_modules'), 'junction');
		const bundle = path.join(copy.path, 'l10n/bundle.l10n.de.json');
		const texts = JSON.parse(await readFile(bundle, 'utf8')) as Record<string, string>;
		const still = 'The API key is accepted.';
		const torn = 'Connected in {0} ms.';
		const whole = JSON.stringify({ ...texts, [still]: still, [torn]: 'In {0} ms verbunden. {' });
		await writeFile(bundle, whole.replace('{', '{"OK":"Ja",'));
		assert.deepEqual(flawsIn(copy.path).trimEnd().split('\n').sort(), [
			'"In {0} ms verbunden. {" has other braces than "Connected in {0} ms."',
			`is still in English: ${still}`,
			'l10n/bundle.l10n.de.json has more than once: OK',
		]);
	});
});
