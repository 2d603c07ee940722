import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PNG } from 'pngjs';
import { latex, latexWith } from '../../src/documents/formats/latex';
import { temporaryFolder } from '../support/folders';
import { corpus } from './support/corpus';
import { everyEdit, insertedName } from './support/everyPosition';
import { nastyLinks, writeNastyFiles } from './support/nasty';
import { describeProcessor } from './support/worker';

const pdflatex = { name: 'pdfLaTeX', command: 'pdflatex', debianPackage: 'texlive-latex-base' };

describeProcessor(pdflatex, () => {
	for (const [what, write] of [
		['link', latex.inLine],
		['figure', latexWith({ figure: true }).block],
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

describeProcessor(pdflatex, () => {
	for (const { name, text } of corpus('tex')) {
		for (const [what, format] of [
			['an image', latex],
			['a figure', latexWith({ figure: true })],
		] as const) {
			it(`${what} at any position of ${name} changes nothing else`, async () => {
				await using folder = await temporaryFolder();
				await writeFile(join(folder.path, insertedName), PNG.sync.write(new PNG({ width: 100, height: 1 })));
				await writeFile(join(folder.path, 'plot.png'), PNG.sync.write(new PNG({ width: 90, height: 1 })));
				const faults: string[] = [];
				const start = text.search(/(?<=\\begin\{document\})/);
				const edits = [...everyEdit(format, text, faults, { start })];
				// It has its title once only: what is compared is the second.
				const parts = [text, text, ...edits.map((edit) => edit.text)].map((edited, index) => {
					const [, before, body] = /^([\s\S]*\\begin\{document\})([\s\S]*)\\end\{document\}\n*$/.exec(edited) ?? [];
					assert.equal(before, text.slice(0, before?.length), edits[index - 2]?.at);
					return `${afresh}\\typeout{PART${index}}PART${index}.\n\n${body ?? ''}`;
				});
				const preamble = text.slice(0, text.indexOf('\\begin{document}'));
				const whole = `${preamble}${still}\\begin{document}\n${parts.join('\n')}\n\\end{document}\n`;
				const { log } = await typeset(folder.path, whole);
				const said = log.split(/^PART\d+$/m).slice(3);
				const [, asItWas, ...shown] = await partsOf(folder.path);
				assert.equal(shown.length, edits.length);
				for (const [index, { words, images }] of shown.entries()) {
					const edit = edits[index];
					const rest = edit?.isPath ? words.map((word) => word.replace(insertedName, '')) : words;
					const isSame = charactersOf(rest) === charactersOf(asItWas?.words ?? []);
					const isMore = images === (asItWas?.images ?? 0) + (edit?.isPath ? 0 : 1);
					const errors = said[index]?.match(/^!.*$|^LaTeX Warning: Float.*$/gm) ?? [];
					if (!isSame || !isMore || errors.length > 0) {
						faults.push(`${edit?.at ?? ''}: ${images} images ${errors.join(' ')}\n${rest.join(' ')}`);
					}
				}
				assert.equal(faults.length, 0, `${faults.length} of ${edits.length}:\n${faults.slice(0, 5).join('\n\n')}`);
			});
		}
	}
});

/** Each part as if it were the first. */
const afresh =
	'\\clearpage\\setcounter{section}{0}\\setcounter{footnote}{0}\\setcounter{figure}{0}\\setcounter{table}{0}\\setcounter{equation}{0}\n';

/** No page has a number, and what is too wide for its lines is still on its page. */
const still =
	'\\paperwidth=60cm\\AtBeginDocument{\\pdfpagewidth=60cm}\\pagestyle{empty}\\hyphenpenalty=10000\\exhyphenpenalty=10000\n';

const isPart = (word: string): boolean => /^PART\d+\.$/.test(word);

/** The words and the number of images of each part of what was typeset. */
async function partsOf(folder: string): Promise<{ words: string[]; images: number }[]> {
	const options = { cwd: folder, maxBuffer: 1e9 };
	const { stdout: text } = await run('pdftotext', ['-enc', 'UTF-8', 'main.pdf', '-'], options);
	const { stdout: list } = await run('pdfimages', ['-list', 'main.pdf'], options);
	const parts: { words: string[]; images: number }[] = [];
	const pages = text.split('\f').map((page) => {
		const words = page.split(/\s+/).filter((word) => word !== '');
		const isNext = words.some(isPart);
		const part = isNext ? { words: [], images: 0 } : parts.at(-1);
		if (part && isNext) {
			parts.push(part);
		}
		part?.words.push(...words.filter((word) => !isPart(word)));
		return part;
	});
	for (const [, page] of list.matchAll(/^ *(\d+) +\d+ +image/gm)) {
		const part = pages[Number(page) - 1];
		if (part) {
			part.images++;
		}
	}
	return parts;
}

/** All characters, in an order of their own: that of words beside one another is a guess of who reads a PDF. */
function charactersOf(words: readonly string[]): string {
	const text = words.join(' ').replace(/Figure \d+: zzfoxzz/, '');
	// A figure above counts up the others.
	return Array.from(text.replace(/Figure \d+/g, 'Figure').replace(/\s+/g, ''))
		.toSorted()
		.join('');
}

const preamble = '\\documentclass{article}\n\\usepackage{graphicx}\n';

/** What TeX says, and the widths of the images of the PDF in their order. */
async function typeset(folder: string, text: string): Promise<{ log: string; images: readonly number[] }> {
	await writeFile(join(folder, 'main.tex'), text);
	const options = { cwd: folder, maxBuffer: 1e9, env: { ...process.env, max_print_line: '10000' } };
	// It fails of errors, which its log tells.
	await run('pdflatex', ['-interaction=nonstopmode', 'main.tex'], options).catch(() => undefined);
	const log = await readFile(join(folder, 'main.log'), 'latin1');
	const { stdout } = await run('pdfimages', ['-list', 'main.pdf'], options);
	const images = Array.from(stdout.matchAll(/^ *\d+ +\d+ +image +(\d+)/gm), ([, width]) => Number(width));
	return { log, images };
}

const run = promisify(execFile);
