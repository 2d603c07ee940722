/** A text in which these characters stand as HTML's references, which act nowhere that reads them. */
export function asReferences(text: string, characters: RegExp): string {
	return text.replace(characters, (character) => `&#${character.charCodeAt(0)};`);
}
