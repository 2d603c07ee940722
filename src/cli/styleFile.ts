import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { leadsOutOf } from '../engine/jobs/realPath';
import { type HouseStyle, houseStyleIn } from '../engine/recipes/houseStyle';
import { maxImagegenFileBytes } from '../engine/recipes/recipeText';
import { wordStyleFlaw } from '../messages/houseStyle';
import { complain } from './output';
import { t } from './translate';
import { CommandError } from './usage';

/** A house style, and the files of its images that are there. */
interface StyleOfFile {
	readonly style: HouseStyle;
	readonly references: readonly string[];
}

/** The house style that `--style` names; what in it is none is said, and left out. Throws a `CommandError` where there is none. */
export async function styleFrom(file: string | undefined): Promise<StyleOfFile> {
	if (file === undefined) {
		return { style: {}, references: [] };
	}
	const found = await stat(file).catch(() => undefined);
	if (!found?.isFile() || found.size > maxImagegenFileBytes) {
		const why = found ? t('{0} is no file of a house style.', file) : t('There is no file {0}.', file);
		throw new CommandError(`--style: ${why}`);
	}
	const read = houseStyleIn(parsed(await readFile(file, 'utf8'), file));
	if (!read) {
		throw new CommandError(t('--style: {0} says nothing of a style.', file));
	}
	read.flaws.forEach((flaw) => complain(wordStyleFlaw(t, file, flaw)));
	return { style: read.style, references: await referencesIn(read.style, file) };
}

function parsed(text: string, file: string): unknown {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch {
		throw new CommandError(`--style: ${t("{0} isn't JSON.", file)}`);
	}
}

async function referencesIn({ references = [] }: HouseStyle, file: string): Promise<string[]> {
	const found: string[] = [];
	for (const name of references) {
		const path = join(dirname(file), name);
		const isThere = (await stat(path).catch(() => undefined))?.isFile() === true;
		if (isThere && (await leadsOutOf([dirname(file)], path)) === undefined) {
			found.push(path);
		} else {
			complain(
				isThere
					? t('{0}: {1} is left out: it leads out of {2}.', file, name, dirname(file))
					: t('{0}: {1} is left out: there is no such file.', file, name),
			);
		}
	}
	return found;
}
