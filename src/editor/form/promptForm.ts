import type * as vscode from 'vscode';
import type { InputFile } from '../jobs/inputs';
import { setContext } from '../ui/context';
import { notify } from '../ui/notify';
import { type Answer, askText, type OpenText } from '../ui/quickInput';
import type { Draft, DraftPath, PromptFiles } from './promptFiles';
import { t } from '../ui/translate';

/** Some services take more, none needs more: ten pages of text. */
const maxPromptLength = 32_000;

/** So many earlier prompts can be had again. */
const maxEarlier = 100;

/** What is asked of the person: an image, or what is to be changed in one. */
export interface PromptQuestion {
	readonly title: string;
	readonly edited: InputFile | undefined;
	/** Who made the image that this one is to be like, where that is to be told. */
	readonly madeBy: string | undefined;
	/** Where what is typed is kept. */
	readonly path: DraftPath;
	/** What it is for, as it is to be written down with it. */
	readonly purpose: () => unknown;
}

/** A prompt that is being written in an editor. */
interface Writing {
	readonly path: DraftPath;
	readonly finish: (text: string | undefined) => void;
	/** Ends it with its editor. */
	readonly closing: vscode.Disposable;
}

/** The question for the prompt: one line, with earlier prompts by the arrow keys, and an editor with room one key away. */
export class PromptForm {
	private asking: Asking | undefined;
	private writing: Writing | undefined;

	constructor(
		private readonly files: PromptFiles,
		/** The newest first. */
		private readonly earlier: () => readonly string[],
	) {}

	/** @param text what is offered; line breaks in it are kept where it is taken as it is. */
	async ask(question: PromptQuestion, text: string): Promise<Answer<string>> {
		const asking = new Asking(text, [...new Set(this.earlier())].slice(0, maxEarlier));
		const answer = await this.askLine(question, asking);
		if (!asking.isForEditor) {
			return typeof answer === 'string' ? asking.textOf(answer) : answer;
		}
		return await this.write(question, asking.text);
	}

	/** Another prompt from before takes the place of what is typed: an older (1) or a newer one (-1). */
	recall(by: 1 | -1): void {
		this.asking?.recall(by);
	}

	/** What is typed goes on in an editor. */
	writeInEditor(): void {
		this.asking?.goToEditor();
	}

	/** The prompt in that file is what is wanted. Resolves with it where nobody waits for it any more. */
	async useWritten(path: DraftPath): Promise<Draft | undefined> {
		const draft = { ...this.files.draft(path), text: this.files.textOf(path) };
		const flaw = flawOf(draft.text, undefined);
		if (flaw !== undefined) {
			await notify('warning', flaw, [], 'prompt');
			return undefined;
		}
		const writing = this.writing?.path === path ? this.writing : undefined;
		// First: what is shown once its editor is closed would take the focus from the next question.
		writing?.closing.dispose();
		await this.files.close(path);
		writing?.finish(draft.text);
		return writing ? undefined : draft;
	}

	private async askLine(question: PromptQuestion, asking: Asking): Promise<Answer<string>> {
		const { title, edited, madeBy, path } = question;
		const asked = edited ? t('What should change in {0}?', edited.name) : t('What should the image show?');
		this.asking = asking;
		setContext('imagegen.askingPrompt', true);
		try {
			return await askText({
				...{ title, step: 1, steps: 2, value: asking.shown },
				prompt: madeBy === undefined ? asked : t('{0} The one before was made by {1}.', asked, madeBy),
				placeholder: edited ? t('Make it night, and light the lamp') : t('A watercolour of a red fox in the snow'),
				check: (text) => flawOf(text, edited),
				onChange: (text) => this.files.keep(path, asking.textOf(text)),
				onOpen: (open) => (asking.open = open),
				help: { title: t('Write in Editor… (Alt+Enter)'), icon: 'edit', run: () => asking.goToEditor() },
			});
		} finally {
			if (this.asking === asking) {
				this.asking = undefined;
				setContext('imagegen.askingPrompt', false);
			}
		}
	}

	/** Undefined where its editor was closed: what was written is kept. */
	private async write({ path, purpose }: PromptQuestion, text: string): Promise<string | undefined> {
		// Nobody can write two of them at once.
		this.writing?.finish(undefined);
		this.files.keep(path, text, purpose());
		return await new Promise((resolve, reject) => {
			const finish = (written: string | undefined): void => {
				closing.dispose();
				this.files.keep(path, written ?? this.files.textOf(path), purpose());
				if (this.writing === writing) {
					this.writing = undefined;
				}
				resolve(written);
			};
			const closing = this.files.onDidClose(path, () => finish(undefined));
			const writing = { path, finish, closing };
			// First: whoever is quick is done before the editor has told that it is shown.
			this.writing = writing;
			this.files.show(path).catch((error: unknown) => {
				reject(error instanceof Error ? error : new Error(String(error)));
				finish(undefined);
			});
		});
	}
}

/** The question as it is there. */
class Asking {
	/** Set once it is there. */
	open: OpenText | undefined;
	isForEditor = false;
	/** Which of the earlier prompts is shown; -1 for the person's own. */
	private at = -1;
	private own: string;

	constructor(
		/** With its line breaks. */
		public text: string,
		private readonly earlier: readonly string[],
	) {
		this.own = text;
	}

	/** On one line. */
	get shown(): string {
		return oneLine(this.text);
	}

	/** What is meant by the line: where it is as it was shown, with line breaks. */
	textOf(line: string): string {
		return line === this.shown ? this.text : line;
	}

	recall(by: 1 | -1): void {
		const next = this.at + by;
		if (!this.open || next < -1 || next >= this.earlier.length) {
			return;
		}
		if (this.at === -1) {
			this.own = this.textOf(this.open.value);
		}
		this.at = next;
		this.text = this.earlier[next] ?? this.own;
		this.open.value = this.shown;
	}

	goToEditor(): void {
		if (this.open) {
			this.isForEditor = true;
			this.text = this.textOf(this.open.value);
			this.open.close();
		}
	}
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}

function flawOf(text: string, edited: InputFile | undefined): string | undefined {
	if (text.trim() === '') {
		return edited ? t('Say what should change.') : t('Describe the image.');
	}
	return text.length > maxPromptLength
		? t('A prompt has at most {0} characters; this one has {1}.', maxPromptLength, text.length)
		: undefined;
}
