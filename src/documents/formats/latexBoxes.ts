import type { Range } from '../lines';

/** Commands whose last argument is set as it is, wherever they stand: text in a font, boxes, overlays, headers, logos, definitions. */
const boxes =
	/\\(?:emph|underline|text(?:bf|it|md|normal|rm|sc|sf|sl|tt|up|color)|[fmhv]box|(?:make|frame|par|raise|scale|resize|rotate|reflect|color|fcolor|adjust|s|save|subcaption|ffig)box|centerline|subfloat|subfigure|href|hyperlink|frame|only|onslide|uncover|visible|marginpar|marginnote|put|multicolumn|multirow|makecell|shortstack|titlegraphic|logo|institute|publishers|titlehead|(?:upper|lower)titleback|[lcrio](?:head|foot)|fancy(?:head|foot|hf)|usebackgroundtemplate|setbeamertemplate|AtBeginDocument|AtEndDocument|(?:re|provide)?(?:new)?command|[gex]?def|(?:New|Renew|Provide|Declare)DocumentCommand)(?![a-zA-Z@])\*?(?:<[^<>]*>|\[[^[\]]*\]|\([^()]*\)|\{[^{}]*\}|\\[a-zA-Z@]+|#\d|\s)*$/;

/** What shows text in a drawing. */
const node = /(?:\\node|\bnode)(?![a-zA-Z])[^;{}]*(?<!=\s*)$/;

/** What is longer is no command with its arguments. */
const longest = 300;

/** The outermost argument around the place, in that part of a text, in which an image can be: what stands between its braces. */
export function boxAround(text: string, { from, to }: Range, offset: number): Range | undefined {
	const open: number[] = [];
	let found: Range | undefined;
	for (let at = from; at < to; at++) {
		const character = text[at];
		if (character === '\\') {
			at++;
		} else if (character === '%') {
			at = Math.min(...[text.indexOf('\n', at), to].filter((end) => end !== -1));
		} else if (character === '{') {
			open.push(at);
		} else if (character === '}') {
			const start = open.pop();
			if (start !== undefined && start < offset && offset <= at && isBox(text, start, at + 1)) {
				found = { from: start + 1, to: at };
			}
		}
	}
	return found;
}

function isBox(text: string, from: number, to: number): boolean {
	const head = text.slice(Math.max(0, from - longest), from);
	const isLast = !/^\s*(?:\[[^[\]]*\]\s*)*\{/.test(text.slice(to, to + longest));
	return isLast && (boxes.test(head) || node.test(head));
}
