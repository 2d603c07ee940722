import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { replaceFile } from '../engine/jobs/durable';
import { codeOf, isCode } from '../engine/jobs/fileErrors';
import { jobsPath } from './jobsPath';
import { t } from './translate';
import { CommandError } from './usage';

/*
 * The API keys in the operating system's keyring, by the service's origin: a key never goes to another server. Beside the jobs stands which
 * origins have one, so that no keyring is asked, and nobody asked to unlock one, for a key that was never put there.
 */

/** Nobody has to install it, so that it is looked for when a key is to be stored or read. */
const packageName = '@napi-rs/keyring';

/** A locked keyring waits for its password: a person has so long to give it, and a build where nobody is goes on. */
const limitMs = 30_000;

/**
 * Asks the keyring in a process of its own, which can be ended: within this one, what waits for a keyring can't be given up, and keeps the
 * process from ending. Linux: a keyring that is still there after a restart, or none; the kernel's own isn't.
 */
const script = `
require('node:stream/consumers').json(process.stdin).then(async ({ path, origin, method, given }) => {
	const entry = new (require(path).AsyncEntry)('imagegen', origin, { linux: { store: 'secret-service' } });
	return { answer: await entry[method](...given) };
}).catch((error) => ({ error: String(error?.message ?? error) })).then((said) => process.stdout.write(JSON.stringify(said)));
`;

/** Stores the key in the place of any other for that origin. Throws a `CommandError` where that can't be. */
export async function storeKey(origin: string, key: string): Promise<void> {
	await ask(origin, 'setPassword', key);
	await noteOrigins([...new Set([...(await storedOrigins()), origin])]);
}

/** The key for that origin; undefined where none was stored. Throws a `CommandError` where one was and can't be read. */
export async function storedKey(origin: string): Promise<string | undefined> {
	if (!(await storedOrigins()).includes(origin)) {
		return undefined;
	}
	const key = await ask(origin, 'getPassword');
	return typeof key === 'string' ? key : undefined;
}

/** Removes the key for that origin. Resolves whether there was one; throws a `CommandError` where one can't be removed. */
export async function removeKey(origin: string): Promise<boolean> {
	const origins = await storedOrigins();
	const isRemoved = origins.includes(origin) && (await ask(origin, 'deletePassword')) === true;
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
		throw new CommandError(t("Couldn't read {0} ({1}), which tells whose keys are stored.", notePath(), codeOf(error)));
	}
}

async function noteOrigins(origins: readonly string[]): Promise<void> {
	await mkdir(dirname(notePath()), { recursive: true });
	await replaceFile(notePath(), JSON.stringify(origins));
}

function notePath(): string {
	return join(dirname(jobsPath()), 'keys.json');
}

/** Resolves with what `method` of the package's entry for that origin does. */
async function ask(
	origin: string,
	method: 'setPassword' | 'getPassword' | 'deletePassword',
	...given: readonly string[]
): Promise<unknown> {
	const path = keyring();
	const child = spawn(process.execPath, ['-e', script], {
		...{ env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, windowsHide: true },
		...{ stdio: ['pipe', 'pipe', 'ignore'], timeout: limitMs, killSignal: 'SIGKILL' },
	});
	// What became of it, its end tells.
	child.stdin.on('error', () => undefined).end(JSON.stringify({ path, origin, method, given }));
	const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
	if (child.killed) {
		throw new CommandError(
			t(
				"The system's keyring has not answered for {0} seconds about the key of {1}. It may be locked: unlock it, and try again. {2}",
				limitMs / 1000,
				origin,
				withoutIt,
			),
		);
	}
	const { answer, error } = JSON.parse(said || '{"error":"it ended without an answer"}') as {
		readonly answer?: unknown;
		readonly error?: string;
	};
	if (error !== undefined) {
		throw new CommandError(
			t("The system's keyring can't be used for the key of {0}: {1}. {2}", origin, error, withoutIt),
		);
	}
	return answer;
}

/** Where the package is. */
function keyring(): string {
	try {
		return createRequire(__filename).resolve(packageName);
	} catch {
		throw new CommandError(
			t(
				"The system's keyring can't be used: the package {0} isn't installed beside imagegen. npm install --global {0} brings it. {1}",
				packageName,
				withoutIt,
			),
		);
	}
}

const withoutIt = t('A key in IMAGEGEN_API_KEY, or by --key-stdin, needs no keyring.');
