import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { version } from '../../package.json';
import { DistantDesk } from '../mcp/channel';
import type { Desk } from '../mcp/desk';
import { confirmChoices, Consent } from './agent/consent';
import { AgentDesk } from './agent/desk';
import { defineCommand } from './command';
import { jobsPath } from './jobsPath';
import { jobsOption, oneOf, type Parsed, positiveNumber, wholeNumber } from './options';
import { complain } from './output';
import { requestFrom, requestOptions } from './request';
import { CommandError, exitCodes, UsageError } from './usage';

const { 'key-stdin': _, pixels: __, ratio: ___, count: ____, icons: _____, ...wishes } = requestOptions;

/** Most hosts end a call after a minute. */
const defaultLimitSeconds = 50;
const defaultMost = 12;

const agents = { group: 'Agents' } as const;

const options = {
	...wishes,
	root: {
		type: 'string',
		value: 'DIR',
		...agents,
		help: 'the folder to work in where the host names none; the current one without it',
	},
	window: {
		type: 'string',
		value: 'PATH',
		...agents,
		help: 'what the editor starts: its window at that path makes the images, with its service, key and settings',
	},
	jobs: { ...jobsOption, ...agents },
	limit: {
		type: 'string',
		value: 'SECONDS',
		...agents,
		help: `how long a call lasts at most (${defaultLimitSeconds}): then it answers with the job's id, and image_status waits for the rest`,
	},
	confirm: {
		type: 'string',
		value: 'WHEN',
		...agents,
		choices: confirmChoices,
		help: 'always (default), over-budget or never: when the person is asked, where the host can; what needs a yes is not made with never',
	},
	budget: {
		type: 'string',
		value: 'USD',
		...agents,
		help: 'beyond that, in a month, nothing is made without a yes',
	},
	'max-images': {
		type: 'string',
		value: 'N',
		...agents,
		help: `beyond so many in a session (${defaultMost}) nothing is made without a yes`,
	},
} as const;

/** `imagegen mcp`: the tools that agents make images with, on standard input and output. */
export const mcpCommand = defineCommand({
	usage: ['[options]'],
	about: [
		"Serves agents over the Model Context Protocol on standard input and output, with the tools generate_image, edit_image, image_status, list_missing_images and cancel_image. The key comes from the environment, or from the system's keyring, where imagegen key has put it.",
		'Reads and writes in the folders that the host works in alone, or in --root where it names none.',
	],
	options,
	run: mcp,
});

async function mcp({ values, positionals }: Parsed<typeof options>): Promise<number> {
	if (positionals.length > 0) {
		throw new UsageError('imagegen mcp takes options alone: agents say what is to be made.');
	}
	const { root = '.', window, limit, ...others } = values;
	const limitMs = (positiveNumber(limit, '--limit') ?? defaultLimitSeconds) * 1000;
	if (window !== undefined && Object.keys(others).length > 0) {
		throw new UsageError('With --window the editor says all but --root and --limit.');
	}
	const desk = window === undefined ? await ownDesk(others) : await windowDesk(window);
	const folder = resolve(root);
	if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
		throw new UsageError(`There is no folder ${folder}. --root names the one to work in.`);
	}
	const { serve } = await import('../mcp');
	return (await serve({ desk, version, limitMs, folder, complain })) ? exitCodes.saved : exitCodes.failed;
}

type Values = Omit<Parsed<typeof options>['values'], 'root' | 'window' | 'limit'>;

/** Makes images by itself, as the command line says. */
async function ownDesk({ jobs, confirm, budget, 'max-images': most, ...asked }: Values): Promise<Desk> {
	// What is wrong with them is said here, and not to an agent.
	await requestFrom(asked);
	const path = jobs === undefined ? jobsPath() : resolve(jobs);
	const rules = {
		confirm: oneOf(confirm, confirmChoices, '--confirm') ?? 'always',
		budget: positiveNumber(budget, '--budget'),
		most: wholeNumber(most, '--max-images', [1, 10_000]) ?? defaultMost,
	};
	return new AgentDesk({ jobsPath: path, values: asked, consent: new Consent(rules, path) });
}

/** Has the images made by the editor's window that has started this, which waits at that path. */
async function windowDesk(path: string): Promise<Desk> {
	const socket = connect(path);
	try {
		await once(socket, 'connect');
	} catch {
		throw new CommandError(
			"The editor window that this server belongs to isn't there any more. Start the server from the editor.",
		);
	}
	// The server is over when its host is gone.
	socket.unref();
	return new DistantDesk(socket);
}
