import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { seal } from '../../src/engine/jobs/sealed';
import { thisProcess } from '../../src/engine/jobs/holder';

/** What a lock's file holds whose holder has died with it. */
export async function recordOfDeadProcess(): Promise<string> {
	const { pid } = spawnSync(process.execPath, ['-e', ''], { env: { ELECTRON_RUN_AS_NODE: '1' } });
	return seal({ holder: { ...(await thisProcess()), pid, startedAt: '1' } });
}

/** A process that tries to get locks, and keeps what it gets. */
export interface Rival {
	/** Whether it has got the lock called `name` in `folder`. */
	readonly ask: (folder: string, name: string) => Promise<boolean>;
	readonly end: () => void;
}

export function startRival(): Rival {
	const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'rival.ts')], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
	return {
		ask: async (folder, name) => {
			child.stdin.write(`${JSON.stringify([folder, name])}\n`);
			return (await lines.next()).value === 'true';
		},
		end: () => void child.kill(),
	};
}
