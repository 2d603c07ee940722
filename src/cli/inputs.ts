import { copyFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { ImageFormat } from '../engine/decode/imageFile';
import { extensionOf } from '../engine/extension';
import { GenerationError } from '../engine/failure';
import { isCode } from '../engine/jobs/fileErrors';
import type { JobFolder } from '../engine/jobs/layout';
import { inputLimits } from '../engine/providers/inputLimits';
import type { SentImage } from '../engine/providers/sentImage';
import type { Inputs } from '../engine/run/options';
import { type Endpoint, type InputImage, maxInputBytes, maxInputs } from '../engine/task';
import { t } from './translate';
import { CommandError, UsageError } from './usage';

/** The images of `--image` as a job keeps them. Throws where one is not there. */
export async function inputsFrom(files: readonly string[]): Promise<InputImage[]> {
	if (files.length > maxInputs) {
		throw new UsageError(t('--image: {0} images at most.', maxInputs));
	}
	return await Promise.all(
		files.map(async (file, index) => {
			const found = await stat(file).catch(() => undefined);
			if (!found?.isFile()) {
				throw new CommandError(found ? t('{0} is no file.', file) : t('There is no file {0}.', file));
			}
			if (found.size > maxInputBytes) {
				const megabytes = [found.size, maxInputBytes].map((bytes) => Math.round(bytes / 1e6));
				throw new CommandError(
					t('{0} has {1} MB; an image of at most {2} MB can go along. Scale it down first.', file, ...megabytes),
				);
			}
			const ending = /^\.[a-z]{3,4}$/.exec(extname(file).toLowerCase())?.[0] ?? '.img';
			return { file: `input-${index + 1}${ending}`, name: basename(file) };
		}),
	);
}

/** Puts copies of the images into the job's folder: they may be gone before they are sent. */
export async function keepInputs(
	files: readonly string[],
	inputs: readonly InputImage[],
	folder: JobFolder,
): Promise<void> {
	for (const [index, { file }] of inputs.entries()) {
		await copyFile(files[index] ?? '', join(folder.path, file));
	}
}

/** Makes of a job's images what each service takes, once for each way in which they are wanted. */
export function inputsIn(folder: JobFolder, inputs: readonly InputImage[]): (endpoint: Endpoint) => Promise<Inputs> {
	const made = new Map<string, Promise<Inputs>>();
	return (endpoint) => {
		const limits = inputLimits(endpoint, inputs.length);
		const key = JSON.stringify(limits);
		const known = made.get(key) ?? prepare(folder, inputs, limits);
		made.set(key, known);
		return known;
	};
}

async function prepare(
	folder: JobFolder,
	inputs: readonly InputImage[],
	limits: ReturnType<typeof inputLimits>,
): Promise<Inputs> {
	const { forSending, openCodecs, UnreadableImage } = await import('../pixels');
	const codecs = openCodecs();
	const images: SentImage[] = [];
	const prepared: Inputs['prepared'][number][] = [];
	for (const { file, name } of inputs) {
		try {
			const { file: bytes, isOriginal, ...facts } = await forSending(join(folder.path, file), limits, codecs);
			const { format, width, height } = facts;
			images.push({ fileName: nameFor(images.length, format), type: `image/${format}`, bytes, width, height });
			if (!isOriginal) {
				prepared.push({ name, ...facts, bytes: bytes.length });
			}
		} catch (error) {
			if (error instanceof UnreadableImage) {
				throw new GenerationError('badInput', { name, why: error.kind, ...error.facts }, false, { cause: error });
			}
			if (isCode(error, 'ENOENT')) {
				throw new GenerationError('badInput', { name, why: 'gone' }, false, { cause: error });
			}
			throw error;
		}
	}
	return { images, prepared };
}

/** Names tell a service nothing of the person's own. */
function nameFor(index: number, format: ImageFormat): string {
	return `image-${index + 1}.${extensionOf(format)}`;
}
