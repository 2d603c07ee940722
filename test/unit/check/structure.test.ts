import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../support/folders';

/** What the check says of a checkout with those files. */
async function faultsIn(files: Readonly<Record<string, string>>): Promise<string[]> {
	await using home = await temporaryFolder();
	for (const [name, text] of Object.entries(files)) {
		await mkdir(dirname(join(home.path, name)), { recursive: true });
		await writeFile(join(home.path, name), text);
	}
	const { status, stderr } = spawnSync(process.execPath, ['scripts/check/structure.mjs', home.path], {
		encoding: 'utf8',
	});
	const faults = stderr.split('\n').filter((line) => line !== '');
	assert.equal(status, faults.length === 0 ? 0 : 1, stderr);
	return faults;
}

describe('the check of the structure', () => {
	it('is content with imports that go down', async () => {
		const files = {
			'src/engine/task.ts': '',
			'src/editor/ui/notify.ts': "import * as vscode from 'vscode';",
			'src/editor/settings.ts': "import './ui/notify'; import '../engine/task';",
			'src/editor/jobs/jobs.ts': "import '../settings'; import type { Reply } from '../../engine/decode/reply';",
			'src/engine/decode/reply.ts': '',
		};
		assert.deepEqual(await faultsIn(files), []);
	});

	const wrong: readonly (readonly [what: string, file: string, text: string, says: RegExp])[] = [
		[
			'the engine uses words',
			'src/engine/run/run.ts',
			"import '../../messages/failures';",
			/src\/engine\/ may not use/,
		],
		['documents use the engine', 'src/documents/anchor.ts', "import '../engine/task';", /src\/documents\/ may not use/],
		['messages load the editor', 'src/messages/failures.ts', "import { l10n } from 'vscode';", /may load no vscode/],
		['the window loads undici', 'src/editor/jobs/jobs.ts', "import { Client } from 'undici';", /may load no undici/],
		[
			'the window loads the transport, even later',
			'src/editor/jobs/jobs.ts',
			"void import('../../engine/transport/exchange');",
			/may load no src\/engine\/transport/,
		],
		[
			'an import goes up, even for a type',
			'src/editor/delivery/outcomes.ts',
			"import type { Text } from '../status/progressText';",
			/on a floor above/,
		],
		['a folder is new', 'src/editor/files/files.ts', '', /lies in no room/],
		['a file imports itself', 'src/engine/task.ts', "export { a } from './task';", /a circle of imports/],
		['a file is too long', 'bench/report.ts', '\n'.repeat(401), /401 lines, more than 400/],
	];
	for (const [what, file, text, says] of wrong) {
		it(`says so where ${what}`, async () => {
			const faults = await faultsIn({ [file]: text });
			assert.equal(faults.length, 1, faults.join('\n'));
			assert.match(faults[0] ?? '', says);
		});
	}

	it('tells a circle once, with its way', async () => {
		const files = {
			'src/engine/a.ts': "import './b';",
			'src/engine/b.ts': "import './c';",
			'src/engine/c.ts': "import type { A } from './a';",
		};
		const [fault, ...others] = await faultsIn(files);
		assert.deepEqual(others, []);
		assert.match(fault ?? '', /^(?:src\/engine\/[abc]\.ts → ){3}/);
	});
});
