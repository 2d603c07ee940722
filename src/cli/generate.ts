import { join } from 'node:path';
import envPaths from 'env-paths';
import { fileNameFor } from '../engine/destination/fileName';
import { createJob, type JobFolder, removeJob } from '../engine/jobs/folder';
import { networkSetup } from '../engine/network/choices';
import { defaultRetryRules, limitsFor } from '../engine/policy/limits';
import { aspectRatios, type Connection, imageSizes, type JobRequest } from '../engine/request';
import { connectionFor, keyOrigin, type Missing, presetOf } from '../engine/services/catalogue';
import { exitCodeOf } from './exitCode';
import { firstLine } from './firstLine';
import { type LastStep, makeImage } from './makeImage';
import { oneOf, parseOptions, positiveNumber } from './options';
import { placeImage } from './place';
import { ProgressLine } from './progressLine';
import { UsageError } from './usage';
import { describe } from './wording';

const options = {
	service: { type: 'string' },
	'base-url': { type: 'string' },
	model: { type: 'string' },
	size: { type: 'string' },
	ratio: { type: 'string' },
	out: { type: 'string' },
	timeout: { type: 'string' },
	stream: { type: 'boolean' },
	json: { type: 'boolean' },
	'key-stdin': { type: 'boolean' },
	'time-scale': { type: 'string' },
} as const;

/** The time scale at which the sandbox answers in a few seconds. */
const quick = 0.05;

/** `imagegen generate`: one picture, from a terminal or a script. */
export async function generateCommand(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseOptions(argv, options);
	const asked = requestFrom(values, positionals);
	const timeScale = positiveNumber(values['time-scale'], '--time-scale') ?? quick;
	const key = values['key-stdin'] ? await firstLine(process.stdin) : process.env['IMAGEGEN_API_KEY'];
	requireKey(asked.connection, key);

	const { network, proxyAuthorization } = networkSetup({}, process.env);
	const request = { ...asked, network };

	const cancel = new AbortController();
	process.once('SIGINT', () => cancel.abort()).once('SIGTERM', () => cancel.abort());
	// Not in a temporary folder: what is paid for must survive a restart of the machine.
	const folder = await createJob(join(envPaths('imagegen', { suffix: '' }).data, 'jobs'), request);
	const progress = values.json ? undefined : new ProgressLine(process.stderr, request.image.size);
	const last = await makeImage(request, {
		folder,
		secrets: {
			keys: new Map(key ? [[keyOrigin(request.connection), key]] : []),
			...(proxyAuthorization && { proxyAuthorization }),
		},
		signal: cancel.signal,
		timeScale,
		onEvent: (event) => {
			progress?.show(event);
			const isLast = event.type === 'saved' || event.type === 'failed';
			if (values.json && !isLast) {
				console.log(JSON.stringify(event));
			}
		},
		place: async (saved) => {
			const name = fileNameFor(request.image.prompt);
			const place = (path: string): Promise<string> => placeImage(path, values.out ?? '.', name);
			const others = [];
			const path = await place(saved.path);
			for (const other of saved.others ?? []) {
				others.push({ ...other, path: await place(other.path) });
			}
			return { ...saved, path, ...(others.length > 0 && { others }) };
		},
	});
	progress?.end();
	await report(last, folder, values.json === true);
	return exitCodeOf(last);
}

/** Says how it ended, and clears the job away unless something that may be paid for is still in it. */
async function report(last: LastStep, folder: JobFolder, json: boolean): Promise<void> {
	const kept = last.type === 'failed' && last.maybePaid && last.kind !== 'cancelled';
	if (!kept) {
		await removeJob(folder);
	}
	if (json) {
		console.log(JSON.stringify(last));
	} else if (last.type === 'saved') {
		[last, ...(last.others ?? [])].forEach(({ path }) => console.log(path));
	} else {
		console.error(describe(last));
		if (kept) {
			console.error(`What has arrived is kept in ${folder.path}`);
		}
	}
}

type Values = ReturnType<typeof parseOptions<typeof options>>['values'];

function requestFrom(values: Values, positionals: readonly string[]): JobRequest {
	const [prompt = '', ...rest] = positionals;
	if (prompt.trim() === '') {
		throw new UsageError('Say what to draw: imagegen generate "a lighthouse at dusk".');
	}
	if (rest.length > 0) {
		throw new UsageError('Put the whole prompt into quotes.');
	}
	const size = oneOf(values.size, imageSizes, '--size') ?? '1K';
	const aspectRatio = oneOf(values.ratio, aspectRatios, '--ratio');
	const timeout = positiveNumber(values.timeout, '--timeout');
	if (timeout === 0) {
		throw new UsageError('--timeout takes at least one second.');
	}
	return {
		image: { prompt: prompt.trim(), size, ...(aspectRatio && { aspectRatio }) },
		connection: connectionFrom(values),
		limits: limitsFor(size, timeout === undefined ? {} : { attemptMs: timeout * 1000 }),
		retry: defaultRetryRules,
		...(values.stream && { stream: true }),
	};
}

function connectionFrom({ service = 'sandbox', 'base-url': baseUrl, model }: Values): Connection {
	const connection = connectionFor({ service, ...(baseUrl && { baseUrl }), ...(model && { model }) });
	if (typeof connection !== 'string') {
		return connection;
	}
	const messages: Record<Missing, string> = {
		service: `There is no service "${service}".`,
		baseUrl: "Give the service's address with --base-url, for example https://host/v1.",
		model: 'Name the model with --model.',
	};
	throw new UsageError(messages[connection]);
}

function requireKey({ service }: Connection, key: string | undefined): void {
	if (!key && presetOf(service)?.key === 'required') {
		throw new UsageError(`${service} needs an API key: set IMAGEGEN_API_KEY, or pipe it in with --key-stdin.`);
	}
}
