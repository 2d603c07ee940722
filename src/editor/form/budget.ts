import { priceOf } from '../../engine/providers/catalogue';
import type { Endpoint, Resolution } from '../../engine/task';
import { dollars } from '../../messages/money';
import type { Library } from '../jobs/library';
import type { Spending } from '../jobs/spending';
import type { Settings } from '../settings';
import { confirm } from '../ui/notify';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';
import { joinSentences } from '../../messages/sentences';

/** Sums of money are not exact to the last bit. */
const tolerance = 1e-6;

/** Asks before requests that would exceed what the person wants to spend in a month, as far as prices are known. */
export class Budget {
	constructor(
		private readonly settings: Settings,
		private readonly library: Library,
		private readonly spending: Spending,
	) {}

	/**
	 * False when the person does not want the requests after all.
	 *
	 * @param asker who asks for what, as a sentence, where that is not the person.
	 */
	async allows(endpoint: Endpoint, resolution: Resolution, count = 1, asker?: string): Promise<boolean> {
		const excess = await this.excess(endpoint, resolution, count);
		if (!excess) {
			return true;
		}
		const { budget, spent, price } = excess;
		const generate = t('Generate Anyway');
		const facts =
			count === 1
				? t(
						'Images of this month have cost {0} so far, as far as prices are known, and this one costs {1}. The setting imagegen.budget is your limit.',
						dollars(t, spent),
						dollars(t, price),
					)
				: t(
						'Images of this month have cost {0} so far, as far as prices are known, and these cost {1} together. The setting imagegen.budget is your limit.',
						dollars(t, spent),
						dollars(t, price),
					);
		const answer = await confirm(
			count === 1
				? t('This image would exceed your budget of {0} a month.', dollars(t, budget))
				: plural(
						t,
						count,
						'This {0} image would exceed your budget of {1} a month.',
						'These {0} images would exceed your budget of {1} a month.',
						dollars(t, budget),
					),
			// Last, so that no prompt can push the facts away.
			joinSentences(facts, asker),
			[generate],
		);
		return answer === generate;
	}

	/** What the requests would exceed, in US dollars; undefined where they don't, as far as prices are known. */
	async excess(
		endpoint: Endpoint,
		resolution: Resolution,
		count = 1,
	): Promise<{ readonly budget: number; readonly spent: number; readonly price: number } | undefined> {
		const { budget } = this.settings.read();
		const price = (priceOf(endpoint, resolution) ?? 0) * count;
		if (budget === 0 || price === 0) {
			return undefined;
		}
		// Also what other windows have asked for meanwhile.
		await this.library.refresh();
		const spent = this.spending.thisMonth;
		return spent + price <= budget + tolerance ? undefined : { budget, spent, price };
	}
}
