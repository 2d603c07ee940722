import { resolve } from 'node:path';
import { version } from '../../package.json';
import { confirmChoices, Consent } from './agent/consent';
import { AgentDesk } from './agent/desk';
import { jobsPath } from './jobsPath';
import { oneOf, parseOptions, positiveNumber, wholeNumber } from './options';
import { requestArguments, requestFrom, requestOptions } from './request';
import { exitCodes, UsageError } from './usage';

const { 'key-stdin': _, pixels: __, ratio: ___, count: ____, icons: _____, ...wishes } = requestOptions;

const options = {
	...wishes,
	root: { type: 'string' },
	jobs: { type: 'string' },
	limit: { type: 'string' },
	confirm: { type: 'string' },
	budget: { type: 'string' },
	'max-images': { type: 'string' },
} as const;

/** Most hosts end a call after a minute. */
const defaultLimitSeconds = 50;
const defaultMost = 12;

/** `imagegen mcp`: the tools that agents make images with, on standard input and output. */
export async function mcpCommand(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseOptions(requestArguments(argv), options);
	if (positionals.length > 0) {
		throw new UsageError('imagegen mcp takes options alone: agents say what is to be made.');
	}
	const { root = '.', jobs, limit, confirm, budget, 'max-images': most, ...asked } = values;
	// What is wrong with them is said here, and not to an agent.
	await requestFrom(asked);
	const path = jobs === undefined ? jobsPath() : resolve(jobs);
	const rules = {
		confirm: oneOf(confirm, confirmChoices, '--confirm') ?? 'always',
		budget: positiveNumber(budget, '--budget'),
		most: wholeNumber(most, '--max-images', [1, 10_000]) ?? defaultMost,
	};
	const desk = new AgentDesk({ jobsPath: path, values: asked, consent: new Consent(rules, path) });
	const limitMs = (positiveNumber(limit, '--limit') ?? defaultLimitSeconds) * 1000;
	const { serve } = await import('../mcp');
	await serve({ desk, version, limitMs, folder: resolve(root) });
	return exitCodes.saved;
}
