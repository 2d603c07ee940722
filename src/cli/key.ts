import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { exampleOf } from '../engine/providers/pastedAddress';
import { keyOrigin, presetOf, servicePresets } from '../engine/providers/catalogue';
import { defineCommand } from './command';
import { endpointOptions, originNamed } from './endpoint';
import { removeKey, storedOrigins, storeKey } from './keyring';
import { pipedKey, sendable } from './keys';
import { jsonOption, oneOf, type Parsed } from './options';
import { complain, complainOfOutput, print, printJson } from './output';
import { t } from './translate';
import { exitCodes, UsageError } from './usage';

const options = {
	'base-url': endpointOptions['base-url'],
	'key-stdin': { type: 'boolean', help: 'set: the key is the first line of standard input, and not asked for' },
	json: { ...jsonOption, help: 'list: an array of { origin, service? }' },
} as const;

const actions = ['set', 'list', 'remove'] as const;

/** `imagegen key`: API keys in the operating system's keyring. */
export const keyCommand = defineCommand({
	usage: ['set SERVICE [options]', 'list [--json]', 'remove SERVICE [--base-url URL]'],
	about: [
		"Keeps API keys in the operating system's keyring: Keychain, Credential Manager, or on Linux a Secret Service such as GNOME Keyring or KWallet.",
		'A key is kept for the address of its service, and goes nowhere else. --key-stdin of a command and the environment come first: the keyring is asked where neither has a key, and one was stored.',
		'set asks for the key without showing it. It is never an argument, since other programs can see those.',
	],
	options,
	words: [...actions, ...servicePresets.map(({ id }) => id)],
	run: async ({ values, positionals: [name, service, ...rest] }) => {
		const action = oneOf(name, actions, 'imagegen key');
		if (action === undefined || rest.length > 0 || (service === undefined) !== (action === 'list')) {
			throw new UsageError(t('Write imagegen key set SERVICE, imagegen key list or imagegen key remove SERVICE.'));
		}
		if (service === undefined) {
			return await list(values.json === true);
		}
		const origin = originOf(service, values);
		return action === 'set' ? await set(origin, values['key-stdin'] === true) : await remove(origin);
	},
});

/** Where the key is for. */
function originOf(service: string, values: Parsed<typeof options>['values']): string {
	const preset = presetOf(service);
	if (!preset) {
		throw new UsageError(t('There is no service "{0}".', service));
	}
	if (preset.key === 'none') {
		throw new UsageError(t('{0} takes no key.', service));
	}
	const own = preset.baseUrl && keyOrigin({ baseUrl: preset.baseUrl });
	const origin = originNamed(values, service) ?? own;
	if (origin === undefined) {
		throw new UsageError(t("Give the service's address with --base-url, for example {0}.", exampleOf(service)));
	}
	return origin;
}

async function set(origin: string, isPiped: boolean): Promise<number> {
	const key = isPiped ? await pipedKey() : await askedKey(origin);
	if (key === undefined) {
		return exitCodes.cancelled;
	}
	await storeKey(origin, key);
	return await told(t("The key for {0} is in the system's keyring.", origin));
}

async function remove(origin: string): Promise<number> {
	const isRemoved = await removeKey(origin);
	return await told(isRemoved ? t('The key for {0} is removed.', origin) : t('No key is stored for {0}.', origin));
}

/** What stands for a key in the output. */
interface KeyLine {
	readonly origin: string;
	readonly service?: string;
}

async function list(isJson: boolean): Promise<number> {
	const origins = await storedOrigins();
	const keys = origins.map((origin): KeyLine => {
		const preset = servicePresets.find(({ baseUrl }) => baseUrl && keyOrigin({ baseUrl }) === origin);
		return { origin, ...(preset && { service: preset.id }) };
	});
	if (isJson) {
		return endOf(await printJson(keys));
	}
	const lines = keys.map(({ origin, service }) => (service === undefined ? origin : `${origin} (${service})`));
	return await told(...(lines.length > 0 ? lines : [t('No keys are stored.')]));
}

async function told(...lines: readonly string[]): Promise<number> {
	return endOf(await print(...lines));
}

function endOf(isTaken: boolean): number {
	if (!isTaken) {
		complainOfOutput();
	}
	return isTaken ? exitCodes.saved : exitCodes.failed;
}

/** Asks a person, without showing what is typed. Undefined where it is cancelled. */
async function askedKey(origin: string): Promise<string | undefined> {
	if (!process.stdin.isTTY) {
		throw new UsageError(t('Nobody can be asked for the key here. Pipe it in with --key-stdin.'));
	}
	const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
	const line = createInterface({ input: process.stdin, output: unseen, terminal: true });
	complain(t('The API key for {0}, which is not shown:', origin));
	const given = await new Promise<string | undefined>((resolve) => {
		line.once('line', resolve).once('SIGINT', () => resolve(undefined));
		line.once('close', () => resolve(undefined));
	});
	line.close();
	const key = sendable(given, t('what was typed'));
	if (given !== undefined && key === undefined) {
		throw new UsageError(t('No key was typed, and none stored.'));
	}
	return key;
}
