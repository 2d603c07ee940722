import * as vscode from 'vscode';
import { shorten } from '../../documents/shorten';
import type { TaskBuilder } from '../form/taskBuilder';
import type { Batches } from '../delivery/batches';
import type { Jobs } from '../jobs/jobs';
import type { PreparedTask } from '../jobs/preparedTask';
import { unattended } from '../log';
import { asText, documentsIn, type Scope, textOf } from '../missing/documentTexts';
import type { LinkedImages, LinkingText } from '../delivery/linkedImages';
import type { MissingImage, MissingImages } from '../missing/missingImages';
import { notify, remark } from '../ui/notify';
import { askPicks, back } from '../ui/quickInput';
import type { Command } from './command';
import { maxAtOnce, type Start, startTogether } from './startTogether';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';
import { joinSentences } from '../../messages/sentences';

/** A document that takes longer to read is left out. */
const maxReadingMs = 10_000;

/** So many missing images are listed at once: nobody reads more. */
const maxListed = 500;

const maxLabelLength = 80;

interface Item extends vscode.QuickPickItem {
	readonly image: MissingImage;
	/** Why it can't be made. */
	readonly refusal: string | undefined;
}

/** What was found, and how much was not looked at. */
interface Found {
	readonly items: readonly Item[];
	readonly isCut: boolean;
	readonly leftOut: readonly vscode.Uri[];
}

/** Lists the images that documents refer to and that are not there, and makes those that the person ticks. */
export class GenerateMissingCommand implements Command {
	readonly id = 'imagegen.generateMissing';

	constructor(
		private readonly linked: LinkedImages,
		private readonly missing: MissingImages,
		private readonly tasks: TaskBuilder,
		private readonly jobs: Jobs,
		private readonly batches: Batches,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** The explorer names the file or folder that was clicked, and all that are selected. */
	async execute(clicked?: unknown, selected?: unknown): Promise<void> {
		const title = t('Generate Missing Images');
		const among = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
		const uris = among.filter((uri) => uri instanceof vscode.Uri);
		let found: Found | undefined;
		let ticked: readonly Item[] = [];
		for (;;) {
			const answer = await askPicks<Item>({
				title,
				step: 1,
				steps: 2,
				waiting: t('Looking for missing images…'),
				placeholder: t('Tick the images to generate'),
				find: async (token) => (found ??= await this.find(uris, token)).items,
				isTickable: ({ refusal }) => refusal === undefined,
				isTicked: (item) => ticked.includes(item),
			});
			if (answer === undefined || answer === back) {
				return;
			}
			unattended(this.log, tellLeftOut(found));
			if (answer.length === 0) {
				return notify('info', t('No image is missing there.'), []);
			}
			ticked = answer.slice(0, maxAtOnce);
			if (answer.length > maxAtOnce) {
				unattended(
					this.log,
					notify(
						'info',
						plural(
							t,
							maxAtOnce,
							'{0} image is made at once: the first that you ticked.',
							'{0} images are made at once: the first of those you ticked.',
						),
						[],
					),
				);
			}
			const tasks = await this.tasks.askForAll(
				title,
				ticked.map(({ image }) => image.prompt),
			);
			if (tasks !== back) {
				await this.start(ticked, tasks ?? []);
				return;
			}
		}
	}

	private async find(uris: readonly vscode.Uri[], token: vscode.CancellationToken): Promise<Found> {
		const open = uris.length === 0 ? openTexts() : undefined;
		const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
		const scope: Scope = open
			? { uris: [], isCut: false }
			: await documentsIn(uris.length === 0 ? folders : uris, token);
		const images = new Map<string, MissingImage>();
		const leftOut: vscode.Uri[] = [];
		for (const next of [...(open ?? []), ...scope.uris]) {
			if (token.isCancellationRequested || images.size > maxListed) {
				break;
			}
			const uri = 'uri' in next ? next.uri : next;
			const text = 'uri' in next ? next : await textOf(next).catch(() => undefined);
			const links = text && (await this.linked.in(text, maxReadingMs));
			if (!text || !links) {
				leftOut.push(uri);
				continue;
			}
			for (const image of await this.missing.missing(text, links, maxListed + 1 - images.size)) {
				const key = keyOf(image);
				// One image for all its links, of which another may say what the first one does not.
				if ((images.get(key)?.prompt ?? '') === '') {
					images.set(key, image);
				}
			}
		}
		const usual = this.tasks.usualSize;
		const items = [...images.values()].slice(0, maxListed).map((image) => itemOf(image, usual, this.refusalOf(image)));
		return { items, isCut: scope.isCut || images.size > maxListed, leftOut };
	}

	private refusalOf({ prompt, isSvg }: MissingImage): string | undefined {
		return prompt === ''
			? t("its link doesn't say what to draw. The quick fix on it asks.")
			: this.tasks.refusalForLink(isSvg);
	}

	/** A job for each, of which some wait for their turn. */
	private async start(items: readonly Item[], tasks: readonly PreparedTask[]): Promise<void> {
		const starts: Start[] = [];
		for (const [index, task] of tasks.entries()) {
			const target = items[index]?.image.target;
			// Somebody may have put it there while the questions stood.
			if (!target || !(await isThere(target.uris))) {
				starts.push({ task, errand: { command: 'generate', anchor: undefined, ...(target && { target }) } });
			}
		}
		const count = await startTogether(starts, this.jobs, this.batches.begin('atLinks'), this.log);
		if (count > 0) {
			remark(plural(t, count, '{0} missing image is being generated.', '{0} missing images are being generated.'));
		}
	}
}

async function isThere(uris: readonly vscode.Uri[]): Promise<boolean> {
	const found = await Promise.allSettled(uris.map((uri) => vscode.workspace.fs.stat(uri)));
	return found.some(({ status }) => status === 'fulfilled');
}

/** The document in front, with all cells of a notebook; undefined where there is none that could refer to images. */
function openTexts(): readonly LinkingText[] | undefined {
	const document = vscode.window.activeTextEditor?.document;
	const notebook = vscode.window.activeNotebookEditor?.notebook;
	const documents = notebook ? notebook.getCells().map((cell) => cell.document) : document ? [document] : [];
	const texts = documents.map(asText).filter((text) => text !== undefined);
	return texts.length > 0 ? texts : undefined;
}

function itemOf(image: MissingImage, usual: string, refusal: string | undefined): Item {
	const { document, line, path, prompt } = image;
	return {
		image,
		refusal,
		label: prompt !== '' ? shorten(prompt, maxLabelLength) : t('(no alternative text)'),
		description: `${shorten(path, maxLabelLength)} · ${vscode.workspace.asRelativePath(document)}:${line}`,
		detail: refusal === undefined ? usual : t("Can't be ticked: {0}", refusal),
	};
}

/** Where names that differ in their case alone are one. */
function keyOf({ target }: MissingImage): string {
	const key = target.uris[0].toString();
	return process.platform === 'win32' || process.platform === 'darwin' ? key.toLowerCase() : key;
}

async function tellLeftOut(found: Found | undefined): Promise<void> {
	const [first, ...others] = found?.leftOut ?? [];
	const sentences = [
		...(found?.isCut ? [t('There are more missing images than were listed. Run the command again for the rest.')] : []),
		...(first
			? [
					others.length === 0
						? t("{0} was left out: it is too large, or couldn't be read.", vscode.workspace.asRelativePath(first))
						: plural(
								t,
								others.length + 1,
								"{0} document was left out: it is too large, or couldn't be read.",
								"{0} documents were left out: they are too large, or couldn't be read.",
							),
				]
			: []),
	];
	if (sentences.length > 0) {
		await notify('info', joinSentences(...sentences), []);
	}
}
