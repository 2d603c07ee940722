import { FormBody, type FormField } from '../formBody';
import { dataUrl, type SentImage } from '../sentImage';
import type { ImagesDialect } from '../services/service';

type Asked = { readonly path: string; readonly body: object };

/**
 * A request of `POST /images/generations` with images along. Facts: openai-node 7.57.0 `internal/uploads`, @ai-sdk/xai, @ai-sdk/togetherai,
 * @openrouter/sdk 1.3.19, Volcengine's, SiliconFlow's and LocalAI's own pages.
 */
export function withInputs(
	{ path, body }: Asked,
	inputs: readonly SentImage[],
	{ inputs: way = 'form' }: Pick<ImagesDialect, 'inputs'> = {},
): { readonly path: string; readonly body: object | FormBody } {
	const [first] = inputs;
	if (!first) {
		return { path, body };
	}
	const urls = inputs.map(dataUrl);
	const [url = ''] = urls;
	const isOne = urls.length === 1;
	switch (way) {
		case 'form':
			return { path: edits, body: new FormBody([...filesOf(inputs), ...textsOf(body)]) };
		case 'json': {
			const images = urls.map((one) => ({ url: one, type: 'image_url' }));
			return { path: edits, body: { ...body, ...(isOne ? { image: images[0] } : { images }) } };
		}
		case 'image':
			return { path, body: { ...body, image: isOne ? url : urls } };
		case 'inputReferences': {
			const references = urls.map((one) => ({ type: 'image_url', image_url: { url: one } }));
			return { path, body: { ...body, input_references: references } };
		}
		case 'referenceImages':
			return { path, body: { ...body, ...(isOne ? { image_url: url } : { reference_images: urls }) } };
		case 'numbered':
			return { path, body: { ...body, ...numbered('image', urls, '') } };
		case 'refImages':
			return { path, body: { ...body, ref_images: inputs.map(({ bytes }) => bytes.toString('base64')) } };
		case 'none':
			return { path, body };
	}
}

const edits = '/images/edits';

/** `NAME`, `NAME2`, … or, with a separator, `NAME`, `NAME_2`, …: a member for each. */
export function numbered(
	name: string,
	values: readonly string[],
	separator: '' | '_',
): Readonly<Record<string, string>> {
	return Object.fromEntries(
		values.map((value, index) => [index === 0 ? name : `${name}${separator}${index + 1}`, value]),
	);
}

/** As OpenAI's own client names them: one alone, and each of several as one of a list. */
function filesOf(inputs: readonly SentImage[]): FormField[] {
	return inputs.map((value) => ({ name: inputs.length === 1 ? 'image' : 'image[]', value }));
}

/** A form has texts only. */
function textsOf(body: object): FormField[] {
	return Object.entries(body).map(([name, value]) => ({ name, value: String(value) }));
}
