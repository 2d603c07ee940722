import { blanked, type Range } from '../lines';
import type { DocumentFormat } from '../spots';
import { codeIn } from './code';

/** What a template puts into a page. */
export interface TemplateCode extends Range {
	readonly code: DocumentFormat;
	/** Whether it ends before its text does. */
	readonly isClosed: boolean;
}

const [php, ruby, script, csharp] = [codeIn('php'), codeIn('ruby'), codeIn('javascript'), codeIn('csharp')];

/** Of PHP; ERB, EJS, ASP; Vue, Handlebars, Jinja, Liquid, Twig, Blade; Razor. */
const rules: readonly (readonly [RegExp, DocumentFormat])[] = [
	[/<\?(?!xml)[\s\S]*?(?:\?>|$)/g, php],
	[/<%[\s\S]{0,8000}?%>/g, ruby],
	[/\{\{(?:!--[\s\S]{0,4000}?--|--[\s\S]{0,4000}?--|[\s\S]{0,4000}?)\}\}\}?/g, script],
	[/\{%[\s\S]{0,4000}?%\}/g, script],
	[/\{#(?!(?:if|each|await|key|snippet)\b)[\s\S]{0,4000}?#\}/g, script],
	[/\{!![\s\S]{0,4000}?!!\}/g, php],
	[/@\*[\s\S]{0,4000}?\*@/g, script],
	[/@php\b[\s\S]{0,8000}?@endphp/g, php],
	[/(?<![\w@])@(?:\w{1,99}(?:\.\w{1,99}){1,9})?\((?:[^()\r\n]|\([^()\r\n]*\)){0,500}\)/g, csharp],
	[/(?<![\w@])@\w+[ \t]*\((?:[^()\r\n]|\([^()\r\n]*\)){0,500}\)/g, php],
];

/** Such code of a text, from the beginning on; none within another. */
export function templateCodeIn(text: string): readonly TemplateCode[] {
	const found = rules.flatMap(([pattern, code]) =>
		Array.from(text.matchAll(pattern), ({ index, 0: written }) => ({
			...{ from: index, to: index + written.length, code },
			isClosed: /[>})@]$|@endphp$/.test(written),
		})),
	);
	let end = 0;
	return found
		.sort((a, b) => a.from - b.from)
		.filter(({ from, to }) => {
			const isOutside = from >= end;
			end = isOutside ? to : end;
			return isOutside;
		});
}

/** As if something else stood in its stead: no elements, whatever is there. */
export function withoutTemplateCode(text: string, found: readonly TemplateCode[]): string {
	let left = '';
	let at = 0;
	for (const { from, to } of found) {
		left += text.slice(at, from) + blanked(text.slice(from, to), 'x');
		at = to;
	}
	return left + text.slice(at);
}
