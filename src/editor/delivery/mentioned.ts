import { posix } from 'node:path';
import * as vscode from 'vscode';
import { textOfBytes, mentions } from '../../documents/mentions';
import { mapPooled } from '../../engine/pool';
import { imagegenFileName, withoutRecipes } from '../../engine/recipes/recipeText';
import { fileOf } from '../anchors/documents';

/** Files that may refer to images. Beyond so many, or in one so large, it is not worth the while to look: something may refer to it. */
const maxFiles = 5000;
const maxBytes = 16 * 1024 * 1024;
const binary =
	/\.(?:png|jpe?g|gif|webp|avif|heic|bmp|ico|icns|tiff?|pdf|zip|gz|tgz|xz|7z|jar|woff2?|ttf|otf|eot|mp[34]|mov|webm|ogg|wav|exe|dll|so|dylib|o|a|class|pyc|wasm|vsix|bin|db|sqlite|lock)$/i;

/** What nobody writes by hand. */
const excluded = '**/{node_modules,.git}/**';

/** Whether anything in the workspace, or that document, may refer to the image: as it stands in an editor, or as it is saved. */
export async function isMentioned(image: vscode.Uri, document: vscode.Uri): Promise<boolean> {
	const name = posix.basename(image.path);
	const open = vscode.workspace.textDocuments.filter(({ isClosed, uri }) => !isClosed && uri.scheme !== 'output');
	if (open.some((one) => mentions(needed(one.uri, one.getText()), name))) {
		return true;
	}
	const own = fileOf(document);
	const found = [...(own ? [own] : []), ...(await filesOfWorkspace())];
	return (
		found.length > maxFiles ||
		(
			await mapPooled(
				found.filter((uri) => !binary.test(uri.path)),
				(uri) => isMentionedIn(uri, name),
			)
		).includes(true)
	);
}

/** Also those that the explorer does not show: a setting of a repository's must not hide that it needs an image. */
async function filesOfWorkspace(): Promise<readonly vscode.Uri[]> {
	const { workspace } = vscode;
	const hidden = Object.entries(workspace.getConfiguration('files').get<Record<string, unknown>>('exclude', {}))
		.filter(([glob, isHidden]) => isHidden !== false && !/node_modules|\.git(?![\w-])/.test(glob))
		.map(([glob]) => glob.replace(/\/+$/, ''));
	const found = await Promise.all([
		workspace.findFiles('**/*', excluded, maxFiles + 1),
		...hidden.flatMap((glob) => [glob, `${glob}/**`].map((each) => workspace.findFiles(each, null, maxFiles + 1))),
	]);
	return found.flat();
}

/** What a text may refer to images with: how they were made, beside them, needs none of them. */
function needed(uri: vscode.Uri, text: string): string {
	return posix.basename(uri.path) === imagegenFileName ? withoutRecipes(text) : text;
}

async function isMentionedIn(uri: vscode.Uri, name: string): Promise<boolean> {
	const { fs } = vscode.workspace;
	try {
		const { size } = await fs.stat(uri);
		return size > maxBytes || mentions(needed(uri, textOfBytes(await fs.readFile(uri))), name);
	} catch (error) {
		// What nobody may read may refer to it; what is gone does not.
		return !(error instanceof vscode.FileSystemError && error.code === 'FileNotFound');
	}
}
