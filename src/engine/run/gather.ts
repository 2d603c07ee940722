import { rm } from 'node:fs/promises';
import type { DecodedReply } from '../decode/decodedReply';
import type { ImageBytes } from '../decode/imagePart';
import { GenerationError } from '../failure';
import type { SavedImage } from '../jobs/events';
import { fileHash } from '../jobs/fileHash';
import type { JobFolder } from '../jobs/layout';
import { imagesAnywhere } from '../providers/anyImage';
import type { FoundImage, Protocol } from '../providers/protocols/protocol';
import type { CleanSvg } from './options';
import { saveImage } from './verify';

/** So many links of one reply are followed. */
const maxLinks = 16;

/** How the images of a reply are had. */
export interface GatherOptions {
	readonly protocol: Pick<Protocol, 'read' | 'mayRepeat'>;
	/** Fetches the image that a link leads to. */
	readonly fetch: (link: string) => Promise<ImageBytes>;
	/** Told where an image stood that was saved and stood elsewhere than its protocol says. */
	readonly onPlace: (place: string) => void;
}

/** The images of one reply that have their final names, and what kept others from it. */
export class Gathered {
	readonly images: SavedImage[] = [];
	readonly spoiled = new Set<GenerationError>();
	private readonly followed = new Set<string>();

	constructor(
		private readonly folder: JobFolder,
		/** Makes an SVG harmless, where one was asked for. */
		private readonly cleanSvg?: CleanSvg,
	) {}

	/** Saves an image. Throws where it is not whole. */
	async save(image: ImageBytes): Promise<void> {
		this.images.push(await saveImage(image, this.folder, this.images.length, this.cleanSvg));
	}

	/**
	 * Saves the images of a reply: those where its protocol says that they are, and where none of them is whole, all that are found
	 * anywhere in it. Throws why there is none; what becomes of single ones spoils only these.
	 */
	async from(reply: DecodedReply, options: GatherOptions): Promise<void> {
		const why = await this.known(reply, options);
		// What is an image itself has nothing else in it, and what has too many is not looked through for more.
		const isDone = this.images.length > 0 || reply.image !== undefined || GenerationError.is(why, 'tooManyImages');
		const guess = isDone ? undefined : await this.elsewhere(reply, options);
		if (this.images.length === 0) {
			const [first] = this.spoiled;
			throw (
				first ??
				(guess && tellsNothing(why) ? guess : why) ??
				new GenerationError('badImage', { detail: 'no image' }, true)
			);
		}
		if (why && reply.flaw) {
			// There may have been more.
			this.spoiled.add(reply.flaw);
		}
	}

	/** Saves what the protocol finds. Gives why it finds nothing. */
	private async known(
		reply: DecodedReply,
		{ protocol, ...options }: GatherOptions,
	): Promise<GenerationError | undefined> {
		let found: readonly FoundImage[] = [];
		let why: GenerationError | undefined;
		try {
			found = reply.image ? [{ kind: 'bytes', image: reply.image }] : await protocol.read(reply);
		} catch (error) {
			if (!GenerationError.is(error)) {
				throw error;
			}
			why = error;
		}
		const strays = reply.strays.map((image) => ({ kind: 'bytes', image }) as const);
		for (const one of linksLast([...found, ...strays])) {
			const failure = await this.take(one, options, protocol.mayRepeat);
			// What is wrong with the whole reply says it of its pieces.
			if (failure && !why) {
				this.spoiled.add(failure);
			}
		}
		if (found.filter(({ kind }) => kind === 'link').length > maxLinks) {
			this.spoiled.add(new GenerationError('tooManyImages', { limit: maxLinks }, true));
		}
		return why;
	}

	/** Saves what stands anywhere in the reply, each image once. Gives why a link could not be fetched. */
	private async elsewhere(
		reply: DecodedReply,
		options: Omit<GatherOptions, 'protocol'>,
	): Promise<GenerationError | undefined> {
		const objects = new Set<string>();
		let guess: GenerationError | undefined;
		for (const one of linksLast(await imagesAnywhere(reply))) {
			// A link beside an image is the same image.
			if (one.kind === 'link' && (objects.has(one.object) || this.followed.has(one.url))) {
				continue;
			}
			const failure = await this.take(one, options, true);
			if (!failure) {
				objects.add(one.object);
			} else if (failure.kind !== 'badImage') {
				guess ??= failure;
			}
		}
		return guess;
	}

	/** Saves one image, but `once` where it came before. Gives why it was not: it is not whole, or cannot be fetched. */
	private async take(
		found: FoundImage,
		{ fetch, onPlace }: Omit<GatherOptions, 'protocol'>,
		once = false,
	): Promise<GenerationError | undefined> {
		try {
			const image = found.kind === 'bytes' ? found.image : await this.follow(found.url, fetch);
			if (once && (await this.has(image))) {
				await rm(image.path, { force: true });
				return undefined;
			}
			await this.save(image);
			if (found.place !== undefined) {
				onPlace(found.place);
			}
			return undefined;
		} catch (error) {
			if (GenerationError.is(error, 'badImage')) {
				return asOfLink(error, found);
			}
			if (!GenerationError.is(error, 'linkNotFetched')) {
				throw error;
			}
			return error;
		}
	}

	private async has({ path, bytes }: ImageBytes): Promise<boolean> {
		const alike = this.images.filter((saved) => saved.bytes === bytes);
		const hashes = await Promise.all(alike.map((saved) => fileHash(saved.path)));
		return hashes.length > 0 && hashes.includes(await fileHash(path));
	}

	private async follow(link: string, fetch: GatherOptions['fetch']): Promise<ImageBytes> {
		this.followed.add(link);
		return await fetch(link);
	}
}

/** What came along first: no image waits for a link, of which not all are followed. */
function linksLast<T extends FoundImage>(found: readonly T[]): readonly T[] {
	const links = found.filter(({ kind }) => kind === 'link');
	return [...found.filter(({ kind }) => kind === 'bytes'), ...links.slice(0, maxLinks)];
}

/** Whether a failure to find an image says less than one to fetch it. */
function tellsNothing(why: GenerationError | undefined): boolean {
	return why === undefined || why.kind === 'badReply' || GenerationError.is(why, 'noImage');
}

/** A file that is none where the service has its image: it is still at the link, for people as well. Of a link that is a guess it means nothing. */
function asOfLink(error: GenerationError<'badImage'>, found: FoundImage): GenerationError {
	return found.kind === 'link' && found.place === undefined
		? new GenerationError('linkNotFetched', { link: found.url, reason: error.facts.detail }, true, { cause: error })
		: error;
}
