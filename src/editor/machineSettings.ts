import { randomUUID } from 'node:crypto';
import { readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { moveDurably } from '../engine/jobs/durable';
import { ignoreMissing } from '../engine/jobs/fileErrors';
import { settingRules } from './settingRules';

/** The settings that are the person's own everywhere; where images go may differ from machine to machine, and so do its programs. */
const ownKeys = Object.keys(settingRules)
	.filter((key) => key !== 'destination' && key !== 'keyCommand')
	.map((key) => `imagegen.${key}`);

/**
 * Stands in the machine's settings while some of them are moved, and holds them: whoever finds it goes on with that. It is no
 * setting, so that the editor shows it: then the editor knows as well that the settings have left.
 */
const movingKey = 'imagegen.movingToUserSettings';

/** How long the editor may take to notice what has become of a settings file. */
const noticedMs = 10_000;

type Values = Readonly<Record<string, unknown>>;

/**
 * Moves what an earlier version kept in the settings of a remote machine into the person's own: there it would be ignored, and
 * whatever is changed would go there as long as it stands there. What the person's own settings have already stays as it is.
 * At every instant the values are in the one place or the other, and they come back where they cannot be moved. Never rejects:
 * the log says what went wrong.
 */
export async function moveMachineSettings(globalStorageUri: vscode.Uri, log: vscode.LogOutputChannel): Promise<void> {
	const file = machineSettingsOf(globalStorageUri);
	try {
		const text = file === undefined ? undefined : await readText(file);
		if (file !== undefined && text?.includes('"imagegen.')) {
			await move(file, text, log);
		}
	} catch (error) {
		log.warn(`The settings in ${file} could not be moved: ${String(error)}`);
	}
}

/** Undefined where the editor keeps its data in another way. The folder of a profile other than the usual one lies deeper. */
function machineSettingsOf({ fsPath }: vscode.Uri): string | undefined {
	const data = /^(.*)[\\/]User[\\/](?:profiles[\\/][^\\/]+[\\/])?globalStorage[\\/][^\\/]+$/.exec(fsPath)?.[1];
	return data === undefined ? undefined : join(data, 'Machine', 'settings.json');
}

async function move(file: string, text: string, log: vscode.LogOutputChannel): Promise<void> {
	const { putSettings, takeSettings } = await import('./jsonSettings');
	const taken = takeSettings(text, [...ownKeys, movingKey]);
	if (!taken) {
		log.warn(`${file} is no valid JSON. Settings of Image Gen that stand in it have no effect.`);
		return;
	}
	const { [movingKey]: left, ...found } = taken.values;
	const values: Values = { ...(typeof left === 'object' ? left : {}), ...found };
	if (Object.keys(values).length === 0) {
		return;
	}
	const marked = putSettings(taken.rest, { [movingKey]: values });
	await overwrite(file, marked);
	await whenNoticed(() => isDeepStrictEqual(ownValueOf(movingKey), values));

	const arrived = await setOwn(values, log);
	const lost = Object.fromEntries(Object.entries(values).filter(([key]) => !arrived.includes(key)));
	// Somebody else may have written there meanwhile.
	const present = await readText(file);
	const base = present === marked ? text : (present ?? '{}');
	const rest = takeSettings(base, [...arrived, movingKey])?.rest;
	if (rest === undefined) {
		throw new Error('it is no valid JSON any more');
	}
	await overwrite(file, putSettings(rest, lost));
	log.info(`Moved from ${file} to your own settings: ${arrived.join(', ')}.`);
	if (Object.keys(lost).length > 0) {
		log.warn(`Could not be moved from ${file}: ${Object.keys(lost).join(', ')}.`);
	}
}

/** Sets what the person has not set already. Resolves with the keys whose values they have now, these or others. */
async function setOwn(values: Values, log: vscode.LogOutputChannel): Promise<string[]> {
	const missing = Object.entries(values).filter(([key]) => ownValueOf(key) === undefined);
	const written: typeof missing = [];
	for (const [key, value] of missing) {
		try {
			await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
			written.push([key, value]);
		} catch (error) {
			log.warn(`${key} could not be set: ${String(error)}`);
		}
	}
	await whenNoticed(() => written.every(([key, value]) => isDeepStrictEqual(ownValueOf(key), value)));
	return Object.keys(values).filter((key) => ownValueOf(key) !== undefined);
}

/** What the person has set, as the editor sees it: nothing for a setting that it ignores where it stands. */
function ownValueOf(key: string): unknown {
	return vscode.workspace.getConfiguration().inspect(key)?.globalValue;
}

/** Resolves as soon as the settings fulfil the condition, or when they have not done so in time. */
function whenNoticed(condition: () => boolean): Promise<void> {
	return new Promise((resolve) => {
		const end = (): void => {
			clearTimeout(limit);
			listener.dispose();
			resolve();
		};
		const check = (): void => {
			if (condition()) {
				end();
			}
		};
		const listener = vscode.workspace.onDidChangeConfiguration(check);
		const limit = setTimeout(end, noticedMs);
		check();
	});
}

async function readText(file: string): Promise<string | undefined> {
	return await readFile(file, 'utf8').catch(ignoreMissing(undefined));
}

/** Writes a file of the person's in one step, wherever a link leads to, with the mode that it has. */
async function overwrite(file: string, text: string): Promise<void> {
	const target = await realpath(file);
	const { mode } = await stat(target);
	const draft = `${target}.${randomUUID()}`;
	try {
		await writeFile(draft, text, { mode });
		await moveDurably(draft, target);
	} catch (error) {
		await rm(draft, { force: true });
		throw error;
	}
}
