import { dirname, resolve } from 'node:path';
import { diagnose, type Diagnosis } from '../engine/diagnose/diagnose';
import { findingsOf } from '../engine/diagnose/findings';
import { jobFolder, readTask } from '../engine/jobs/layout';
import { readHistory } from '../engine/jobs/history';
import { networkSetup } from '../engine/network/choices';
import { type Endpoint, type Resolution, resolutions, type Network } from '../engine/task';
import { redactIn, redactor } from '../engine/redactor';
import { fromLine, type Secrets } from '../engine/secrets';
import { keyOrigin, nameOf, sandboxPlaceholder } from '../engine/providers/catalogue';
import { systemClock } from '../engine/clock';
import { describeFinding } from './advice';
import { defineCommand } from './command';
import { endpointFrom, endpointOptions, tellAddress } from './endpoint';
import { firstLine } from './firstLine';
import { jobsPath } from './jobsPath';
import { keyFrom } from './keys';
import { jobsOption, jsonOption, type Parsed, resolutionFrom } from './options';
import { complainOfOutput, print, printJson } from './output';
import { t } from './translate';
import { exitCodes, UsageError } from './usage';

const options = {
	...endpointOptions,
	resolution: {
		type: 'string',
		value: 'R',
		choices: resolutions,
		help: '1K (default), 2K or 4K: whose timeouts are looked at',
	},
	size: { type: 'string', value: 'R', choices: resolutions, help: 'the same as --resolution' },
	jobs: jobsOption,
	json: jsonOption,
} as const;

type Values = Parsed<typeof options>['values'];

/** What is to be looked at, and where the jobs are that tell of the past. */
interface Question {
	readonly endpoint: Endpoint;
	readonly network?: Network;
	readonly secrets: Secrets;
	readonly resolution: Resolution;
	readonly jobsPath: string;
}

/** `imagegen diagnose`: looks at a connection without paying for an image. */
export const diagnoseCommand = defineCommand({
	usage: ['[options]'],
	about: [
		'Looks at the connection to a service without paying for an image: proxy, addresses, certificate, who answers, whether the key is accepted, which intermediaries close idle connections, and what past losses have in common.',
		'Ends with 0 when there is a connection, else with 3.',
	],
	options,
	run: lookAtConnection,
});

async function lookAtConnection({ values, positionals }: Parsed<typeof options>): Promise<number> {
	const [path, ...rest] = positionals;
	if (rest.length > 0) {
		throw new UsageError(t('imagegen diagnose takes one job folder at most.'));
	}
	const question = path === undefined ? await questionFrom(values) : await questionOfTask(resolve(path), values);
	if (question.endpoint.baseUrl === sandboxPlaceholder) {
		throw new UsageError(t('The sandbox needs no connection. Name a service with --service.'));
	}
	const cancel = new AbortController();
	process.once('SIGINT', () => cancel.abort()).once('SIGTERM', () => cancel.abort());
	const history = await readHistory(question.jobsPath);
	const found = await diagnose({ ...question, history, signal: cancel.signal });
	// Whoever answers may repeat the key in a header.
	const diagnosis = redactIn<Diagnosis>(found, redactor(question.secrets));
	const isTaken = values.json ? printJson(diagnosis) : print(...inWords(diagnosis, nameOf(question.endpoint)));
	if (!(await isTaken)) {
		complainOfOutput();
		return exitCodes.failed;
	}
	return 'ms' in diagnosis.connect ? exitCodes.saved : exitCodes.failed;
}

async function questionFrom(values: Values): Promise<Question> {
	const chosen = endpointFrom(values);
	const { endpoint } = chosen;
	await tellAddress(chosen);
	const key = await keyFrom(values, endpoint);
	const { network, proxyAuthorization } = networkSetup({}, process.env);
	return {
		endpoint,
		network,
		secrets: {
			keys: new Map(key ? [[keyOrigin(endpoint), key]] : []),
			...(proxyAuthorization && { proxyAuthorization }),
		},
		resolution: resolutionFrom(values),
		jobsPath: values.jobs ?? jobsPath(),
	};
}

/** A diagnosis that the window asks for, as a task in a folder of its own: the secrets are the first line of standard input. */
async function questionOfTask(path: string, values: Values): Promise<Question> {
	const task = await readTask(jobFolder(path));
	if (task.type !== 'diagnose') {
		throw new UsageError(t('The task in {0} is not to diagnose.', path));
	}
	const { endpoint, network, resolution } = task;
	return {
		endpoint,
		...(network && { network }),
		secrets: fromLine(await firstLine(process.stdin)),
		resolution,
		jobsPath: values.jobs ?? dirname(path),
	};
}

function inWords(diagnosis: Diagnosis, service: string): string[] {
	const lines = findingsOf(diagnosis, systemClock.wallTime()).map(
		(finding) => `${marks[finding.level]} ${describeFinding(finding, service)}`,
	);
	return [t('The connection to {0}', diagnosis.origin), '', ...lines];
}

const marks = { problem: '!!', note: ' ·', fine: 'ok' } as const;
