import type { FailureFacts } from '../engine/failure';
import { labelOf } from '../engine/providers/catalogue';
import type { Translate } from './translate';
import { joinSentences } from './sentences';

/** What a model doesn't do, and which ones do: one or two sentences. */
export function wordInability(t: Translate, facts: FailureFacts['unable']): string {
	const able = facts.able.map(({ service, model }) => `${model} (${labelOf(service)})`);
	return joinSentences(
		lackOf(t, facts),
		...(able.length > 1 ? [t('These do: {0}.', able.join(', '))] : able.map((one) => t('{0} does.', one))),
	);
}

function lackOf(t: Translate, { ability, model, most = 0, lacks }: FailureFacts['unable']): string {
	if (lacks !== undefined) {
		return t(
			"The workflow takes no image at {0}. Put that in a LoadImage node, in the place of the image's name.",
			lacks,
		);
	}
	switch (ability) {
		case 'transparent':
			return t("{0} doesn't draw on a transparent background.", model);
		case 'svg':
			return t("{0} doesn't draw SVG.", model);
		case 'pixels':
			return t('{0} draws nothing but SVG.', model);
		case 'inputs':
			return most > 1
				? t("{0} doesn't take more than {1} images along with a prompt.", model, most)
				: most === 1
					? t("{0} doesn't take more than one image along with a prompt.", model)
					: t("{0} doesn't take images along with a prompt.", model);
	}
}
