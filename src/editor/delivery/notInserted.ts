import * as vscode from 'vscode';
import type { Obstacle } from '../anchors/obstacles';
import { t } from '../ui/translate';

/** Why no link to an image was inserted into the file it was asked for in. */
export function wordNotInserted(file: vscode.Uri, obstacle: Obstacle | undefined): string {
	const name = vscode.workspace.asRelativePath(file);
	switch (obstacle) {
		case 'noDocument':
			return t("{0} isn't there any more, so no image link was inserted.", name);
		case 'readOnly':
			return t('{0} is read-only, so no image link was inserted.', name);
		case 'otherEditor':
			return t("{0} is open in an editor that doesn't show it as text, so no image link was inserted.", name);
		case 'noPlace':
			return t("Couldn't find its place in {0} any more, so no image link was inserted.", name);
		case 'notRead':
			return t('{0} takes too long to read, so no image link was inserted.', name);
		case 'otherLink':
			return t('The link in {0} leads elsewhere by now, so it was left as it is.', name);
		case undefined:
			return t('No image link could be inserted at its place in {0}.', name);
	}
}
