import { type WhenPossiblyPaid, whenPossiblyPaid } from '../engine/policy/afterFailure';
import * as v from 'valibot';
import { type Letters, letters } from '../documents/destination/fileName';
import { isSiteRoot } from '../documents/sites/site';
import { defaultKeeping } from '../engine/jobs/retention';
import { defaultRetryRules } from '../engine/policy/timeouts';
import { canCarryKey } from '../engine/providers/ownHeaders';
import { servicePresets } from '../engine/providers/catalogue';
import { rasterFormats, type StreamChoice, streamChoiceSchema } from '../engine/task';
import { type Output, outputSchema } from '../pixels/output';

/** The services that can be chosen. */
export const services = servicePresets.map(({ id }) => id);

const text = v.pipe(v.string(), v.trim());

/** An object whose members are all of that kind; a list is none. */
function object(member: v.GenericSchema<unknown, string>): v.GenericSchema<unknown, Readonly<Record<string, string>>> {
	return v.pipe(
		v.unknown(),
		v.check((value) => !Array.isArray(value)),
		v.record(v.string(), member),
	);
}

/** A number of seconds. */
export const seconds = v.pipe(v.number(), v.finite(), v.gtValue(0));

/** As much as one likes, or nothing. */
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** What is written where an image is to have the format that it came in. */
const asSent = 'as sent';

/** As people write it: the budget in kilobytes. */
const output = v.pipe(
	v.strictObject({
		...outputSchema.entries,
		format: v.optional(v.picklist([asSent, ...rasterFormats])),
		budget: v.optional(v.pipe(v.number(), v.finite(), v.minValue(1))),
	}),
	v.transform(({ format, budget, ...rest }) => ({
		...rest,
		...(format !== undefined && format !== asSent && { format }),
		...(budget !== undefined && { budget: Math.floor(budget * 1000) }),
	})),
);

/** When a person wants to be asked about an agent's images. */
export const agentsConfirm = ['always', 'overBudget', 'never'] as const;

type AgentsConfirm = (typeof agentsConfirm)[number];

export type TimeoutName = (typeof timeoutNames)[number];

/** What each setting is once it is checked. */
export interface SettingTypes {
	readonly service: string;
	readonly baseUrl: string;
	readonly model: string;
	readonly knownModels: Readonly<Record<string, string>>;
	readonly keyHeader: string;
	readonly keyCommand: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly 'comfyui.workflow': string;
	readonly destination: string;
	readonly siteRoot: string;
	readonly fileNames: Letters;
	readonly recipes: boolean;
	readonly output: Output;
	readonly style: Readonly<Record<string, unknown>>;
	readonly templates: Readonly<Record<string, unknown>>;
	readonly 'jsx.import': boolean;
	readonly 'latex.figure': boolean;
	readonly timeouts: Readonly<Record<string, unknown>>;
	readonly stream: StreamChoice;
	readonly 'retry.attempts': number;
	readonly 'retry.maxDelay': number;
	readonly 'retry.whenPossiblyPaid': WhenPossiblyPaid;
	readonly fallbacks: readonly string[];
	readonly parallel: number;
	readonly budget: number;
	readonly 'agents.confirm': AgentsConfirm;
	readonly 'history.count': number;
	readonly 'history.days': number;
	readonly 'history.megabytes': number;
	readonly 'history.originalDays': number;
	readonly 'sandbox.timeScale': number;
}

interface SettingRule<T> {
	readonly schema: v.GenericSchema<unknown, T>;
	readonly fallback: T;
}

/**
 * What each setting may be, and what takes the place of a value that cannot be used. package.json says the same to the settings
 * editor, and a test holds the two together.
 */
export const settingRules: { readonly [K in keyof SettingTypes]: SettingRule<SettingTypes[K]> } = {
	service: { schema: v.picklist(services), fallback: 'sandbox' },
	// What can be an address depends on the service: `Settings` looks at it.
	baseUrl: { schema: text, fallback: '' },
	model: { schema: text, fallback: '' },
	knownModels: { schema: object(v.pipe(text, v.nonEmpty())), fallback: {} },
	keyHeader: {
		schema: v.pipe(
			text,
			v.check((name) => name === '' || canCarryKey(name)),
		),
		fallback: '',
	},
	// As much as the question whether to run it shows whole.
	keyCommand: { schema: v.pipe(text, v.maxLength(500), v.regex(/^[^\r\n]*$/)), fallback: '' },
	// Which of them can be sent `Settings` looks at, one by one.
	headers: { schema: object(v.string()), fallback: {} },
	'comfyui.workflow': { schema: text, fallback: '' },
	destination: { schema: text, fallback: '' },
	siteRoot: { schema: v.pipe(text, v.check(isSiteRoot)), fallback: '' },
	fileNames: { schema: v.picklist(letters), fallback: 'asWritten' },
	recipes: { schema: v.boolean(), fallback: true },
	output: { schema: output, fallback: {} },
	// Which of its members are a house style's `houseStyleIn` says, one by one.
	style: { schema: v.record(v.string(), v.unknown()), fallback: {} },
	templates: { schema: v.record(v.string(), v.unknown()), fallback: {} },
	'jsx.import': { schema: v.boolean(), fallback: false },
	'latex.figure': { schema: v.boolean(), fallback: false },
	timeouts: { schema: v.record(v.string(), v.unknown()), fallback: {} },
	stream: { schema: streamChoiceSchema, fallback: 'auto' },
	'retry.attempts': {
		schema: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10)),
		fallback: defaultRetryRules.attempts,
	},
	'retry.maxDelay': { schema: seconds, fallback: defaultRetryRules.maxDelayMs / 1000 },
	'retry.whenPossiblyPaid': { schema: v.picklist(whenPossiblyPaid), fallback: 'ask' },
	fallbacks: { schema: v.array(v.string()), fallback: [] },
	parallel: { schema: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(32)), fallback: 4 },
	budget: { schema: amount, fallback: 0 },
	'agents.confirm': { schema: v.picklist(agentsConfirm), fallback: 'always' },
	'history.count': { schema: v.pipe(amount, v.integer()), fallback: defaultKeeping.count },
	'history.days': { schema: amount, fallback: defaultKeeping.days },
	'history.megabytes': { schema: amount, fallback: defaultKeeping.bytes / 1e6 },
	'history.originalDays': { schema: amount, fallback: defaultKeeping.originalDays },
	'sandbox.timeScale': { schema: v.pipe(seconds, v.maxValue(10)), fallback: 0.05 },
};

/** The members of `timeouts`, each a number of seconds; what is not set follows from the resolution and from what has been seen. */
export const timeoutNames = ['connect', 'write', '1K', '2K', '4K', 'idle', 'run'] as const;
