import sharp, { type Sharp } from 'sharp';

/** A red corner at the left upper edge, on a slope from blue to green. */
export function drawing(width = 96, height = 64): Sharp {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
		<linearGradient id="g"><stop stop-color="#1030c0"/><stop offset="1" stop-color="#30c060"/></linearGradient>
		<rect width="100%" height="100%" fill="url(#g)"/><rect width="30" height="20" fill="#e02020"/></svg>`;
	return sharp(Buffer.from(svg)).flatten();
}

/** The same, seen through on the right. */
export async function veiled(...size: readonly number[]): Promise<Sharp> {
	const { data, info } = await drawing(...size)
		.ensureAlpha()
		.raw()
		.toBuffer({ resolveWithObject: true });
	for (let at = 3; at < data.length; at += 4) {
		data[at] = (at >> 2) % info.width < info.width / 2 ? 255 : 90;
	}
	return sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } });
}
