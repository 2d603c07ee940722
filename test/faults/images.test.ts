import { crc32, deflateSync } from 'node:zlib';
import { noiseJpeg, noisePng } from '../support/images';
import { asks, describeFaults, type Ending, type Fault, png, saved } from './run';
import { asked, images, reply } from './servers';

const data = png.toString('base64');
const jpeg = noiseJpeg(64, 48);
const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const webp = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');

/** A well-formed PNG of a few hundred bytes that claims to be as large as that. */
function bomb(width: number, height: number): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 2, 0, 0, 0], 8);
	const chunk = (type: string, content: Buffer): Buffer => {
		const typed = Buffer.concat([Buffer.from(type, 'latin1'), content]);
		const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
		length.writeUInt32BE(content.length);
		sum.writeUInt32BE(crc32(typed));
		return Buffer.concat([length, typed, sum]);
	};
	const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
	const pixels = deflateSync(Buffer.alloc(100_000));
	return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

/** Something that is no whole image, in a reply that is otherwise in order: what came is kept for a rescue. */
function refused(name: string, image: Buffer): Fault {
	return {
		...{ row: 32, name, serve: asked(reply(images(image))) },
		ends: asks('badImage', {}, { files: ['image-1.part', 'reply.txt'] }),
	};
}

/** Damaged base64: what follows the damage is kept in the reply's text. */
function damaged(name: string, text: string): Fault {
	return {
		...{ row: 30, name, serve: asked(reply((speaker) => JSON.stringify(speaker.images(text)))) },
		ends: asks('badImage', {}, { files: ['image-1.part', 'reply.txt'] }),
	};
}

function inFull(name: string, image: Buffer, file: string): Fault {
	return { row: 31, name, serve: asked(reply(images(image))), ends: saved({ [file]: image }) };
}

/** Several images, of which the best comes first: the first of a list, the last that a model has drawn. */
function several(name: string, all: readonly Buffer[], ends: Record<'openaiImages' | 'geminiNative', Ending>): Fault[] {
	return (['openaiImages', 'geminiNative'] as const).map((only) => ({
		...{ row: 36, name, only, serve: asked(reply(images(...all))), ends: ends[only] },
	}));
}

describeFaults('images', [
	damaged('a foreign character in the middle of the base64', `${data.slice(0, 5001)}!${data.slice(5002)}`),
	damaged('a page of HTML in the middle of the base64', `${data.slice(0, 5000)}<html>`),
	damaged('padding in the middle of the base64', `${data.slice(0, 5000)}==${data.slice(5000)}`),
	damaged('a piece missing from the base64', data.slice(0, 5000) + data.slice(5003)),
	inFull('declared as PNG, is JPEG', jpeg, 'image-1.jpg'),
	inFull('declared as PNG, is GIF', gif, 'image-1.gif'),
	inFull('declared as PNG, is WebP', webp, 'image-1.webp'),
	refused('cut short inside valid base64', png.subarray(0, 6000)),
	refused('cut by its last bytes', png.subarray(0, png.length - 8)),
	refused('a JPEG cut short', jpeg.subarray(0, jpeg.length - 2)),
	refused('SVG posing as an image', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${' '.repeat(3000)}</svg>`)),
	refused('HTML posing as an image', Buffer.from(`<!doctype html>${'<p>no</p>'.repeat(300)}`)),
	refused('dimensions that no model draws', bomb(100_000, 100_000)),
	refused('no width', bomb(0, 100)),
	{
		row: 32,
		name: 'zero bytes',
		serve: asked(reply(images(Buffer.alloc(0)))),
		ends: asks('noImage', {}, { files: ['reply.txt'] }),
	},
	{ ...inFull('other pixels than asked for', noisePng(31, 47), 'image-1.png'), row: 33 },
	...several('three images', [png, jpeg, gif], {
		openaiImages: saved({ 'image-1.png': png, 'image-2.jpg': jpeg, 'image-3.gif': gif }),
		geminiNative: saved({ 'image-1.gif': gif, 'image-2.jpg': jpeg, 'image-3.png': png }),
	}),
	...several('three images, the first one broken', [png.subarray(0, 6000), jpeg, gif], {
		openaiImages: saved({ 'image-1.jpg': jpeg, 'image-2.gif': gif }, { spoiled: ['badImage'] }),
		geminiNative: saved({ 'image-1.gif': gif, 'image-2.jpg': jpeg }, { spoiled: ['badImage'] }),
	}),
]);
