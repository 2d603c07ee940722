import { readHistory } from '../../engine/jobs/history';
import { costOf } from '../../engine/jobs/requestList';
import { type Asking, Refused } from '../../mcp/desk';

/** When a person wants to be asked about an agent's images. */
export const confirmChoices = ['always', 'over-budget', 'never'] as const;

export interface ConsentRules {
	readonly confirm: (typeof confirmChoices)[number];
	/** US dollars a month, of all images of these jobs; no limit without it. */
	readonly budget: number | undefined;
	/** So many images are made in one session without a word of the person. */
	readonly most: number;
}

type Needed = Extract<Asking, { readonly is: 'needed' }>;

/** Sums of money are not exact to the last bit. */
const tolerance = 1e-6;

/** What a person has allowed agents beforehand. */
export class Consent {
	/** The images that were begun in this session: by their job's id, what each costs as far as it is known. */
	private readonly begun = new Map<string, number>();

	constructor(
		private readonly rules: ConsentRules,
		private readonly jobsPath: string,
	) {}

	/**
	 * Whether the person is to be asked about one more image of that price: US dollars, undefined where none is known. Throws `Refused` where a
	 * yes is needed and the person is never to be asked.
	 */
	async about(price: number | undefined): Promise<Asking> {
		const { confirm } = this.rules;
		const excess = await this.excess(price);
		if (excess && confirm === 'never') {
			throw new Refused(
				`Nothing was made: ${excess.why}, and the person is never to be asked. Tell the person, who can ${excess.instead}.`,
			);
		}
		return excess
			? { is: 'needed', ...excess }
			: confirm === 'always'
				? { is: 'wished', instead: 'start imagegen mcp with --confirm never' }
				: { is: 'given' };
	}

	/** Why an image of that price needs a yes, and what the person can do about that; undefined where it needs none. */
	private async excess(price: number | undefined): Promise<Pick<Needed, 'why' | 'instead'> | undefined> {
		const { budget, most } = this.rules;
		const { size } = this.begun;
		if (size >= most) {
			const why = `${size} ${size === 1 ? 'image was' : 'images were'} asked for in this session`;
			return { why, instead: 'start imagegen mcp with a higher --max-images' };
		}
		if (budget !== undefined && price === undefined) {
			const why = `nobody knows what it costs, and images may cost $${budget} a month`;
			return { why, instead: 'start imagegen mcp without --budget' };
		}
		if (budget !== undefined && price !== undefined && price > 0) {
			const spent = await this.spentThisMonth();
			if (spent + price > budget + tolerance) {
				const why = `this month's images have cost $${spent.toFixed(2)} of $${budget}`;
				return { why, instead: 'start imagegen mcp with a higher --budget' };
			}
		}
		return undefined;
	}

	/** Notes that one more was begun, in that job. */
	count(id: string, price: number | undefined): void {
		this.begun.set(id, price ?? 0);
	}

	private async spentThisMonth(): Promise<number> {
		const now = new Date();
		const month = new Date(now.getFullYear(), now.getMonth()).getTime();
		const history = await readHistory(this.jobsPath);
		const paid = history.filter(({ at }) => at >= month).map((request) => costOf(request) ?? 0);
		// History tells of a request once it is over: what is under way counts as paid.
		const known = new Set(history.map(({ job }) => job));
		const underWay = [...this.begun].filter(([id]) => !known.has(id)).map(([, price]) => price);
		return [...paid, ...underWay].reduce((sum, cost) => sum + cost, 0);
	}
}
