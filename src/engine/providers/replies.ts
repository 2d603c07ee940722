import { memberOf, textIn } from './members';
import { said } from './said';

/** The error that a value of a reply holds, whatever its shape; undefined where there is none that anybody could read. */
export function errorIn(value: unknown): unknown {
	const error = memberOf(value, 'error') ?? memberOf(value, 'errors');
	const { words, parts } = said({ error });
	return words === undefined && !parts.slice(1).some((members) => members.size > 0) ? undefined : error;
}

/** What a value says in the place of an image, on one line: `{"code":1001,"msg":"busy"}`. */
export function wordsIn(value: unknown): string | undefined {
	return said(textIn(value, 'message', 'msg')).words;
}
