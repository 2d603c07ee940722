import { copyFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import * as vscode from 'vscode';
import type { JobFolder } from '../../engine/jobs/layout';
import { type GenerateTask, type InputImage, maxInputBytes, maxInputs } from '../../engine/task';
import { statOf } from '../anchors/documents';
import { t } from '../ui/translate';

/** A file that goes along with a request. */
export interface InputFile {
	readonly uri: vscode.Uri;
	/** What people call it. */
	readonly name: string;
}

/** The file as a person has chosen it. */
export function inputFile(uri: vscode.Uri): InputFile {
	return { uri, name: posix.basename(uri.path) };
}

/** Why that file can't go along with a request, in one sentence; undefined where nothing is known against it. */
export async function inputFlawOf({ uri, name }: InputFile): Promise<string | undefined> {
	const stat = await statOf(uri);
	if (stat === undefined || stat === 'gone') {
		return stat ? t("{0} isn't there any more.", name) : t("{0} can't be read.", name);
	}
	if ((stat.type & vscode.FileType.File) === 0) {
		return t('{0} is no file.', name);
	}
	const megabytes = Math.round(stat.size / 1e6);
	return stat.size > maxInputBytes
		? t(
				'{0} has {1} MB; an image of at most {2} MB can go along. Scale it down first.',
				name,
				megabytes,
				maxInputBytes / 1e6,
			)
		: undefined;
}

/** The same for several files; of them no more than any request takes. */
export async function inputFlawsOf(files: readonly InputFile[]): Promise<string | undefined> {
	const flaws = await Promise.all(files.map(inputFlawOf));
	return files.length > maxInputs
		? t('At most {0} images can go along; these are {1}.', maxInputs, files.length)
		: flaws.find((flaw) => flaw !== undefined);
}

/** How a job keeps the files that go along with its request. */
export function inputsOf(files: readonly InputFile[]): InputImage[] {
	return files.map(({ uri, name }, index) => {
		const ending = /^\.[a-z]{3,4}$/.exec(posix.extname(uri.path).toLowerCase())?.[0] ?? '.img';
		return { file: `input-${index + 1}${ending}`, name };
	});
}

/** The copies of the files that went along with a job's request, for another one. */
export function inputsKept(folder: JobFolder, { image }: Pick<GenerateTask, 'image'>): readonly InputFile[] {
	return (image.inputs ?? []).map(({ file, name }) => ({ uri: vscode.Uri.file(join(folder.path, file)), name }));
}

/** Copies the files into a job's folder, from whatever file system: they may be gone before they are sent. */
export async function keepInputs(
	files: readonly InputFile[],
	inputs: readonly InputImage[],
	folder: JobFolder,
): Promise<void> {
	// What has become of them since they were chosen.
	const flaw = await inputFlawsOf(files);
	if (flaw !== undefined) {
		throw new Error(flaw);
	}
	for (const [index, { uri }] of files.entries()) {
		const to = join(folder.path, inputs[index]?.file ?? '');
		await (uri.scheme === 'file' ? copyFile(uri.fsPath, to) : vscode.workspace.fs.copy(uri, vscode.Uri.file(to)));
	}
}
