import { joinSentences } from './sentences';

/**
 * What may help. A face words what only it can say (which button, setting or option that is), or leaves it out; the order is
 * the most helpful first.
 */
export type Help =
	| 'retry'
	| 'lookAgain'
	| 'diagnose'
	| 'setKey'
	| 'selectService'
	| 'setBaseUrl'
	| 'setTimeouts'
	| 'setProxy'
	| 'setProxyCredentials'
	| 'checkCertificates'
	| 'stream'
	| 'openLink';

/** What people read about one failure or finding. */
export interface Wording {
	/** What happened and what to do, in one to three sentences. */
	readonly message: string;
	readonly help: readonly Help[];
}

/** The message, and after it what the face has to say about what may help. */
export function withAdvice({ message, help }: Wording, advice: (help: Help) => string | undefined): string {
	return joinSentences(message, ...help.map(advice));
}
