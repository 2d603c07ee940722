import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { figure, latex } from '../../src/documents/formats/latex';
import { temporaryFolder } from '../support/folders';
import { nastyLinks, writeNastyFiles } from './support/nasty';
import { describeProcessor } from './support/worker';

const pdflatex = { name: 'pdfLaTeX', command: 'pdflatex', debianPackage: 'texlive-latex-base' };

describeProcessor(pdflatex, () => {
	for (const [what, write] of [
		['link', latex.inLine],
		['figure', figure],
	] as const) {
		it(`every ${what} leads to its file`, async () => {
			await using folder = await temporaryFolder();
			await writeNastyFiles(folder.path);
			const written = nastyLinks.map((link) => write(link));
			assert.deepEqual(
				nastyLinks.filter((_, index) => written[index] === undefined).map(({ target }) => target.path),
				nastyLinks.map(({ target }) => target.path).filter((path) => /["\\]|^[^{]*\}|\{[^}]*$/.test(path)),
			);
			const pages = written.filter((link) => link !== undefined).join('\n\\clearpage\n');
			const { log, images } = await typeset(folder.path, `${preamble}\\begin{document}\n${pages}\n\\end{document}\n`);
			assert.deepEqual(log.match(/^! .*$/gm) ?? [], []);
			const widths = nastyLinks.flatMap((_, index) => (written[index] === undefined ? [] : [index + 1]));
			assert.deepEqual(images, widths);
		});
	}
});

const preamble = '\\documentclass{article}\n\\usepackage{graphicx}\n';

/** What TeX says, and the widths of the images of the PDF in their order. */
async function typeset(folder: string, text: string): Promise<{ log: string; images: readonly number[] }> {
	await writeFile(join(folder, 'main.tex'), text);
	const options = { cwd: folder, env: { ...process.env, max_print_line: '10000' } };
	// It fails of errors, which its log tells.
	await run('pdflatex', ['-interaction=nonstopmode', 'main.tex'], options).catch(() => undefined);
	const log = await readFile(join(folder, 'main.log'), 'latin1');
	const { stdout } = await run('pdfimages', ['-list', 'main.pdf'], options);
	const images = Array.from(stdout.matchAll(/^ *\d+ +\d+ +image +(\d+)/gm), ([, width]) => Number(width));
	return { log, images };
}

const run = promisify(execFile);
