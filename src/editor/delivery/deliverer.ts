import { homedir } from 'node:os';
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { fileNameFor } from '../../documents/destination/fileName';
import { deliverOnce } from '../../engine/jobs/deliverOnce';
import { isDelivered, markDelivered } from '../../engine/jobs/claim';
import type { SavedImage } from '../../engine/jobs/events';
import { newJobId } from '../../engine/jobs/layout';
import { imageOf } from '../../engine/task';
import { endpointOf, promptOf } from '../jobs/asked';
import type { Job } from '../jobs/jobs';
import { type Obstacle, obstacleAt } from '../anchors/obstacles';
import type { Settings } from '../settings';
import { inStatusBar } from '../ui/notify';
import { reasonOf } from '../ui/reason';
import { type AtLink, atLink, refusalOf } from './atLink';
import type { Convert } from './converter';
import { copyNote, deliverable, type Deliverable, wordCopying } from './copies';
import { targetBeside } from './beside';
import { chooseTarget, type NewImage, type PlaceOfImage, type SaveTarget } from './destinations';
import type { IconSet, IconSets } from './iconSets';
import type { ImageFiles } from './imageFiles';
import type { Linked, Links } from './links';
import { readNames, writeNames } from './names';
import type { PlacedImage, Recipes } from './recipes';
import type { UndoneImages } from './undo';
import { t } from '../ui/translate';

/** What became of a finished image. An image that is not saved waits in its job's folder. */
export type Delivered =
	| (Placed & { readonly kind: 'saved' } & LinkOutcome)
	/** Another window has it. */
	| { readonly kind: 'elsewhere' }
	| Exclude<SaveTarget, { kind: 'file' }>
	| { readonly kind: 'notWritten'; readonly reason: string };

interface Disguise {
	readonly format: string;
	readonly named: string;
}

/** An image in the workspace. */
interface Placed {
	readonly uri: vscode.Uri;
	readonly image: Deliverable;
	/** What it really is and what its name says, where these differ. */
	readonly disguised?: Disguise;
	/** The sets of icons that were to be made of it, and of what came with it. */
	readonly icons?: readonly IconSet[];
}

/** An image as its job wishes it, and where a link waits for it, if one does. */
interface Made {
	readonly original: SavedImage;
	readonly image: Deliverable;
	readonly link: AtLink | undefined;
}

/** What is done beside a link. */
interface Settling {
	/** Whether an earlier delivery was cut short, and may have inserted it. */
	readonly isRepeated: boolean;
	readonly noted: Promise<void> | undefined;
	readonly icons: Promise<readonly IconSet[]>;
}

/** What became of the link to an image. */
export type LinkOutcome =
	/** `leadsThere`: one that was in the document before. `leadsElsewhere`: to another file, which has come there meanwhile. */
	| { readonly link: 'inserted' | 'notAsked' | 'leadsThere' | 'leadsElsewhere' }
	/** Undefined where nothing is known to stand in its way. */
	| { readonly link: 'notInserted'; readonly obstacle: Obstacle | undefined };

/** Brings finished images into the workspace and into the document. */
export class Deliverer {
	constructor(
		private readonly files: ImageFiles,
		private readonly links: Links,
		private readonly undone: UndoneImages,
		private readonly settings: Settings,
		private readonly log: vscode.LogOutputChannel,
		private readonly convert: Convert,
		private readonly recipes: Pick<Recipes, 'note'>,
		private readonly icons: Pick<IconSets, 'place'>,
	) {}

	/** Saves the image, and inserts the link to it. Does what is left to do where an earlier window began that and died. */
	async deliver(job: Job): Promise<Delivered> {
		return orReason(
			async () => (await deliverOnce(job.folder, () => this.place(job), isDelivered)) ?? { kind: 'elsewhere' },
		);
	}

	/** Saves further images of a job beside the one that went there before. No link is asked for. */
	async deliverMore(job: Job, beside: vscode.Uri): Promise<Delivered> {
		return orReason(async () => {
			const placed: PlacedImage[] = [];
			const all = await this.made(job);
			for (const made of all) {
				const { source } = made.image;
				const target = await targetBeside(beside, source);
				const uri = target?.kind === 'file' ? target.uri : beside;
				const adding = { id: newJobId(), onName: () => Promise.resolve(), isNumbered: true };
				placed.push(placedImage(await this.files.add(source, uri, adding), made));
			}
			await this.recipes.note(job, placed);
			const [first, made] = [placed[0], all[0]];
			return first && made
				? { kind: 'saved', uri: first.uri, image: made.image, link: 'notAsked' }
				: { kind: 'elsewhere' };
		});
	}

	/** Asks where to save the image, with any others that came with it. Undefined when the person changed their mind: it goes on waiting. */
	async saveAs(job: Job): Promise<Delivered | undefined> {
		// First, since the name says what became of it.
		const [first, ...others] = await inStatusBar(t('Preparing the image…'), () => this.made(job));
		const target = first && (await askWhere(this.nameOf(job, first.image.source)));
		if (!target) {
			return undefined;
		}
		let isTried = false;
		const save = async (): Promise<Delivered> => {
			isTried = true;
			const { id } = job.folder;
			await this.files.replace(first.image.source, target, id);
			const placed = [placedImage(target, first)];
			for (const other of others) {
				// Beside it, under the next free number.
				const uri = await this.files.add(other.image.source, target, { id, onName: () => Promise.resolve() });
				placed.push(placedImage(uri, other));
			}
			// Elsewhere on the person's disk nobody looks for how it was made.
			const noted = vscode.workspace.getWorkspaceFolder(target) ? this.recipes.note(job, placed) : undefined;
			const icons = this.icons.place(job, placed, { begun: new Map(), note: () => Promise.resolve() });
			return this.settle(job, { uri: target, image: first.image }, { isRepeated: false, noted, icons });
		};
		return orReason(async () => {
			try {
				return (await deliverOnce(job.folder, save, isDelivered)) ?? { kind: 'elsewhere' };
			} catch (error) {
				if (isTried) {
					throw error;
				}
				// Where the disk takes no claim, this is the way to get the image off it.
				return save();
			}
		});
	}

	/** All images of the job as they are wished. */
	private async made(job: Job): Promise<readonly Made[]> {
		const made: Made[] = [];
		// One at a time: each takes a processor, and much memory.
		for (const original of job.state.images) {
			made.push(await this.madeOf(job, original));
		}
		return made;
	}

	private async madeOf(job: Job, original: SavedImage): Promise<Made> {
		const { target, output = {} } = job;
		const link = target && atLink(original, target, output);
		return { original, image: await deliverable(job, original, link?.output ?? output, this.convert), link };
	}

	private nameOf(job: Job, path: string): string {
		return fileNameFor(promptOf(job), this.settings.fileNames(job.anchor?.container)) + posix.extname(path);
	}

	private async place(job: Job): Promise<Delivered> {
		const { folder, state, anchor } = job;
		const names = new Map(await readNames(folder));
		const isRepeated = names.size > 0;
		for (const uri of names.values()) {
			await this.files.tidyBeside(uri, folder.id);
		}
		const note = (name: string, uri: vscode.Uri): Promise<void> => writeNames(folder, names.set(name, uri));
		const placed: Placed[] = [];
		const images: PlacedImage[] = [];
		const place: PlaceOfImage | undefined = anchor && {
			uri: (await anchor.open())?.uri ?? anchor.container,
			offsetIn: (document) => anchor.offsetIn(document),
		};
		for (const original of state.images) {
			const name = posix.basename(original.path);
			const made = await this.madeOf(job, original);
			const { image, link } = made;
			const { source } = image;
			const { format } = image;
			const named = link?.named;
			const isAt = (uri: vscode.Uri): void => {
				placed.push({ image, ...(named !== undefined && named !== format && { disguised: { format, named } }), uri });
				images.push(placedImage(uri, made));
			};
			const begun = names.get(name);
			if (begun && (await this.files.isThere(source, begun))) {
				isAt(begun);
				continue;
			}
			const target = link
				? await targetAt(link.uri, job.target)
				: ((await targetBeside(job.versionOf, source)) ??
					(await chooseTarget(this.settings, newImage(job, source), place)));
			if (target.kind !== 'file') {
				return target;
			}
			const onName = (uri: vscode.Uri): Promise<void> => note(name, uri);
			const isAwaited = link !== undefined;
			const { replaces, isNumbered } = target;
			isAt(await this.files.add(source, target.uri, { id: folder.id, onName, replaces, isAwaited, isNumbered }));
		}
		const [first] = placed;
		if (!first) {
			return { kind: 'elsewhere' };
		}
		const noted = this.recipes.note(job, images);
		const icons = this.icons.place(job, images, { begun: names, note });
		return this.settle(job, first, { isRepeated, noted, icons });
	}

	/** Marked as delivered last: should the window die before, the next one does what is left, rather than nothing at all. */
	private async settle(job: Job, placed: Placed, { isRepeated, noted, icons: placing }: Settling): Promise<Delivered> {
		const { uri, image } = placed;
		const copy = copyNote(image);
		if (image.copying) {
			const made = `${posix.basename(uri.path)}: ${image.width} x ${image.height}, ${image.bytes} bytes.`;
			this.log.info(`${job.folder.id} attempt ${job.state.attempt}: ${[made, ...wordCopying(image)].join(' ')}`);
		}
		const outcome = await this.refer(job, placed, isRepeated);
		await noted;
		const icons = await placing;
		try {
			await markDelivered(job.folder, uri.toString(), { isLinkMissing: outcome.link === 'notInserted', copy });
		} catch (error) {
			// The image is where it belongs. That it goes on waiting as well does no harm.
			this.log.error(`${job.folder.id} attempt ${job.state.attempt}: not marked as delivered: ${String(error)}`);
		}
		// What has another's name is not to leave that name to nobody.
		if (outcome.link === 'inserted' && job.anchor && !this.files.standsInStead(uri)) {
			await this.undone.watch(job, { document: job.anchor.uri, image: uri, source: image.source, copy });
		}
		return { kind: 'saved', ...placed, ...(icons.length > 0 && { icons }), ...outcome };
	}

	private async refer(job: Job, { uri, image }: Placed, isRepeated: boolean): Promise<LinkOutcome> {
		const { command, anchor, target } = job;
		if (target) {
			const isThere = target.uris.some((one) => one.toString() === uri.toString());
			return { link: isThere ? 'leadsThere' : 'leadsElsewhere' };
		}
		if (command === 'generate' || !anchor) {
			return { link: 'notAsked' };
		}
		// Where that cannot be told, a second link might come to the first.
		const isInserted = isRepeated ? await this.links.isInserted(anchor, uri) : false;
		if (isInserted === true) {
			return { link: 'inserted' };
		}
		const insertion =
			isInserted === undefined
				? 'notRead'
				: await this.links.insertAtAnchor(anchor, linkedImage(job, uri, image), job.versionOf);
		if (insertion !== 'inserted') {
			const isTold = insertion === 'notRead' || insertion === 'otherLink';
			return { link: 'notInserted', obstacle: isTold ? insertion : await obstacleAt(anchor) };
		}
		return { link: 'inserted' };
	}
}

/** The image of a job, where it has been saved to, as documents refer to it. */
export function linkedImage(job: Pick<Job, 'task' | 'state' | 'alt'>, uri: vscode.Uri, size: Linked['size']): Linked {
	return { uri, prompt: promptOf(job), ...(job.alt !== undefined && { alt: job.alt }), ...(size && { size }) };
}

/** An image in the workspace, as its recipe tells of it. */
function placedImage(uri: vscode.Uri, { original, image }: Made): PlacedImage {
	const copy = copyNote(image);
	return { uri, original, ...(copy && { copy: { ...copy, path: image.source } }) };
}

async function targetAt(uri: vscode.Uri, target: Job['target']): Promise<SaveTarget> {
	return (target && (await refusalOf(uri, target.root))) ?? { kind: 'file', uri, replaces: false };
}

function askWhere(name: string): Thenable<vscode.Uri | undefined> {
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
	return vscode.window.showSaveDialog({
		title: t('Save Image'),
		filters: { [t('Images')]: [posix.extname(name).slice(1)] },
		defaultUri: vscode.Uri.joinPath(folder, name),
	});
}

async function orReason(deliver: () => Promise<Delivered>): Promise<Delivered> {
	try {
		return await deliver();
	} catch (error) {
		return { kind: 'notWritten', reason: reasonOf(error) };
	}
}

function newImage(job: Job, path: string): NewImage {
	const { resolution } = imageOf(job.task) ?? {};
	const model = job.state.asked?.model ?? endpointOf(job)?.model;
	return {
		...{ path, prompt: promptOf(job) },
		...(resolution !== undefined && { resolution }),
		...(model !== undefined && { model }),
	};
}
