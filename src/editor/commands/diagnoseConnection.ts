import { type Resolution, resolutions } from '../../engine/task';
import { nameOf } from '../../engine/providers/catalogue';
import { reportOn } from '../diagnosis/report';
import type { Reports } from '../diagnosis/reports';
import type { TaskBuilder } from '../form/taskBuilder';
import { diagnoseConnection, type EnginePaths } from '../jobs/diagnoser';
import type { PreparedTask } from '../jobs/preparedTask';
import { selectService, showLog } from '../ui/actions';
import { notify, whileWorking } from '../ui/notify';
import type { Command } from './command';
import { t } from '../ui/translate';

/** Looks at the connection to the chosen service, and opens a report on it. Asks for no image. */
export class DiagnoseConnectionCommand implements Command {
	readonly id = 'imagegen.diagnose';

	constructor(
		private readonly tasks: TaskBuilder,
		private readonly reports: Reports,
		private readonly paths: EnginePaths,
	) {}

	/** @param size the size of the image that failed; the largest, which takes longest, from the command palette. */
	async execute(resolution?: unknown): Promise<void> {
		const title = t('Diagnose Connection');
		const prepared = await this.tasks.forDiagnosis(title, resolutions.find((known) => known === resolution) ?? largest);
		if (prepared?.request.endpoint.service === 'sandbox') {
			await notify('info', t('The sandbox is on this machine and needs no connection.'), [selectService()]);
		} else if (prepared) {
			await this.diagnose(title, prepared);
		}
	}

	private async diagnose(title: string, { request, secrets }: PreparedTask): Promise<void> {
		const { endpoint, image, network } = request;
		const asked = { endpoint, resolution: image.resolution, ...(network && { network }) };
		const name = nameOf(endpoint);
		const cancel = new AbortController();
		try {
			const diagnosis = await whileWorking(title, (_report, cancelled) => {
				cancelled.onCancellationRequested(() => cancel.abort());
				return diagnoseConnection(asked, secrets, this.paths, cancel.signal);
			});
			const content = reportOn(diagnosis, name, Date.now());
			await this.reports.show(t('Connection to {0}', name), content);
		} catch (error) {
			if (!cancel.signal.aborted) {
				const reason = error instanceof Error ? error.message : String(error);
				await notify('error', t("Couldn't check the connection: {0}", reason), [showLog()], 'image-gen-itself');
			}
		}
	}
}

const largest: Resolution = '4K';
