import { createHash } from 'node:crypto';

/** A field of a form: a text, or a file. */
export interface FormField {
	readonly name: string;
	readonly value: string | FormFile;
}

/** A file in a form. */
export interface FormFile {
	readonly fileName: string;
	/** `image/png`, … Servers tell by it what they got. */
	readonly type: string;
	readonly bytes: Buffer;
}

/** A request's body as a browser sends a form with files in it: `multipart/form-data` (RFC 7578). */
export class FormBody {
	constructor(readonly fields: readonly FormField[]) {}

	/** Its bytes, and the Content-Type that names what stands between the fields. The same for the same fields. */
	encoded(): { readonly bytes: Buffer; readonly type: string } {
		const boundary = `imagegen-${this.digest()}`;
		const parts = this.fields.flatMap(({ name, value }) => {
			const isText = typeof value === 'string';
			const head = [
				`--${boundary}`,
				`Content-Disposition: form-data; name="${quoted(name)}"${isText ? '' : `; filename="${quoted(value.fileName)}"`}`,
				...(isText ? [] : [`Content-Type: ${value.type}`]),
				'',
				'',
			].join('\r\n');
			return [Buffer.from(head, 'utf8'), isText ? Buffer.from(value, 'utf8') : value.bytes, Buffer.from('\r\n')];
		});
		const bytes = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
		return { bytes, type: `multipart/form-data; boundary=${boundary}` };
	}

	/** What no field has in it, but by the ill will of who would have to know all of them. */
	private digest(): string {
		const hash = createHash('sha256');
		for (const { name, value } of this.fields) {
			hash.update(name).update('\0');
			hash.update(typeof value === 'string' ? value : value.bytes).update('\0');
		}
		return hash.digest('hex').slice(0, 32);
	}
}

/** As browsers write a name there (HTML, 4.10.22.8). */
function quoted(name: string): string {
	return name.replace(
		/["\r\n]/g,
		(character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
	);
}
