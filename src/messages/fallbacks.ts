import type { JobState } from '../engine/jobs/state';
import { labelOf } from '../engine/providers/catalogue';
import type { Translate } from './translate';

/** Says who made the image instead of whom, and why. */
export function wordFallback(
	t: Translate,
	{ service, model }: { readonly service: string; readonly model: string },
	givenUp: NonNullable<JobState['givenUp']>,
): string {
	const maker = service === givenUp.service ? model : t('{0} at {1}', model, labelOf(service));
	const { kind } = givenUp.failure;
	if (kind === 'overloaded') {
		return t('Made by {0}, because {1} was overloaded.', maker, givenUp.model);
	}
	return kind === 'rateLimited'
		? t('Made by {0}, because {1} was limiting your requests.', maker, givenUp.model)
		: t('Made by {0}, because {1} was not available.', maker, givenUp.model);
}
