import { basename } from 'node:path';
import * as vscode from 'vscode';
import { nameOf } from '../../engine/providers/catalogue';
import type { Endpoint } from '../../engine/task';
import { unattended } from '../log';
import type { Settings } from '../settings';
import { openSettings } from '../ui/actions';
import { notify, remark } from '../ui/notify';
import { type NoWorkflow, workflowAt } from './workflowFile';
import { t } from '../ui/translate';

/** The endpoint with the workflow that is set, where it runs one. Undefined where there is none; then the person is told. */
export async function withWorkflow(
	endpoint: Endpoint,
	settings: Settings,
	log: vscode.LogOutputChannel,
): Promise<Endpoint | undefined> {
	if (endpoint.protocol !== 'comfyui') {
		return endpoint;
	}
	const workflow = await workflowAt(settings.workflowPath());
	if (typeof workflow === 'object') {
		return { ...endpoint, workflow };
	}
	// One that was asked for in a terminal has its own.
	if (workflow === 'unset' && endpoint.workflow) {
		return endpoint;
	}
	tellNoWorkflow(workflow, endpoint, settings, log);
	return undefined;
}

function tellNoWorkflow(why: NoWorkflow, endpoint: Endpoint, settings: Settings, log: vscode.LogOutputChannel): void {
	const choose = { title: t('Choose File…'), run: () => chooseFile(endpoint, settings, log) };
	const message = t('{0} draws what a workflow says. {1}', nameOf(endpoint), wordNoWorkflow(why));
	unattended(log, notify('error', message, [choose, openSettings('imagegen.comfyui.workflow')], 'comfyui-workflow'));
}

/** Asks for the file, writes its path into the settings, and says at once where it is none. */
async function chooseFile(endpoint: Endpoint, settings: Settings, log: vscode.LogOutputChannel): Promise<void> {
	const [file] =
		(await vscode.window.showOpenDialog({
			title: t('Choose a Workflow in API Format'),
			filters: { [t('Workflows')]: ['json'] },
		})) ?? [];
	if (!file) {
		return;
	}
	await settings.chooseWorkflow(file.fsPath);
	const found = await workflowAt(settings.workflowPath());
	if (typeof found === 'object') {
		remark(t('{0} now runs {1}.', nameOf(endpoint), basename(file.fsPath)));
	} else {
		tellNoWorkflow(found, endpoint, settings, log);
	}
}

function wordNoWorkflow(why: NoWorkflow): string {
	const setting = 'imagegen.comfyui.workflow';
	switch (why) {
		case 'unset':
			return t(
				"Export one with ComfyUI's Workflow › Export (API), and choose its file. The setting {0} names it.",
				setting,
			);
		case 'relative':
			return t('The path in {0} must be an absolute one, or begin with ~/.', setting);
		case 'unreadable':
			return t("The file in {0} couldn't be read.", setting);
		case 'other':
			return t("The file in {0} is no workflow in API format. ComfyUI's Workflow › Export (API) writes one.", setting);
	}
}
