import type * as vscode from 'vscode';
import type { Output } from '../../pixels/output';
import type { InputFile } from '../jobs/inputs';
import { type Answer, back } from '../ui/quickInput';
import { type Along, Choices, type SizeChoice } from './choices';
import { type DraftPath, draftPath, type PromptFiles, promptPath } from './promptFiles';
import type { PromptForm } from './promptForm';
import type { SizeForm } from './sizeForm';
import { t } from '../ui/translate';

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
	/** Who made the image that the answers are pre-filled from, where that says nothing of who is asked. */
	readonly madeBy?: string | undefined;
	/** What the image is for, as it is to be written down with the draft of its prompt. */
	readonly purpose?: () => unknown;
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
	constructor(
		private readonly prompts: PromptForm,
		private readonly sizes: SizeForm,
		/** Keep what was typed and has become no job, beyond the window: a prompt, and for each image what is to be changed in it. */
		private readonly files: PromptFiles,
		/** Remembers the last choices. */
		private readonly memory: vscode.Memento,
	) {}

	async ask(subject: Subject, count: number): Promise<Wanted | undefined> {
		const { title, like, along, madeBy, purpose = () => undefined } = subject;
		const choices = new Choices(this.memory, like, along);
		choices.alt = { isKept: subject.isLinked ?? false };
		const path = pathOf(subject);
		const question = { title, edited: editedIn(subject), madeBy, path, purpose };
		let value = subject.prompt.trim() || this.files.draft(path).text;
		for (let isAsked = !subject.isWritten; ; isAsked = true) {
			const prompt = isAsked ? await this.prompts.ask(question, value) : value;
			if (prompt === undefined || prompt === back) {
				return undefined;
			}
			const size = await this.sizes.ask(title, count, choices);
			this.files.keep(path, prompt);
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
		this.files.keep(pathOf(subject), '');
	}
}

function wantedOf(size: SizeChoice, { along, output }: Choices): WantedSize {
	return { size, ...along, ...(output && { output }) };
}

/** The image that is to be changed, where one is. */
function editedIn({ along }: Subject): InputFile | undefined {
	return along?.isEdit ? along.files[0] : undefined;
}

function pathOf(subject: Subject): DraftPath {
	const edited = editedIn(subject);
	if (edited) {
		// Without its ending: the editor would take it for an image.
		return draftPath(`${t('Edit')} ${edited.name.replace(/\..*$/, '')}`, edited.uri.toString());
	}
	return subject.like ? draftPath(t('Vary'), '') : promptPath;
}
