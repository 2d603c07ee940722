import { Refused } from '../../mcp/desk';
import { confirm } from '../ui/notify';
import { plural } from '../../messages/translate';
import { t } from '../ui/translate';

/** So many images are made for agents before the person is asked again: a document can talk an agent into any number. */
const most = 12;

/** Agents call many times at once: a No is for all of these. */
const declinedMs = 60_000;

/** Asks the person about the number of images, whatever they have allowed of each. */
export class AgentConsent {
	private begun = 0;
	private left = most;
	/** Wall time. */
	private declinedAt = -Infinity;

	/** One more is to be made. Throws `Refused` where the person doesn't want it. One call after the other. */
	async count(): Promise<void> {
		if (this.left === 0 && (Date.now() - this.declinedAt < declinedMs || !(await this.ask()))) {
			throw new Refused(
				"The person doesn't want more images now. Nothing was made, and nothing was paid for. Don't ask again.",
			);
		}
		this.left--;
		this.begun++;
	}

	private async ask(): Promise<boolean> {
		const generate = t('Generate More');
		const answer = await confirm(
			plural(
				t,
				this.begun,
				'Agents have made {0} image in this window. Generate more?',
				'Agents have made {0} images in this window. Generate more?',
			),
			t('You are asked again after {0} more.', most),
			[generate],
		);
		this.left = answer === generate ? most : 0;
		this.declinedAt = answer === generate ? -Infinity : Date.now();
		return answer === generate;
	}
}
