import { posix } from 'node:path';
import * as vscode from 'vscode';
import { familyAt } from '../../engine/providers/catalogue';
import { mapPooled } from '../../engine/pool';
import { type Endpoint, maxInputs } from '../../engine/task';
import { statOf } from '../anchors/documents';
import { type InputFile, inputFile, inputFlawOf } from '../jobs/inputs';
import { notify } from '../ui/notify';
import { askPicks, back } from '../ui/quickInput';
import type { Along } from './choices';
import { t } from '../ui/translate';

/** So many images of the workspace are offered, at most. */
const maxOffered = 500;

/** A larger one is shown by an icon, not by itself: the window would decode all of it for a few pixels. */
const maxShownBytes = 1_000_000;

/** The formats that can be read for sending. */
const extensions = ['png', 'jpg', 'jpeg', 'webp'];

/** What stands for the images that go along, in the list of what can be chosen. None where the model takes none, and none is there. */
export function rowOfReferences(endpoint: Endpoint | undefined, along: Along): vscode.QuickPickItem | undefined {
	const references = referencesIn(along);
	const most = mostAt(endpoint);
	if (most === 0 && references.length === 0) {
		return undefined;
	}
	const label = references.length === 0 ? t('Reference images: none') : t('Reference images: {0}', references.length);
	return { label, description: references.map(({ name }) => name).join(', ') };
}

type FileItem = vscode.QuickPickItem & { readonly file: InputFile | undefined };

/** Asks which images go along, beside the one that is to be changed. */
export async function askReferences(title: string, endpoint: Endpoint | undefined, along: Along): Promise<Along> {
	const edited = along.isEdit ? along.files.slice(0, 1) : [];
	const most = Math.max(1, (mostAt(endpoint) ?? maxInputs) - edited.length);
	const elsewhere: FileItem = {
		...{ label: t('Choose Files…'), alwaysShow: true, file: undefined },
		iconPath: new vscode.ThemeIcon('folder-opened'),
	};
	const answer = await askPicks<FileItem>({
		title,
		canGoBack: true,
		waiting: t('Looking for images…'),
		placeholder: t('Tick up to {0} reference images', most),
		find: async (token) => [elsewhere, ...(await offered(referencesIn(along), edited, token))],
		isTickable: () => true,
		isTicked: ({ file }) => file !== undefined && referencesIn(along).includes(file),
		most,
		mayBeNone: true,
	});
	if (answer === undefined || answer === back) {
		return along;
	}
	const chosen = answer.includes(elsewhere) ? await openFiles(title) : [];
	const files = [...answer.flatMap(({ file }) => file ?? []), ...chosen.map(inputFile)];
	const flaws = await Promise.all(files.map(inputFlawOf));
	const flaw = flaws.find((one) => one !== undefined);
	if (flaw !== undefined) {
		// Not waited for: the question is there again, without what can't go along.
		notify('warning', flaw, [], 'images-that-go-along').catch(() => undefined);
	}
	return { ...along, files: [...edited, ...files.filter((_, index) => flaws[index] === undefined)] };
}

/** How many images the model takes along; undefined where nobody knows. */
function mostAt(endpoint: Endpoint | undefined): number | undefined {
	return endpoint && familyAt(endpoint).references;
}

function referencesIn({ files, isEdit }: Along): readonly InputFile[] {
	return files.slice(isEdit ? 1 : 0);
}

/** Those that are chosen already, then the workspace's, the newest first. */
async function offered(
	chosen: readonly InputFile[],
	edited: readonly InputFile[],
	token: vscode.CancellationToken,
): Promise<readonly FileItem[]> {
	const pattern = `**/*.{${extensions.flatMap((one) => [one, one.toUpperCase()]).join(',')}}`;
	const found = await vscode.workspace.findFiles(pattern, '**/node_modules/**', maxOffered, token);
	const known = new Set([...chosen, ...edited].map(({ uri }) => uri.toString()));
	const others = found.filter((uri) => !known.has(uri.toString()));
	const looked = await mapPooled(others, async (uri) => ({ uri, stat: await statOf(uri) }));
	const there = looked.flatMap(({ uri, stat }) => (typeof stat === 'object' ? [{ uri, stat }] : []));
	const sorted = there.toSorted((a, b) => b.stat.mtime - a.stat.mtime);
	return [
		...chosen.map((file) => itemOf(file, undefined)),
		...sorted.map(({ uri, stat }) => itemOf(inputFile(uri), stat.size <= maxShownBytes ? uri : undefined)),
	];
}

function itemOf(file: InputFile, shown: vscode.Uri | undefined): FileItem {
	const folder = posix.dirname(vscode.workspace.asRelativePath(file.uri));
	return {
		...{ label: file.name, description: folder === '.' ? '' : folder, file },
		iconPath: shown ?? new vscode.ThemeIcon('file-media'),
	};
}

async function openFiles(title: string): Promise<readonly vscode.Uri[]> {
	const filters = { [t('Images')]: extensions };
	return (await vscode.window.showOpenDialog({ title, filters, canSelectMany: true })) ?? [];
}
