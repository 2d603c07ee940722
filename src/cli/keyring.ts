import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { replaceFile } from '../engine/jobs/durable';
import { codeOf, isCode } from '../engine/jobs/fileErrors';
import { jobsPath } from './jobsPath';
import { CommandError } from './usage';

/*
 * The API keys in the operating system's keyring, by the service's origin: a key never goes to another server. Beside the jobs stands which
 * origins have one, so that no keyring is asked, and nobody asked to unlock one, for a key that was never put there.
 */

/** What of `@napi-rs/keyring` is used. Nobody has to install it, so that it is looked for when a key is to be stored or read. */
interface KeyringModule {
	readonly AsyncEntry: new (service: string, account: string, options: KeyringOptions) => Entry;
}

interface Entry {
	setPassword(password: string): Promise<void>;
	/** Resolves `null` if there is none. */
	getPassword(): Promise<string | null>;
	deletePassword(): Promise<boolean>;
}

/** Linux: a keyring that is still there after a restart, or none; the kernel's own isn't. */
interface KeyringOptions {
	readonly linux: { readonly store: 'secret-service' };
}

const packageName = '@napi-rs/keyring';

/** Stores the key in the place of any other for that origin. Throws a `CommandError` where that can't be. */
export async function storeKey(origin: string, key: string): Promise<void> {
	await withEntry(origin, async (entry) => await entry.setPassword(key));
	await noteOrigins([...new Set([...(await storedOrigins()), origin])]);
}

/** The key for that origin; undefined where none was stored. Throws a `CommandError` where one was and can't be read. */
export async function storedKey(origin: string): Promise<string | undefined> {
	if (!(await storedOrigins()).includes(origin)) {
		return undefined;
	}
	return (await withEntry(origin, async (entry) => await entry.getPassword())) ?? undefined;
}

/** Removes the key for that origin. Resolves whether there was one; throws a `CommandError` where one can't be removed. */
export async function removeKey(origin: string): Promise<boolean> {
	const origins = await storedOrigins();
	const isRemoved =
		origins.includes(origin) && (await withEntry(origin, async (entry) => await entry.deletePassword()));
	await noteOrigins(origins.filter((stored) => stored !== origin));
	return isRemoved;
}

/** The origins that a key was stored for. */
export async function storedOrigins(): Promise<readonly string[]> {
	try {
		const origins: unknown = JSON.parse(await readFile(notePath(), 'utf8'));
		return Array.isArray(origins) ? origins.filter((origin) => typeof origin === 'string') : [];
	} catch (error) {
		// Where there is no folder for it, there never was.
		if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR') || error instanceof SyntaxError) {
			return [];
		}
		throw new CommandError(`Couldn't read ${notePath()} (${codeOf(error)}), which tells whose keys are stored.`);
	}
}

async function noteOrigins(origins: readonly string[]): Promise<void> {
	await mkdir(dirname(notePath()), { recursive: true });
	await replaceFile(notePath(), JSON.stringify(origins));
}

function notePath(): string {
	return join(dirname(jobsPath()), 'keys.json');
}

async function withEntry<T>(origin: string, use: (entry: Entry) => Promise<T>): Promise<T> {
	const { AsyncEntry } = keyring();
	try {
		return await use(new AsyncEntry('imagegen', origin, { linux: { store: 'secret-service' } }));
	} catch (error) {
		const said = error instanceof Error ? error.message : String(error);
		throw new CommandError(`The system's keyring can't be used for the key of ${origin}: ${said}. ${withoutIt}`);
	}
}

function keyring(): KeyringModule {
	try {
		return createRequire(__filename)(packageName) as KeyringModule;
	} catch {
		throw new CommandError(
			`The system's keyring can't be used: the package ${packageName} isn't installed beside imagegen. npm install --global ${packageName} brings it. ${withoutIt}`,
		);
	}
}

const withoutIt = 'A key in IMAGEGEN_API_KEY, or by --key-stdin, needs no keyring.';
