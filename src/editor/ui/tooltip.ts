import * as vscode from 'vscode';
import { inert } from './inert';

/** A command in a tooltip. People who have no pointer must find it elsewhere as well. */
export interface TooltipLink {
	readonly title: string;
	readonly command: string;
	readonly args?: readonly unknown[];
}

/** How large an image is in a tooltip, in pixels: one side is enough. */
type ImageSize = `${'width' | 'height'}=${number}`;

/** A hover text, one paragraph a line; foreign text stays text. The image is a file on this machine. */
export function tooltip(
	lines: readonly string[],
	image?: vscode.Uri,
	links: readonly TooltipLink[] = [],
	size: ImageSize = 'width=240',
): vscode.MarkdownString {
	const text = new vscode.MarkdownString('', true);
	text.isTrusted = { enabledCommands: [...new Set(links.map(({ command }) => command))] };
	if (image) {
		text.appendMarkdown(`![](${image.toString()}|${size})\n\n`);
	}
	for (const line of lines) {
		// Not by `appendText`, which lets no line wrap.
		text.appendMarkdown(`${escaped(line)}\n\n`);
	}
	text.appendMarkdown(links.map(linkTo).join(' · '));
	return text;
}

function linkTo({ title, command, args }: TooltipLink): string {
	const query = args === undefined ? '' : `?${encodeURIComponent(JSON.stringify(args))}`;
	return `[${escaped(title)}](command:${command}${query})`;
}

/** A text as it is: nothing in it becomes a link, an address, an icon or markup. Every sign of ASCII may be escaped (CommonMark, 2.4). */
function escaped(text: string): string {
	return inert(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
