import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { imageFileFormat } from '../documents/wantedImage';
import { writeDurably } from '../engine/jobs/durable';
import { convertedTo } from '../engine/run/convert';
import { parseOptions } from './options';
import { complain, complainOfOutput, print } from './output';
import { CommandError, exitCodes, UsageError } from './usage';

/** `imagegen convert`: what the extension starts where a link names another format than the service has sent. */
export async function convertCommand(argv: readonly string[]): Promise<number> {
	const { positionals } = parseOptions(argv, {});
	const [image, to, ...rest] = positionals;
	if (image === undefined || to === undefined || rest.length > 0) {
		throw new UsageError('imagegen convert takes an image, and the file to write: PNG or JPEG by its name.');
	}
	const format = imageFileFormat(basename(to));
	if (format !== 'png' && format !== 'jpeg') {
		throw new UsageError('imagegen convert writes PNG and JPEG: name a file that ends in .png or .jpg.');
	}
	if (!(await stat(image).catch(() => undefined))) {
		throw new CommandError(`There is no file ${image}.`);
	}
	const converted = await convertedTo(format, image);
	if (!converted) {
		complain(`${image} isn't an image that can be converted.`);
		return exitCodes.failed;
	}
	await writeDurably(to, converted);
	if (!(await print(to))) {
		complainOfOutput(to);
	}
	return exitCodes.saved;
}
