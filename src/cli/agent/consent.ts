import { readHistory } from '../../engine/jobs/history';
import { costOf } from '../../engine/jobs/requestList';
import type { Asking } from '../../mcp/desk';

/** When a person wants to be asked about an agent's images. */
export const confirmChoices = ['always', 'over-budget', 'never'] as const;

export interface ConsentRules {
	readonly confirm: (typeof confirmChoices)[number];
	/** US dollars a month, of all images of these jobs; no limit without it. */
	readonly budget: number | undefined;
	/** So many images are made in one session without a word of the person. */
	readonly most: number;
}

/** Sums of money are not exact to the last bit. */
const tolerance = 1e-6;

/** What a person has allowed agents beforehand. */
export class Consent {
	private begun = 0;

	constructor(
		private readonly rules: ConsentRules,
		private readonly jobsPath: string,
	) {}

	/** Whether the person is to be asked about one more image of that price: US dollars, undefined where none is known. */
	async about(price: number | undefined): Promise<Asking> {
		const { confirm, budget, most } = this.rules;
		if (this.begun >= most) {
			return { is: 'needed', why: `${this.begun} images were asked for in this session` };
		}
		if (budget !== undefined && price !== undefined && price > 0) {
			const spent = await this.spentThisMonth();
			if (spent + price > budget + tolerance) {
				return { is: 'needed', why: `this month's images have cost $${spent.toFixed(2)} of $${budget}` };
			}
		}
		return { is: confirm === 'always' ? 'wished' : 'given' };
	}

	/** Notes that one more was begun. */
	count(): void {
		this.begun++;
	}

	private async spentThisMonth(): Promise<number> {
		const now = new Date();
		const month = new Date(now.getFullYear(), now.getMonth()).getTime();
		const history = await readHistory(this.jobsPath);
		return history.filter(({ at }) => at >= month).reduce((sum, request) => sum + (costOf(request) ?? 0), 0);
	}
}
