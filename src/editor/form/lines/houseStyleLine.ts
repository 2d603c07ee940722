import * as vscode from 'vscode';
import { shorten } from '../../../documents/shorten';
import { styleSent } from '../../../engine/recipes/houseStyle';
import { openFile, openSettings } from '../../ui/actions';
import { notify } from '../../ui/notify';
import type { FoundStyle } from '../houseStyles';
import type { Form, FormLine } from './line';
import { t } from '../../ui/translate';
import { joinSentences } from '../../../messages/sentences';

/** Whether the workspace's house style is applied, where it has one, and whether something in it can't be. */
export function houseStyleLine({ choices }: Form): readonly FormLine[] {
	const { house } = choices;
	if (!house) {
		return [];
	}
	if (house.found === 'untrusted') {
		const choose = (): Promise<unknown> => Promise.resolve(vscode.commands.executeCommand('workbench.trust.manage'));
		const description = t('this workspace is not trusted');
		return [{ id: 'houseStyle', label: t('House style: ignored'), description, choose }];
	}
	const { style, flaws } = house.found;
	const isEmpty = Object.keys(style).length === 0;
	const line = {
		id: 'houseStyle',
		label: house.isOn ? t('House style: on') : t('House style: off'),
		description: shorten(styleSent(style) ?? '', 100),
		choose: () => choices.applyHouse(!house.isOn),
	};
	return [...(isEmpty ? [] : [line]), ...(flaws.length > 0 ? [flawLine(house.found, isEmpty)] : [])];
}

/** What can't be applied of it; all of that is said, with where it stands, when it is chosen. */
function flawLine({ flaws, file }: FoundStyle, isEmpty: boolean): FormLine {
	const said = joinSentences(...flaws);
	const action = file ? openFile(file) : openSettings('imagegen.style');
	return {
		id: 'houseStyleFlaws',
		label: isEmpty ? t('House style: ignored') : t('House style: ignored in part'),
		description: shorten(said, 100),
		choose: () => Promise.resolve(void notify('warning', said, [action], 'house-style-and-recipes')),
	};
}
