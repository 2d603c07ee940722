import * as vscode from 'vscode';
import type { InputFile } from '../jobs/inputs';
import { setContext } from '../ui/context';
import { notify } from '../ui/notify';
import { type Answer, askText, type OpenText } from '../ui/quickInput';
import type { PromptFiles } from './promptFiles';

/** Some services take more, none needs more: ten pages of text. */
const maxPromptLength = 32_000;

/** So many earlier prompts can be had again. */
const maxEarlier = 100;

/** What is asked of the person: an image, or what is to be changed in one. */
export interface PromptQuestion {
	readonly title: string;
	readonly edited: InputFile | undefined;
	readonly onChange: (text: string) => void;
}

/** A prompt that is being written in an editor. */
interface Writing {
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

	/** The prompt in the editor is what is wanted. False where nobody waits for it any more. */
	async useWritten(): Promise<boolean> {
		const { text } = this.files;
		const flaw = flawOf(text, undefined);
		if (flaw !== undefined) {
			await notify('warning', flaw, []);
			return true;
		}
		const { writing } = this;
		// First: what is shown once its editor is closed would take the focus from the next question.
		writing?.closing.dispose();
		await this.files.close();
		writing?.finish(text);
		return writing !== undefined;
	}

	private async askLine({ title, edited, onChange }: PromptQuestion, asking: Asking): Promise<Answer<string>> {
		const { t } = vscode.l10n;
		this.asking = asking;
		setContext('imagegen.askingPrompt', true);
		try {
			return await askText({
				...{ title, step: 1, steps: 2, value: asking.shown },
				prompt: edited ? t('What should change in {0}?', edited.name) : t('What should the image show?'),
				placeholder: edited ? t('Make it night, and light the lamp') : t('A watercolour of a red fox in the snow'),
				check: (text) => flawOf(text, edited),
				onChange: (text) => onChange(asking.textOf(text)),
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
	private async write({ onChange }: PromptQuestion, text: string): Promise<string | undefined> {
		// Nobody can write two of them at once.
		this.writing?.finish(undefined);
		await this.files.show(text);
		return await new Promise((resolve) => {
			const finish = (written: string | undefined): void => {
				closing.dispose();
				onChange(written ?? this.files.text);
				if (this.writing === writing) {
					this.writing = undefined;
				}
				resolve(written);
			};
			const closing = this.files.onDidClose(() => finish(undefined));
			const writing = { finish, closing };
			this.writing = writing;
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
	const { t } = vscode.l10n;
	if (text.trim() === '') {
		return edited ? t('Say what should change.') : t('Describe the image.');
	}
	return text.length > maxPromptLength
		? t('A prompt has at most {0} characters; this one has {1}.', maxPromptLength, text.length)
		: undefined;
}
