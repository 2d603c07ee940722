/** One size of an icon: a square PNG. */
export interface IconImage {
	/** In pixels, from 1 to 256. */
	readonly edge: number;
	readonly png: Buffer;
}

const headerBytes = 6;
const entryBytes = 16;

/** An .ico file of these sizes, each as the PNG that it is: what every browser and, of PNGs with 32 bits a pixel, every Windows since Vista reads. */
export function icoOf(images: readonly IconImage[]): Buffer {
	const header = Buffer.alloc(headerBytes + entryBytes * images.length);
	// An icon, and how many images.
	header.writeUInt16LE(1, 2);
	header.writeUInt16LE(images.length, 4);
	let at = header.length;
	images.forEach(({ edge, png }, index) => {
		const entry = headerBytes + entryBytes * index;
		// 0 stands for 256.
		header[entry] = edge % 256;
		header[entry + 1] = edge % 256;
		header.writeUInt16LE(1, entry + 4);
		header.writeUInt16LE(32, entry + 6);
		header.writeUInt32LE(png.length, entry + 8);
		header.writeUInt32LE(at, entry + 12);
		at += png.length;
	});
	return Buffer.concat([header, ...images.map(({ png }) => png)]);
}
