import * as vscode from 'vscode';
import { registerCommands } from './editor/commands/command';
import { DiagnoseConnectionCommand } from './editor/commands/diagnoseConnection';
import { ExportRequestsCommand } from './editor/commands/exportRequests';
import { GenerateImageCommand } from './editor/commands/generateImage';
import { ImageStarter } from './editor/commands/imageStarter';
import { InsertImageCommand } from './editor/commands/insertImage';
import { RecoverReplyCommand } from './editor/commands/recoverReply';
import { RemoveApiKeyCommand } from './editor/commands/removeApiKey';
import { SelectServiceCommand } from './editor/commands/selectService';
import { SetApiKeyCommand } from './editor/commands/setApiKey';
import { ShowJobsCommand } from './editor/commands/showJobs';
import { ShowLogCommand } from './editor/commands/showLog';
import { ImageFiles } from './editor/delivery/imageFiles';
import { KeyForm } from './editor/form/keyForm';
import { TaskBuilder } from './editor/form/taskBuilder';
import { PlainHttp } from './editor/form/plainHttp';
import { QuickInputForm } from './editor/form/requestForm';
import { ServiceForm } from './editor/form/serviceForm';
import { Anchors } from './editor/anchors/anchors';
import { Deliverer } from './editor/delivery/deliverer';
import { Jobs } from './editor/jobs/jobs';
import { Latencies } from './editor/jobs/latencies';
import { recoverJobs, waitingImages } from './editor/jobs/recovery';
import { Outcomes } from './editor/delivery/outcomes';
import { showProgress } from './editor/status/progressNotification';
import { JobsStatusBar } from './editor/status/statusBar';
import { unattended } from './editor/log';
import { Keys } from './editor/secrets';
import { Settings } from './editor/settings';

/** Builds the window's half: what knows what stands here, and nothing else does. */
export function activate(context: vscode.ExtensionContext): void {
	const jobsPath = vscode.Uri.joinPath(context.globalStorageUri, 'jobs').fsPath;
	const cliPath = context.asAbsolutePath('dist/cli.js');

	const log = vscode.window.createOutputChannel('Image Gen', { log: true });
	const settings = new Settings(log);
	const timeScale = (): number => settings.read().timeScale;
	const keys = new Keys(context.secrets);
	const keyForm = new KeyForm(keys);
	const services = new ServiceForm(settings, keys, keyForm);
	const latencies = new Latencies(jobsPath, timeScale);
	const form = new QuickInputForm(settings, services, latencies, context.globalState, log);
	const plainHttp = new PlainHttp(context.globalState, settings);
	const orders = new TaskBuilder(form, services, keyForm, keys, plainHttp, settings, latencies, log);
	const anchors = new Anchors();
	const jobs = new Jobs({ jobsPath, cliPath, log, timeScale });
	const deliverer = new Deliverer(new ImageFiles(), settings, log);
	const outcomes = new Outcomes(jobs, anchors, deliverer, orders, settings, log);
	const starter = new ImageStarter(anchors, orders, jobs, log);

	context.subscriptions.push(
		// First, because its disposal writes down where the places are.
		jobs,
		anchors,
		settings,
		log,
		new JobsStatusBar(jobs, latencies),
		jobs.onDidBegin((job) => showProgress(job, jobs, latencies, log)),
		jobs.onDidEnd((job) => unattended(log, outcomes.handle(job))),
		jobs.onDidEnd(({ folder }) => unattended(log, latencies.add(folder))),
		registerCommands(
			[
				new GenerateImageCommand(starter),
				new InsertImageCommand(starter),
				new ShowJobsCommand(jobs, outcomes, () => waitingImages(jobsPath, log), latencies, log),
				new SetApiKeyCommand(settings, services, keyForm),
				new RemoveApiKeyCommand(keys, plainHttp),
				new SelectServiceCommand(services),
				new DiagnoseConnectionCommand(orders, { cliPath, jobsPath }),
				new RecoverReplyCommand(jobsPath, jobs, anchors),
				new ExportRequestsCommand(jobsPath, log),
				new ShowLogCommand(log),
			],
			log,
		),
	);
	unattended(log, latencies.load());
	unattended(log, recoverJobs(jobsPath, jobs, anchors, log));
}
