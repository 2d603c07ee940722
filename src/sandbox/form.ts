import { Busboy } from '@fastify/busboy';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FormField } from '../engine/providers/formBody';

/** The fields of a form, in their order; undefined where it is damaged. Never rejects. */
export async function readForm(body: Buffer, contentType: string): Promise<readonly FormField[] | undefined> {
	const fields: FormField[] = [];
	try {
		const form = new Busboy({ headers: { 'content-type': contentType }, limits: { fieldSize: body.length + 1 } });
		form.on('field', (name, value) => fields.push({ name, value }));
		form.on('file', (name, stream, fileName, _encoding, type) => {
			const chunks: Buffer[] = [];
			const place = fields.push({ name, value: '' }) - 1;
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', () => {
				fields[place] = { name, value: { fileName, type, bytes: Buffer.concat(chunks) } };
			});
		});
		await pipeline(Readable.from([body]), form);
		return fields;
	} catch {
		return undefined;
	}
}
