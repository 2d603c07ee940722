// What a page of Markdown links to and shows, in Markdown or in HTML. In code there is neither.

/** @param {string} text @returns {string[]} the targets of its links and images */
export function targetsIn(text) {
	return found(text, /\]\(<?([^)\s>]+)|\b(?:src|srcset|href)="([^"\s]+)/g);
}

/** @param {string} text @returns {string[]} the targets of its images */
export function imagesIn(text) {
	return found(text, /!\[[^\]]*\]\(<?([^)\s>]+)|\b(?:src|srcset)="([^"\s]+)/g);
}

function found(text, target) {
	const prose = text.replace(/^ *```[\s\S]*?^ *```/gm, '').replace(/(`+)[^`][\s\S]*?\1/g, '');
	return [...prose.matchAll(target)].map(([, ofMarkdown, ofHtml]) => ofMarkdown ?? ofHtml);
}
