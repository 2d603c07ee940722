import * as vscode from 'vscode';
import { maxConfigurationBytes, type Reader, type Site, siteOf } from '../../documents/sites/site';
import { fileOf, folderOf, languageOf } from '../anchors/documents';
import type { Settings } from '../settings';

/** The site that the document becomes a page of, by what lies in the folders that it is in; undefined where there is none. */
export async function siteOfDocument(
	settings: Settings,
	document: Pick<vscode.TextDocument, 'uri' | 'languageId'>,
): Promise<Site | undefined> {
	const file = fileOf(document.uri);
	const folder = file && folderOf(file);
	if (!folder) {
		return undefined;
	}
	const siteRoot = settings.siteRoot(file);
	return siteOf(
		{ path: file.path, languageId: languageOf(document), folderPath: folder.path, siteRoot },
		readerAt(folder),
	);
}

function readerAt(folder: vscode.Uri): Reader {
	const { fs } = vscode.workspace;
	const at = (path: string): vscode.Uri => folder.with({ path });
	return {
		namesIn: async (path) => {
			try {
				return (await fs.readDirectory(at(path))).map(([name]) => name);
			} catch {
				return [];
			}
		},
		textOf: async (path) => {
			try {
				const { type, size } = await fs.stat(at(path));
				return (type & vscode.FileType.File) === 0 || size > maxConfigurationBytes
					? ''
					: new TextDecoder().decode(await fs.readFile(at(path)));
			} catch {
				return '';
			}
		},
	};
}
