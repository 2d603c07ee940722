import { plainName } from './said';

/** What an error is of, whatever status it has. */
export type Meaning =
	/** A safety refusal: of the prompt, of the image, or of one of them. */
	| 'prompt'
	| 'image'
	| 'content'
	/** No credit, or a quota that no wait will mend. */
	| 'quota'
	/** Another wait, or nobody to do it: nothing was made. */
	| 'model'
	/** The key is right, but may not do this. */
	| 'notAllowed'
	/** The key is none of the service's. */
	| 'key';

/**
 * The codes of services and gateways, with where they are told of. A code counts in whatever member it stands, and however it is
 * spelled: `contentFilter` is `content_filter`.
 */
const codes: readonly (readonly [meaning: Meaning, from: string, codes: readonly string[]])[] = [
	['content', 'OpenAI, and fal in its `detail`', ['moderation_blocked', 'content_policy_violation']],
	['content', 'Azure OpenAI (BerriAI/litellm#19372, #16231)', ['content_filter', 'ResponsibleAIPolicyViolation']],
	['content', 'gateways', ['content_blocked', 'content_moderation']],
	['content', 'Model Studio, help.aliyun.com/en/model-studio/error-code', ['DataInspectionFailed']],
	['prompt', 'New API, types/error.go', ['sensitive_words_detected', 'prompt_blocked']],
	['prompt', 'Black Forest Labs, docs.bfl.ai', ['Request Moderated']],
	['image', 'Black Forest Labs, docs.bfl.ai', ['Content Moderated']],
	['quota', 'OpenAI', ['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active']],
	['quota', 'New API and One API', ['insufficient_user_quota', 'pre_consume_token_quota_failed']],
	['quota', 'gateways (Wei-Shaw/sub2api#7436)', ['insufficient_balance', 'not_enough_balance', 'insufficient_credits']],
	['quota', 'Ark, volcengine.com/docs/82379/1099476', ['AccountOverdueError', 'AccountOverdue']],
	['quota', 'Model Studio', ['Arrearage']],
	['notAllowed', 'Ark', ['ModelNotOpen']],
	['model', 'OpenAI, New API', ['model_not_found']],
	['model', 'Ark', ['InvalidEndpointOrModel.NotFound']],
	['model', 'Azure OpenAI', ['DeploymentNotFound']],
	['key', 'OpenAI, Google, Model Studio', ['invalid_api_key', 'API_KEY_INVALID', 'InvalidApiKey']],
];

const meanings: ReadonlyMap<string, Meaning> = new Map(
	codes.flatMap(([meaning, , names]) => names.map((name) => [plainName(name), meaning] as const)),
);

/** Ark's codes of what its filters find, some with what it was behind a dot: `InputTextSensitiveContentDetected`. */
const ofArk = /^(input|output)?\w*(?:sensitivecontentdetected|riskdetection)/;

/** What the first of the codes means that means something, safety refusals before all. */
export function meaningOf(named: Iterable<string>): Meaning | undefined {
	const found = new Set([...named].map((code) => meaningOfArk(code) ?? meanings.get(code)));
	return order.find((meaning) => found.has(meaning));
}

const order: readonly Meaning[] = ['image', 'prompt', 'content', 'quota', 'notAllowed', 'model', 'key'];

function meaningOfArk(code: string): Meaning | undefined {
	const found = ofArk.exec(code);
	return found ? (found[1] === 'output' ? 'image' : found[1] === 'input' ? 'prompt' : 'content') : undefined;
}
