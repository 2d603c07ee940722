import * as vscode from 'vscode';
import { nameOf } from '../../engine/providers/catalogue';
import type { Endpoint } from '../../engine/task';
import { unattended } from '../log';
import type { Settings } from '../settings';
import { openSettings } from '../ui/actions';
import { notify } from '../ui/notify';
import { type NoWorkflow, workflowAt } from './workflowFile';

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
	const message = vscode.l10n.t('{0} draws what a workflow says. {1}', nameOf(endpoint), wordNoWorkflow(workflow));
	unattended(log, notify('error', message, [openSettings('imagegen.comfyui.workflow')]));
	return undefined;
}

function wordNoWorkflow(why: NoWorkflow): string {
	const { t } = vscode.l10n;
	const setting = 'imagegen.comfyui.workflow';
	switch (why) {
		case 'unset':
			return t("Export one with ComfyUI's Workflow › Export (API), and set the file's path in {0}.", setting);
		case 'relative':
			return t('The path in {0} must be an absolute one, or begin with ~/.', setting);
		case 'unreadable':
			return t("The file in {0} couldn't be read.", setting);
		case 'other':
			return t("The file in {0} is no workflow in API format. ComfyUI's Workflow › Export (API) writes one.", setting);
	}
}
