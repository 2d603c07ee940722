import * as vscode from 'vscode';
import { shorten } from '../../../documents/shorten';
import { styleSent } from '../../../engine/recipes/houseStyle';
import type { Form, FormLine } from './line';

/** Whether the workspace's house style is applied, where it has one. */
export function houseStyleLine({ choices }: Form): readonly FormLine[] {
	const { t } = vscode.l10n;
	const { house } = choices;
	if (!house) {
		return [];
	}
	if (house.found === 'untrusted') {
		const choose = (): Promise<unknown> => Promise.resolve(vscode.commands.executeCommand('workbench.trust.manage'));
		const description = t('this workspace is not trusted');
		return [{ id: 'houseStyle', label: t('House style: ignored'), description, choose }];
	}
	const { style } = house.found;
	return [
		{
			id: 'houseStyle',
			label: house.isOn ? t('House style: on') : t('House style: off'),
			description: shorten(styleSent(style) ?? '', 100),
			choose: () => choices.applyHouse(!house.isOn),
		},
	];
}
