import * as vscode from 'vscode';
import { AgentConsent } from './editor/agents/consent';
import { AgentDesk } from './editor/agents/desk';
import { AgentOrders } from './editor/agents/orders';
import { AgentServer } from './editor/agents/server';
import { Standings } from './editor/agents/standings';
import { AgentTools } from './editor/agents/tools';
import { Anchors } from './editor/anchors/anchors';
import { CopyReportCommand } from './editor/commands/copyReport';
import { CleanUpCommand } from './editor/commands/cleanUp';
import { ChooseCropCommand } from './editor/commands/chooseCrop';
import { type Command, runCommand } from './editor/commands/command';
import { DiagnoseConnectionCommand } from './editor/commands/diagnoseConnection';
import { ExportRequestsCommand } from './editor/commands/exportRequests';
import { EditImageCommand } from './editor/commands/editImage';
import { GenerateImageCommand } from './editor/commands/generateImage';
import { GetOriginalCommand } from './editor/commands/getOriginal';
import { GenerateMissingCommand } from './editor/commands/generateMissing';
import { GenerateMissingImageCommand } from './editor/commands/generateMissingImage';
import { imageCommands } from './editor/commands/imageCommands';
import { ImageVersions } from './editor/commands/imageVersions';
import { ImageStarter } from './editor/commands/imageStarter';
import { MakeSmallerCommand } from './editor/commands/makeSmaller';
import { MeantImages } from './editor/commands/meantImages';
import { UseAsReferenceCommand } from './editor/commands/useAsReference';
import { versionCommands } from './editor/commands/versionCommands';
import { GetStartedCommand } from './editor/commands/getStarted';
import { InsertImageCommand } from './editor/commands/insertImage';
import { InsertIntoExampleCommand } from './editor/commands/insertIntoExample';
import { promptCommands } from './editor/commands/promptCommands';
import { RecoverReplyCommand } from './editor/commands/recoverReply';
import { RemoveApiKeyCommand } from './editor/commands/removeApiKey';
import { SelectModelCommand } from './editor/commands/selectModel';
import { SelectServiceCommand } from './editor/commands/selectService';
import { SetApiKeyCommand } from './editor/commands/setApiKey';
import { ShowLogCommand } from './editor/commands/showLog';
import { viewCommands } from './editor/commands/viewCommands';
import { Batches } from './editor/delivery/batches';
import { Deliverer } from './editor/delivery/deliverer';
import { Failures } from './editor/delivery/failures';
import { Chooser } from './editor/delivery/chooser';
import { converterAt, iconMakerAt } from './editor/delivery/converter';
import { CopiesBeside } from './editor/delivery/copiesBeside';
import { IconSets } from './editor/delivery/iconSets';
import { ImageFiles } from './editor/delivery/imageFiles';
import { LinkedImages } from './editor/delivery/linkedImages';
import { Links } from './editor/delivery/links';
import { tellMissed } from './editor/delivery/missed';
import { Outcomes } from './editor/delivery/outcomes';
import { Reader } from './editor/delivery/reader';
import { Recipes } from './editor/delivery/recipes';
import { WeightOffer } from './editor/delivery/weightOffer';
import { UndoneImages } from './editor/delivery/undo';
import { Reports } from './editor/diagnosis/reports';
import { Budget } from './editor/form/budget';
import { CommandKeys } from './editor/form/commandKeys';
import { KeyForm } from './editor/form/keyForm';
import { ModelForm } from './editor/form/modelForm';
import { PlainHttp } from './editor/form/plainHttp';
import type { PromptFiles } from './editor/form/promptFiles';
import { PromptForm } from './editor/form/promptForm';
import { QuickInputForm } from './editor/form/requestForm';
import { ServiceForm } from './editor/form/serviceForm';
import { HouseStyles } from './editor/form/houseStyles';
import { houseStyleLine } from './editor/form/lines/houseStyleLine';
import { altTextLine } from './editor/form/lines/altTextLine';
import { aspectRatioLine } from './editor/form/lines/aspectRatioLine';
import type { Lines } from './editor/form/lines/line';
import { optionLines } from './editor/form/lines/optionLines';
import { pixelsLine } from './editor/form/lines/pixelsLine';
import { referencesLine } from './editor/form/lines/referencesLine';
import { serviceLines } from './editor/form/lines/serviceLines';
import { SizeForm } from './editor/form/sizeForm';
import { ServiceProbe } from './editor/form/serviceProbe';
import { TaskBuilder } from './editor/form/taskBuilder';
import { ImageHover } from './editor/hover/imageHover';
import { comeBack } from './editor/jobs/comeback';
import { Housekeeping } from './editor/jobs/housekeeping';
import { Jobs } from './editor/jobs/jobs';
import { secretsOf } from './editor/form/secretsOf';
import { Latencies } from './editor/jobs/latencies';
import { Library } from './editor/jobs/library';
import { Spending } from './editor/jobs/spending';
import { unattended } from './editor/log';
import { moveMachineSettings } from './editor/machineSettings';
import { MissingImages } from './editor/missing/missingImages';
import { QuickFixes } from './editor/missing/quickFixes';
import { Keys } from './editor/secrets';
import { Settings } from './editor/settings';
import { AnchorMarks } from './editor/status/anchorMarks';
import { tellFirst } from './editor/status/firstImage';
import { JobsStatusBar } from './editor/status/statusBar';
import { Unseen } from './editor/status/unseen';
import { watchInsertable } from './editor/view/contextKeys';
import { ImagesView } from './editor/view/imagesView';
import { FocusedImages } from './editor/view/focused';
import type { LazyTree, TreeSource } from './editor/view/lazyTree';

/** The window's half once it is needed. */
export interface Window {
	readonly tree: TreeSource;
	/** What the report with that address says. */
	readonly reportAt: (uri: vscode.Uri) => string;
	/** What can be done about the images that are missing at a part of a document. */
	readonly quickFixes: QuickFixes['at'];
	/** What is to be known of the image that is linked there. */
	readonly hover: ImageHover['at'];
	readonly agentTools: AgentTools;
	readonly agentServer: AgentServer;
	/** Runs one of the commands in package.json. */
	readonly run: (command: string, args: readonly unknown[]) => Promise<void>;
}

/** What stands from the first moment on, before the rest is loaded. */
export interface Entry {
	readonly context: vscode.ExtensionContext;
	readonly jobsPath: string;
	readonly tree: LazyTree;
	readonly view: vscode.TreeView<unknown>;
	/** From now on there is something to be seen in the view. True for the very first image. */
	readonly showView: () => boolean;
	readonly promptFiles: PromptFiles;
}

/** Builds the window's half: what knows what stands here, and nothing else does. */
export function openWindow({ context, jobsPath, tree, view, showView, promptFiles }: Entry): Window {
	const cliPath = context.asAbsolutePath('dist/cli.js');
	const log = vscode.window.createOutputChannel('Image Gen', { log: true });
	const settings = new Settings(log);
	const timeScale = (): number => settings.read().timeScale;
	const keys = new Keys(context.secrets, context.globalState);
	const plainHttp = new PlainHttp(context.globalState, settings);
	const commandKeys = new CommandKeys(context.globalState, settings, log);
	const probe = new ServiceProbe(keys, commandKeys, plainHttp, { cliPath, jobsPath });
	const keyForm = new KeyForm(keys, commandKeys, probe, log);
	const models = new ModelForm(settings, probe);
	const services = new ServiceForm(settings, keys, commandKeys, keyForm, models);
	const jobs = new Jobs({
		jobsPath,
		cliPath,
		log,
		timeScale,
		outputFor: (resource) => settings.output(resource),
		secretsFor: (endpoint) => secretsOf(endpoint, keys, commandKeys),
	});
	const library = new Library(jobsPath);
	const spending = new Spending(library, jobs, context.globalState);
	const latencies = new Latencies(library, timeScale);
	const lines: readonly Lines[] = [
		aspectRatioLine,
		pixelsLine,
		referencesLine,
		optionLines,
		altTextLine,
		houseStyleLine,
		serviceLines(services, models),
	];
	const houseStyles = new HouseStyles(settings, context.workspaceState, log);
	const sizes = new SizeForm(settings, latencies, lines, houseStyles, context.globalState, log);
	const prompts = new PromptForm(promptFiles, () => library.records.flatMap(({ image }) => image?.prompt ?? []));
	const form = new QuickInputForm(prompts, sizes, promptFiles, context.globalState);
	const budget = new Budget(settings, library, spending);
	const tasks = new TaskBuilder(
		form,
		services,
		keyForm,
		keys,
		commandKeys,
		plainHttp,
		settings,
		latencies,
		budget,
		log,
	);
	const anchors = new Anchors();
	const readerPath = context.asAbsolutePath('dist/reader.js');
	const linkReader = new Reader(readerPath);
	const links = new Links(linkReader, settings);
	const files = new ImageFiles();
	const recipes = new Recipes(settings, log);
	const undone = new UndoneImages(files, links, library, recipes, log);
	const convert = converterAt(cliPath);
	const icons = new IconSets(files, iconMakerAt(cliPath));
	const deliverer = new Deliverer(files, links, undone, settings, log, convert, recipes, icons);
	const failures = new Failures(jobs, anchors, tasks, library, settings, log);
	const batches = new Batches(log);
	const weight = new WeightOffer(settings, context.globalState);
	const outcomes = new Outcomes(jobs, deliverer, links, failures, library, batches, weight, log);
	const chooser = new Chooser(jobs, library, outcomes, log);
	const reader = new Reader(readerPath);
	const linked = new LinkedImages(reader, settings);
	const missing = new MissingImages(jobs);
	const fixes = new QuickFixes(linked, missing, library, recipes);
	const hover = new ImageHover(linked, recipes, library);
	const starter = new ImageStarter(anchors, links, tasks, jobs, batches, log);
	const meant = new MeantImages(linked, anchors);
	const versions = new ImageVersions(starter, failures, anchors, library, jobs, recipes);
	const unseen = new Unseen(library, view, context.globalState);
	const images = new ImagesView({ tree, view, jobs, library, latencies, spending, unseen });
	const focused = new FocusedImages(view, () => tree.reads);
	const reports = new Reports(context.workspaceState, log);
	// Before any setting is asked for.
	const ready = moveMachineSettings(context.globalStorageUri, log).then(() => unattended(log, settings.modernize()));
	const beside = new CopiesBeside(anchors, links, files, recipes);
	const parts = { jobs, anchors, library, outcomes, chooser, failures, images, focused, reports };
	const desk = new AgentDesk({
		...{ jobsPath, settings, budget, tasks, jobs, library, batches, linked, missing, convert },
		orders: new AgentOrders(settings, houseStyles, anchors),
		consent: new AgentConsent(),
		standings: new Standings(latencies, anchors, links),
	});
	const agentServer = new AgentServer(context.extension, desk);
	const commands: readonly Command[] = [
		new GenerateImageCommand(starter),
		new GetStartedCommand(),
		new InsertImageCommand(starter),
		new InsertIntoExampleCommand(),
		new EditImageCommand(meant, versions),
		new UseAsReferenceCommand(starter),
		new MakeSmallerCommand({ meant, beside, settings, convert }),
		new ChooseCropCommand({ meant, beside, recipes, library, settings, convert }),
		new GenerateMissingImageCommand(starter, fixes, tasks),
		new GenerateMissingCommand(linked, missing, tasks, jobs, batches, log),
		new SetApiKeyCommand(settings, services, keyForm),
		new RemoveApiKeyCommand(keys, commandKeys, plainHttp),
		new SelectServiceCommand(services),
		new SelectModelCommand(models),
		new DiagnoseConnectionCommand(tasks, reports, { cliPath, jobsPath }),
		new CopyReportCommand(reports),
		new RecoverReplyCommand(jobsPath, jobs, anchors),
		new ExportRequestsCommand(jobsPath, log),
		new CleanUpCommand(library),
		new ShowLogCommand(log),
		...imageCommands(parts),
		new GetOriginalCommand(parts, library, files),
		...versionCommands({ ...parts, meant, versions }),
		...viewCommands(images),
		...promptCommands(prompts, promptFiles, starter),
	];
	context.subscriptions.push(
		// First, because its disposal writes down where the places are.
		jobs,
		anchors,
		settings,
		log,
		reports,
		undone,
		linkReader,
		reader,
		library,
		spending,
		unseen,
		images,
		focused,
		agentServer,
		new JobsStatusBar(jobs, latencies, unseen),
		new AnchorMarks(jobs),
		new Housekeeping(library, { cliPath, jobsPath, keeping: () => settings.read().keeping, log }),
		jobs.onDidBegin(() => (showView() ? unattended(log, tellFirst()) : undefined)),
		jobs.onDidEnd((job) => unattended(log, chooser.ended(job, outcomes.handle(job)))),
		// Also those of a version that had no view.
		library.onDidChange(() => (library.records.length > 0 ? showView() : undefined)),
		watchInsertable(() => outcomes.canInsert),
	);
	unattended(log, library.refresh());
	unattended(
		log,
		comeBack({ jobsPath, jobs, anchors, log }).then((missed) => tellMissed(missed, outcomes, chooser)),
	);
	return {
		tree: images,
		agentTools: new AgentTools(desk),
		agentServer,
		quickFixes: (document, range, asked) => fixes.at(document, range, asked),
		hover: (document, position) => hover.at(document, position),
		reportAt: (uri) => reports.contentOf(uri),
		run: async (id, args) => {
			await ready;
			const command = commands.find((candidate) => candidate.id === id);
			await (command && runCommand(command, args, log));
		},
	};
}
