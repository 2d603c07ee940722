import { markdownWith } from './markdown';
import { htmlInMarkdown } from './html';
import { github } from './markdownTree';

/** Markdown for Pandoc (R Markdown, Quarto), which shows the text as a caption, and reads citations and superscripts in it. */
export const pandoc = markdownWith({
	id: 'pandoc',
	// It takes a backslash before any ASCII punctuation; only what may be markup gets one.
	alternative: (text) =>
		text
			.replace(/[\\`*[\]<>{}$|~^@#"']/g, '\\$&')
			.replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
			.replace(/&(?=#?\w+;)/g, '\\&')
			.replace(/-(?=-)|\.(?=\.)/g, '\\$&'),
	elements: htmlInMarkdown,
	...github,
});
