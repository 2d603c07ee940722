import { plainText } from '../altText';
import { imagesByPattern } from '../images';
import type { ImageLink } from '../link';
import { proseSpots } from '../prose';
import type { RegionRule } from '../regions';
import type { DocumentFormat } from '../spots';
import { fromUrl, urlOf } from '../urlPath';

const regions: readonly RegionRule[] = [
	{
		pattern: /<(pre|code|notextile)\b[^>]*>[\s\S]*?<\/\1>|^(?:bc|pre|notextile)\.(?!\.).*(?:\r?\n\S.*)*|@[^@\r\n]+@/gm,
		is: 'verbatim',
	},
	{ pattern: /^\|.*\|[ \t]*$|"[^"\r\n]+":\S+|![^!\s]+!|<[^>]*>|^(?:h[1-6]|p|bq|fn\d+)[^\s.]*\.[ \t]*/gm, is: 'markup' },
];

/** Textile. */
export const textile: DocumentFormat = {
	id: 'textile',
	inLine: image,
	block: image,
	complete: () => undefined,
	spotsAt: proseSpots({
		hasInLine: true,
		regions,
	}),
	imagesIn: imagesByPattern(
		{
			pattern: /!(?:[<>=]|\{[^}]*\}|\([^)]*\))*(?<path>[^\s!(]+)(?:\((?<alt>[^)\r\n]*)\))?!/dg,
			decode: fromUrl,
		},
		regions,
	),
};

function image({ target, alt }: ImageLink): string {
	const text = plainText(alt).replace(/[()]/g, '').replace(/\s+/g, ' ').trim();
	// A leading equals sign would be its alignment.
	return `!${urlOf(target).replace(/^=/, '%3D')}${text === '' ? '' : `(${text})`}!`;
}
