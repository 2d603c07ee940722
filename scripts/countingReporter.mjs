// Mocha's spec output, and at the end the counts as JSON, in the file that the environment names.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

// Mocha takes a reporter from its module's default export.
export default class CountingReporter extends Mocha.reporters.Spec {
	constructor(runner, options) {
		super(runner, options);
		runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
			const { passes: passed, failures: failed } = runner.stats;
			writeFileSync(process.env.TEST_COUNTS_FILE, JSON.stringify({ passed, failed }));
		});
	}
}
