import { setOf, shortPromptOf } from '../jobs/asked';
import type { Missed } from '../jobs/comeback';
import type { Job } from '../jobs/jobs';
import { showImages } from '../ui/actions';
import { notify } from '../ui/notify';
import type { Chooser } from './chooser';
import type { Outcomes } from './outcomes';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';
import { joinSentences } from '../../messages/sentences';

/** Tells, once for all of them, of the jobs that came to their end while no window was there. What is not answered goes on waiting. */
export async function tellMissed({ arrived, failed }: Missed, outcomes: Outcomes, chooser: Chooser): Promise<void> {
	const sets = new Map(arrived.map((job) => [setOf(job), job] as const));
	sets.forEach((job) => chooser.over(job));
	const others = arrived.filter((job) => setOf(job) === undefined);
	await Promise.all([tellArrived(others, outcomes), tellFailed(failed, outcomes)]);
}

async function tellArrived(jobs: readonly Job[], outcomes: Outcomes): Promise<void> {
	const [first, ...others] = jobs;
	if (!first) {
		return;
	}
	const isOne = others.length === 0;
	const message = isOne
		? t('An image finished while you were away: "{0}".', shortPromptOf(first))
		: plural(t, jobs.length, '{0} image finished while you were away.', '{0} images finished while you were away.');
	const isForDocuments = jobs.some(({ command }) => command === 'insert');
	const title = isForDocuments
		? isOne
			? t('Insert Where It Belongs')
			: t('Insert Where They Belong')
		: isOne
			? t('Save Where It Belongs')
			: t('Save Where They Belong');
	await notify('info', message, [
		{ title, run: () => (isOne ? outcomes.deliver(first) : outcomes.deliverAll(jobs)) },
		showImages(),
		{ title: t('Not Now'), run: () => undefined },
	]);
}

async function tellFailed(jobs: readonly Job[], outcomes: Outcomes): Promise<void> {
	const isCancelled = ({ state }: Job): boolean => state.failure?.kind === 'cancelled';
	const lost = jobs.filter((job) => !isCancelled(job));
	if (lost.length < 2) {
		await Promise.all(jobs.map((job) => outcomes.handle(job)));
		return;
	}
	const ours = await outcomes.noteTold(lost);
	const paid = ours.filter(({ state }) => state.maybePaid).length;
	const told =
		ours.length === 0
			? undefined
			: notify(
					'warning',
					joinSentences(
						plural(t, ours.length, '{0} image failed while you were away.', '{0} images failed while you were away.'),
						paid === 0
							? t('None was billed.')
							: plural(
									t,
									paid,
									'You may have been billed for {0} of them.',
									'You may have been billed for {0} of them.',
								),
					),
					[showImages()],
					'image-gen-itself',
				);
	await Promise.all([told, ...jobs.filter(isCancelled).map((job) => outcomes.handle(job))]);
}
