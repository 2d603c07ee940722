import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { unattended } from '../log';
import { reportNamesKey, reportScheme } from './reportScheme';
import { t } from '../ui/translate';

/** Whether there is a report to copy, and whether it is the one that is looked at: for the `when` clauses in package.json. */
const hasReport = 'imagegen.hasReport';
const isReportShown = 'imagegen.isReportShown';

/** The reports of this window: read-only documents, so that closing one asks no question. They end with the window. */
export class Reports implements vscode.Disposable {
	private readonly texts = new Map<string, string>();
	private latest: vscode.Uri | undefined;
	private readonly subscriptions = vscode.Disposable.from(
		vscode.window.tabGroups.onDidChangeTabs(() => this.tellWhetherShown()),
		vscode.window.tabGroups.onDidChangeTabGroups(() => this.tellWhetherShown()),
	);

	/** @param memory of this workspace: the names of the reports that may have a tab in its next window. */
	constructor(
		private readonly memory: vscode.Memento,
		private readonly log: vscode.LogOutputChannel,
	) {
		unattended(log, this.closeLeftOver());
	}

	/** What the document with that address holds. */
	contentOf({ query }: vscode.Uri): string {
		// After a reload the editor shows its tabs again.
		return (
			this.texts.get(query) ??
			t('This report ended with its window. Run "Diagnose Connection…" or "Show Log of This Image" again.')
		);
	}

	/** Opens a Markdown text beside what the person works on, rendered where this editor can. */
	async show(title: string, text: string): Promise<void> {
		const uri = vscode.Uri.from({ scheme: reportScheme, path: `/${title}.md`, query: randomUUID() });
		this.texts.set(uri.query, text);
		await this.memory.update(reportNamesKey, [...new Set([...this.names, uri.path.slice(1)])]);
		this.latest = uri;
		await vscode.commands.executeCommand('setContext', hasReport, true);
		try {
			// Locked, because another preview shows whatever Markdown document is gone to next.
			await vscode.commands.executeCommand('markdown.showLockedPreviewToSide', uri);
		} catch {
			// The editor's own Markdown extension is turned off.
			await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside });
		}
		this.tellWhetherShown();
	}

	/** The text of the report with that address, or else of the latest one. */
	textOf(uri: unknown): string | undefined {
		const asked = uri instanceof vscode.Uri && uri.scheme === reportScheme ? uri : this.latest;
		return asked && this.texts.get(asked.query);
	}

	/** Closes what a window before this one left: a preview of a report that is gone shows an error for ever. */
	private async closeLeftOver(): Promise<void> {
		const { names } = this;
		if (names.length > 0) {
			await this.memory.update(reportNamesKey, undefined);
			const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
			const leftOver = tabs.filter(
				({ input, label }) => isPreview(input) && names.some((name) => label.endsWith(` ${name}`)),
			);
			await vscode.window.tabGroups.close(leftOver, true);
		}
	}

	private get names(): readonly string[] {
		return this.memory.get<string[]>(reportNamesKey, []);
	}

	dispose(): void {
		this.subscriptions.dispose();
	}

	/** A preview's tab has no address: only its label tells what is in it. */
	private tellWhetherShown(): void {
		const name = this.latest?.path.slice(1);
		const label = vscode.window.tabGroups.activeTabGroup.activeTab?.label;
		const isShown = name !== undefined && (label?.includes(name) ?? false);
		unattended(this.log, vscode.commands.executeCommand('setContext', isReportShown, isShown));
	}
}

function isPreview(input: unknown): boolean {
	return input instanceof vscode.TabInputWebview && input.viewType.endsWith('markdown.preview');
}
