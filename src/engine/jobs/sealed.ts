import { crc32 } from 'node:zlib';

/**
 * JSON on one line with a checksum as its last member: a line that a full disk, a power cut or a bad sector has changed is told
 * from a whole one, even where it still is JSON.
 */
export function seal(value: object): string {
	// Of all that JSON may hold only these two would end a line for some readers of lines.
	const json = JSON.stringify(value).replace(/[\u2028\u2029]/g, (end) => (end === '\u2028' ? '\\u2028' : '\\u2029'));
	return `${json.slice(0, -1)}${json === '{}' ? '' : ','}"crc":"${checksum(json)}"}`;
}

/** What was sealed; undefined for anything else. */
export function unseal(text: string): unknown {
	const [, body, crc] = /^(\{.*?),?"crc":"([0-9a-f]{8})"\}\s*$/s.exec(text) ?? [];
	if (body === undefined || checksum(`${body}}`) !== crc) {
		return undefined;
	}
	try {
		return JSON.parse(`${body}}`) as unknown;
	} catch {
		return undefined;
	}
}

/** Whether a text ends as a sealed one does, whole or damaged. */
export function isSealed(text: string): boolean {
	return /"crc":"[^"]{8}"\}\s*$/.test(text);
}

function checksum(text: string): string {
	return crc32(text).toString(16).padStart(8, '0');
}
