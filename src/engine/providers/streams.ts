import { type Endpoint, type StreamChoice, taskProtocols } from '../task';
import { familyAt, presetOf } from './catalogue';

/** Whether the endpoint is known to send its reply as a stream of events where it is asked to. */
export function canStream(endpoint: Endpoint): boolean {
	return mayStream(endpoint) && familyAt(endpoint).streams === true;
}

/**
 * Whether a stream would break the silence of a request: with signs of life, or with previews. In Google's own protocol nothing comes
 * before the image, whoever passes it on: New API has its pings off there.
 */
export function breaksSilence(endpoint: Endpoint): boolean {
	return canStream(endpoint) && endpoint.protocol !== 'geminiNative';
}

/** Whether nothing is known against it. Where a task is asked for from time to time, there is no silence to be broken. */
function mayStream(endpoint: Endpoint): boolean {
	const isTask = taskProtocols.some((protocol) => protocol === endpoint.protocol);
	return !isTask && familyAt(endpoint).streams !== false && presetOf(endpoint.service)?.losesStreams !== true;
}

/**
 * Whether its reply is to be asked for as a stream. By itself only where the service is known to send signs of life while the image is made:
 * OpenAI's own streams are as silent as any other reply but for the previews, which cost a little, and Google's are silent altogether.
 */
export function streams(endpoint: Endpoint, choice: StreamChoice = 'auto'): boolean {
	switch (choice) {
		case 'on':
			// Who can't will say so, at no cost.
			return mayStream(endpoint);
		case 'auto':
			return canStream(endpoint) && presetOf(endpoint.service)?.keepsAlive === true;
		case 'off':
			return false;
	}
}
