import { spawnSync } from 'node:child_process';
import { seal } from '../../src/engine/jobs/sealed';
import { thisProcess } from '../../src/engine/jobs/holder';

/** What a lock's file holds whose holder has died with it. */
export async function recordOfDeadProcess(): Promise<string> {
	const { pid } = spawnSync(process.execPath, ['-e', ''], { env: { ELECTRON_RUN_AS_NODE: '1' } });
	return seal({ holder: { ...(await thisProcess()), pid, startedAt: '1' } });
}
