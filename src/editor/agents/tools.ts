import * as v from 'valibot';
import * as vscode from 'vscode';
import { dollars } from '../../messages/money';
import { type Desk, orderFrom, type Plan, Refused } from '../../mcp/desk';
import { wordLacking, wordMade, wordNone } from '../../mcp/words';
import { tooltip } from '../ui/tooltip';
import { t } from '../ui/translate';

/** What a model gives a tool: the editor doesn't hold it to the schema in package.json. */
const text = v.pipe(v.string(), v.trim(), v.nonEmpty());
const wishes = {
	out: v.optional(text),
	document: v.optional(text),
	line: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
	resolution: v.optional(text),
	pixels: v.optional(text),
	aspect_ratio: v.optional(text),
	references: v.optional(v.pipe(v.array(text), v.maxLength(16))),
};
const prompt = v.pipe(text, v.maxLength(32_000));
const inputs = {
	imagegen_generate_image: v.strictObject({ prompt, ...wishes }),
	imagegen_edit_image: v.strictObject({ image: text, prompt, ...wishes }),
	imagegen_missing_images: v.strictObject({ paths: v.optional(v.pipe(v.array(text), v.maxLength(1000))) }),
};

/** The names of the tools, as in package.json. */
export type ToolName = keyof typeof inputs;

/** The tools that agents in the editor make images with. */
export class AgentTools {
	constructor(private readonly desk: Desk) {}

	/** What the person reads before the tool is used. Nothing is sent, and nothing written. */
	async prepare(name: ToolName, input: unknown): Promise<vscode.PreparedToolInvocation> {
		if (name === 'imagegen_missing_images') {
			return { invocationMessage: t('Looking for missing images…') };
		}
		const invocationMessage = name === 'imagegen_edit_image' ? t('Editing an image…') : t('Generating an image…');
		const plan = await this.planFor(name, input).catch((error: unknown) => {
			if (Refused.is(error)) {
				// The tool itself says why.
				return undefined;
			}
			throw error;
		});
		return plan?.asking.is === 'wished'
			? { invocationMessage, confirmationMessages: { title: titleFor(name), message: question(plan) } }
			: { invocationMessage };
	}

	/** Uses a tool. An image goes on being made also where nobody waits for it any more. */
	async invoke(
		name: ToolName,
		input: unknown,
		token: vscode.CancellationToken,
	): Promise<vscode.LanguageModelToolResult> {
		try {
			return new vscode.LanguageModelToolResult(
				name === 'imagegen_missing_images' ? [await this.missing(input)] : await this.make(name, input, token),
			);
		} catch (error) {
			if (Refused.is(error)) {
				// Words that a model can act on: an error would end its turn.
				return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(`Not done: ${error.message}`)]);
			}
			throw error;
		}
	}

	private async make(
		name: Exclude<ToolName, 'imagegen_missing_images'>,
		input: unknown,
		token: vscode.CancellationToken,
	): Promise<(vscode.LanguageModelTextPart | vscode.LanguageModelDataPart)[]> {
		const plan = await this.planFor(name, input);
		if (token.isCancellationRequested) {
			throw new vscode.CancellationError();
		}
		const id = await plan.begin();
		const stop = new AbortController();
		const listener = token.onCancellationRequested(() => stop.abort());
		try {
			const standing = await this.desk.follow({ id, roots: foldersHere() }, stop.signal);
			switch (standing.state) {
				case 'running':
					throw new vscode.CancellationError();
				case 'failed':
				case 'accepted':
					return [new vscode.LanguageModelTextPart(wordNone(standing))];
				case 'saved': {
					const { images, remarks } = standing;
					const [first] = images;
					const words = new vscode.LanguageModelTextPart(wordMade(images, remarks));
					return first ? [words, ...(await this.look(first.path))] : [words];
				}
			}
		} finally {
			listener.dispose();
		}
	}

	/** A small version of the image, where one can be made. */
	private async look(path: string): Promise<vscode.LanguageModelDataPart[]> {
		try {
			const { bytes, type } = await this.desk.preview(path);
			return [vscode.LanguageModelDataPart.image(bytes, type)];
		} catch {
			// The image is there all the same.
			return [];
		}
	}

	private async missing(input: unknown): Promise<vscode.LanguageModelTextPart> {
		const { paths = [] } = read('imagegen_missing_images', input);
		const roots = foldersHere();
		const missing = await this.desk.lacking(paths.length > 0 ? paths : roots, roots);
		return new vscode.LanguageModelTextPart(wordLacking(missing));
	}

	private async planFor(name: Exclude<ToolName, 'imagegen_missing_images'>, input: unknown): Promise<Plan> {
		return await this.desk.plan(orderFrom(read(name, input)), foldersHere());
	}
}

/** Throws `Refused` for what the tool doesn't take. */
function read<N extends ToolName>(name: N, input: unknown): v.InferOutput<(typeof inputs)[N]> {
	const parsed = v.safeParse<(typeof inputs)[N]>(inputs[name], input);
	if (!parsed.success) {
		const [{ path, message, expected }] = parsed.issues;
		const where = path?.map(({ key }) => String(key)).join('.') ?? 'input';
		const why = expected === 'never' ? 'This tool takes no such parameter' : message;
		throw new Refused(`${where}: ${why}. Call the tool again with what it takes.`);
	}
	return parsed.output;
}

function foldersHere(): readonly string[] {
	const folders = vscode.workspace.workspaceFolders ?? [];
	return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}

function titleFor(name: ToolName): string {
	return name === 'imagegen_edit_image' ? t('Edit an image') : t('Generate an image');
}

/** Whom is asked, what it costs, where it goes, and what it is to show. */
function question({ prompt: asked, service, model, resolution, price, place, style }: Plan): vscode.MarkdownString {
	const cost = price === undefined ? t('no price known') : price === 0 ? t('free') : t('about {0}', dollars(t, price));
	const facts = [service, model, resolution, cost].join(' · ');
	// Last, so that no prompt can push the facts away, or pass for them.
	const styled = style === undefined ? [] : [t('House style: {0}', style)];
	return tooltip([facts, t('It goes to {0}.', place), ...styled, t('Prompt: {0}', asked)]);
}
