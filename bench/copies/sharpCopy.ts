// What people write with sharp: a copy of an image, and for a budget the highest quality, or the most pixels, that fit, by halving.
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';

type Format = 'png' | 'jpeg' | 'webp';

async function main([from = '', to = '', format = 'webp', edge = '', budget = '']: readonly string[]): Promise<void> {
	const encoded = async (quality: number, width?: number): Promise<Buffer> =>
		await sharp(from)
			.resize(width ?? (edge === '' ? undefined : Number(edge)))
			.toFormat(format as Format, format === 'png' ? {} : { quality })
			.toBuffer();
	await writeFile(to, budget === '' ? await encoded(85) : await within(Number(budget), format === 'png', encoded));
}

async function within(
	budget: number,
	byWidth: boolean,
	encoded: (quality: number, width?: number) => Promise<Buffer>,
): Promise<Buffer> {
	let [low, high] = byWidth ? [256, 4096] : [50, 86];
	let best = byWidth ? await encoded(85, low) : await encoded(low);
	for (let count = 0; count < 6 && high - low > 1; count++) {
		const middle = Math.floor((low + high) / 2);
		const file = byWidth ? await encoded(85, middle) : await encoded(middle);
		if (file.length <= budget) {
			[low, best] = [middle, file];
		} else {
			high = middle;
		}
	}
	return best;
}

void main(process.argv.slice(2));
