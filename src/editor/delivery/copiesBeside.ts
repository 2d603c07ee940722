import { posix } from 'node:path';
import * as vscode from 'vscode';
import { extensionOf } from '../../engine/extension';
import { fileHash } from '../../engine/jobs/fileHash';
import { newJobId } from '../../engine/jobs/layout';
import type { MadeCopy } from '../../pixels/output';
import type { Anchors } from '../anchors/anchors';
import type { ImageFiles } from './imageFiles';
import type { Links } from './links';
import type { Recipes } from './recipes';

/** Where in a document the path of a link begins. */
interface LinkPlace {
	readonly document: vscode.TextDocument;
	readonly position: vscode.Position;
}

/** Puts copies that a person has asked for beside their images, which stay, and has links lead there. */
export class CopiesBeside {
	constructor(
		private readonly anchors: Anchors,
		private readonly links: Links,
		private readonly files: ImageFiles,
		private readonly recipes: Pick<Recipes, 'read' | 'put'>,
	) {}

	/** Puts the copy beside its image, with how that was made; never over another file. */
	async place(image: vscode.Uri, copy: MadeCopy): Promise<vscode.Uri> {
		const beside = vscode.Uri.joinPath(image, '..', `${posix.parse(image.path).name}.${extensionOf(copy.format)}`);
		const uri = await this.files.add(copy.path, beside, { id: newJobId(), onName: () => Promise.resolve() });
		const recipe = await this.recipes.read(image);
		const { format, width, height, bytes } = copy;
		const facts = { format, width, height, bytes, hash: await fileHash(copy.path) };
		await (recipe && this.recipes.put(uri, { ...recipe, copy: facts }));
		return uri;
	}

	/** Has the link lead to the copy, where it still leads to the image, in one step of undo. Whether it does. */
	async relink(
		{ document, position }: LinkPlace,
		image: vscode.Uri,
		{ uri, size }: { readonly uri: vscode.Uri; readonly size: Pick<MadeCopy, 'width' | 'height'> },
	): Promise<boolean> {
		const anchor = this.anchors.pin(document, position, { isBlock: false, selected: 'path' });
		try {
			return (await this.links.insertAtAnchor(anchor, { uri, prompt: '', size }, image)) === 'inserted';
		} finally {
			anchor.dispose();
		}
	}
}
