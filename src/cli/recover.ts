import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { fileNameFor, fileNameLike } from '../documents/destination/fileName';
import { GenerationError } from '../engine/failure';
import { codeOf, isCode } from '../engine/jobs/fileErrors';
import { jobFolder, newJobId, readTaskIfAny } from '../engine/jobs/layout';
import { recoverImages } from '../engine/run/recover';
import { imageOf } from '../engine/task';
import { labelOf } from '../engine/providers/catalogue';
import { describeFailure } from './advice';
import { askOn } from './askOn';
import { defineCommand } from './command';
import { checkOut, copyToOut } from './copyToOut';
import { endpointOptions } from './endpoint';
import { exitCodeIn } from './exitCode';
import { type Parsed } from './options';
import { complain, complainOfOutput, print } from './output';
import { t } from './translate';
import { CommandError, exitCodes, UsageError } from './usage';

const options = {
	out: { type: 'string', value: 'PATH', help: 'a file or a folder; the current folder without it' },
	'base-url': {
		type: 'string',
		value: 'URL',
		help: "where the key is meant to go. Needed where the address that the folder names is not the service's own, and the folder none of this command line's jobs",
	},
	'allow-http': endpointOptions['allow-http'],
	'key-stdin': endpointOptions['key-stdin'],
} as const;

/**
 * `imagegen recover`: brings the images of a job folder, or of a kept reply, to `--out`, and those that a service has for such a
 * folder. What it looks at stays as it is, but for what such a service sends.
 */
export const recoverCommand = defineCommand({
	usage: ['<file or job folder> [options]'],
	about: [
		'Brings every whole image of a job folder, or of a reply that was kept in a file, to --out. What it looks at stays as it is.',
		'Where a job folder has no image, and a service that takes tasks on has its task, or may have it, goes on asking there until it is done, which costs nothing, and saves the image in the folder as well.',
	],
	options,
	run: recover,
});

async function recover({ values, positionals }: Parsed<typeof options>): Promise<number> {
	const [given, ...rest] = positionals;
	if (given === undefined || rest.length > 0) {
		throw new UsageError(t('imagegen recover takes one file or job folder.'));
	}
	const { out = '.' } = values;
	const source = resolve(given);
	await checkOut(out);
	const stopping = new AbortController();
	let isCopying = false;
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => {
			stopping.abort();
			// By its own exit, which clears away what is temporary; and between two copies, or half a one would stay where people look.
			if (!isCopying) {
				process.exit(exitCodes.cancelled);
			}
		});
	}
	const work = jobFolder(temporaryFolder());
	try {
		const asked = await askOn(source, values);
		if (asked?.last.type === 'failed') {
			complain(describeFailure(asked.last, labelOf(asked.service)));
			return await exitCodeIn(jobFolder(source), asked.last);
		}
		const images = await recoverImages(source, work);
		const name = await nameFor(source);
		isCopying = true;
		for (const { path } of images) {
			const copy = await copyToOut(path, { out, name, id: newJobId() });
			if (!(await print(copy))) {
				complainOfOutput(copy);
			}
			if (stopping.signal.aborted) {
				return exitCodes.cancelled;
			}
		}
		return exitCodes.saved;
	} catch (error) {
		if (GenerationError.is(error, 'badImage')) {
			complain(t('There is no whole image in {0}.', source));
			return exitCodes.failed;
		}
		if (GenerationError.is(error)) {
			// Whatever it was paid, that was long ago.
			complain(describeFailure({ ...error.toFailure(), maybePaid: false }, t('The service')));
			return exitCodes.failed;
		}
		if (noRoom.includes(codeOf(error))) {
			return refuseTemporary(error);
		}
		if (isCode(error, 'ENOENT')) {
			throw new CommandError(t('There is nothing at {0}.', source));
		}
		if (error instanceof Error && 'syscall' in error) {
			throw new CommandError(t("Couldn't read {0} ({1}).", source, codeOf(error)));
		}
		throw error;
	}
}

/** What the images are called: after the prompt where there is one, else after what they come from. */
async function nameFor(source: string): Promise<string> {
	const task = await readTaskIfAny(jobFolder(source)).catch(() => undefined);
	const image = task && imageOf(task);
	return image ? fileNameFor(image.prompt) : fileNameLike(basename(source, extname(source)));
}

/** A new folder for temporary files, which goes when the process ends. */
function temporaryFolder(): string {
	try {
		const path = mkdtempSync(join(tmpdir(), 'imagegen-recover-'));
		process.once('exit', () => removeNow(path));
		return path;
	} catch (error) {
		return refuseTemporary(error);
	}
}

/** What was under way when the process came to its end may yet put a file back. */
function removeNow(path: string): void {
	for (let look = 0; look < maxLooks; look++) {
		rmSync(path, { recursive: true, force: true });
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lookMs);
		if (!existsSync(path)) {
			return;
		}
	}
}

const maxLooks = 10;
const lookMs = 10;

const noRoom = ['ENOSPC', 'EDQUOT', 'EROFS'];

/** Throws what to do where the folder for temporary files takes none. */
function refuseTemporary(error: unknown): never {
	throw new CommandError(
		t(
			"Couldn't write to the temporary folder {0} ({1}). Make room there, or name another in TMPDIR.",
			tmpdir(),
			codeOf(error),
		),
	);
}
