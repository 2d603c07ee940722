import type * as vscode from 'vscode';
import type { Output } from '../../pixels/output';
import type { InputFile } from '../jobs/inputs';
import { type Answer, back } from '../ui/quickInput';
import { type Along, Choices, type SizeChoice } from './choices';
import type { PromptFiles } from './promptFiles';
import type { PromptForm } from './promptForm';
import type { SizeForm } from './sizeForm';

/** What an image is asked for with, as far as that is known before anybody is asked. */
export interface Subject {
	/** Of the questions. */
	readonly title: string;
	/** What the prompt begins with; empty for what was typed the last time. */
	readonly prompt: string;
	/** Whether the prompt is there already, and only the rest is asked for. */
	readonly isWritten?: boolean;
	readonly along?: Along;
	/** Whether a link leads to it in the stead of another image: what that says of the image stays. */
	readonly isLinked?: boolean;
	/** What the answers are pre-filled with, in the place of the last ones: those stay as they are. */
	readonly like?: SizeChoice;
}

/** What a person wants of an image, beside what it shows. */
export interface WantedSize extends Along {
	readonly size: SizeChoice;
	/** What its file is to be, as the house style has it. */
	readonly output?: Output;
}

/** What a person wants: an image, and what goes along with the request. */
export interface Wanted extends WantedSize {
	readonly prompt: string;
	/** The alternative text of its link, where it is not to be the prompt. */
	readonly alt?: string;
}

/** Asks what to draw. Journeys drive the real one by keyboard; tests of what follows answer for the person. */
export interface RequestForm {
	/** What so many images are to show. Undefined when the person changed their mind; what they typed is offered again the next time. */
	ask(subject: Subject, count: number): Promise<Wanted | undefined>;
	/** Asks how large so many images are to be, as the second of two questions; `back` for the first. */
	askSize(title: string, count: number): Promise<Answer<WantedSize>>;
	/** The resolution that is offered first, with the usual time and the price of an image, as far as they are known. */
	usualSize(): string;
	/** The answer has become a job: the next prompt of that subject starts empty. */
	forgetDraft(subject: Subject): void;
}

/** Two questions, the prompt and the size. */
export class QuickInputForm implements RequestForm {
	/** What was typed and has become no job: a prompt, and for each image what is to be changed in it. */
	private readonly drafts = new Map<string, string>();

	constructor(
		private readonly prompts: PromptForm,
		private readonly sizes: SizeForm,
		/** Keeps the draft of a prompt beyond the window. */
		private readonly files: PromptFiles,
		/** Remembers the last choices. */
		private readonly memory: vscode.Memento,
	) {}

	async ask(subject: Subject, count: number): Promise<Wanted | undefined> {
		const { title, like, along } = subject;
		const choices = new Choices(this.memory, like, along);
		choices.alt = { isKept: subject.isLinked ?? false };
		const question = { title, edited: editedIn(subject), onChange: (text: string) => this.keepDraft(subject, text) };
		let value = subject.prompt.trim() || this.draftOf(subject);
		for (let isAsked = !subject.isWritten; ; isAsked = true) {
			const prompt = isAsked ? await this.prompts.ask(question, value) : value;
			if (prompt === undefined || prompt === back) {
				return undefined;
			}
			const size = await this.sizes.ask(title, count, choices);
			this.keepDraft(subject, prompt);
			if (size === undefined) {
				return undefined;
			}
			if (size !== back) {
				const { text } = choices.alt;
				return { prompt: prompt.trim(), ...wantedOf(size, choices), ...(text !== undefined && { alt: text }) };
			}
			value = prompt;
		}
	}

	async askSize(title: string, count: number): Promise<Answer<WantedSize>> {
		const choices = new Choices(this.memory);
		const size = await this.sizes.ask(title, count, choices);
		return size === undefined || size === back ? size : wantedOf(size, choices);
	}

	usualSize(): string {
		return this.sizes.usual();
	}

	forgetDraft(subject: Subject): void {
		this.drafts.delete(keyOf(subject));
		this.files.draft = this.drafts.get('') ?? '';
	}

	private draftOf(subject: Subject): string {
		const key = keyOf(subject);
		return this.drafts.get(key) ?? (key === '' ? this.files.draft : '');
	}

	private keepDraft(subject: Subject, text: string): void {
		const key = keyOf(subject);
		this.drafts.set(key, text);
		if (key === '') {
			this.files.draft = text;
		}
	}
}

function wantedOf(size: SizeChoice, { along, output }: Choices): WantedSize {
	return { size, ...along, ...(output && { output }) };
}

/** The image that is to be changed, where one is. */
function editedIn({ along }: Subject): InputFile | undefined {
	return along?.isEdit ? along.files[0] : undefined;
}

function keyOf(subject: Subject): string {
	return editedIn(subject)?.uri.toString() ?? (subject.like ? 'like another' : '');
}
