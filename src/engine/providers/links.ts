const extension = /\.(png|jpe?g|webp|gif|avif|heic)(?![\w-])/i;

/** Whether a text is nothing but an address: over http or https, or of a path at the service's own host. */
export function isAddress(text: string): boolean {
	return /^(https?:\/\/|\/{1,2}[\w~%.-])\S*$/i.test(text);
}

/** Whether an address names an image's file, in its path or, as stores' download links do, in its query. */
export function namesImage(address: string): boolean {
	return extension.test(address.replace(/#.*/s, ''));
}

/** The addresses of the Markdown images in a text, as they stand there. */
export function markdownImages(text: string): string[] {
	// An address may hold parentheses, of which each is closed.
	const images = text.matchAll(
		/!\[[^\][]{0,4000}\]\(\s*(?:<([^<>\r\n]{1,8000})>|([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*))/g,
	);
	return Array.from(images, ([, quoted, plain]) => (quoted ?? plain ?? '').trim()).filter(isAddress);
}

/** The addresses in a text that are images': of Markdown images, and those that name an image's file, however they stand there. */
export function imageLinks(text: string): string[] {
	const bare = Array.from(text.matchAll(/https?:\/\/[^\s"'<>`\\^{|}[\]]+/gi), ([address]) => withoutEnd(address));
	return [...new Set([...markdownImages(text), ...bare.filter(namesImage)])];
}

/** What ends a sentence, an emphasis or a pair of parentheses is none of the address before it. */
function withoutEnd(address: string): string {
	const endings = address.includes('(') ? '.,;:!?*_~' : '.,;:!?*_~)';
	let end = address.length;
	while (endings.includes(address[end - 1] ?? ' ')) {
		end--;
	}
	return address.slice(0, end);
}
