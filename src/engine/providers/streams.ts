import { type Endpoint, type StreamChoice, taskProtocols } from '../task';
import { familyAt, presetOf } from './catalogue';

/** Whether the endpoint can send its reply as a stream of events. */
export function canStream(endpoint: Endpoint): boolean {
	// Where a task is asked for from time to time, there is no silence to be broken.
	const isTask = taskProtocols.some((protocol) => protocol === endpoint.protocol);
	return !isTask && familyAt(endpoint).streams && presetOf(endpoint.service)?.losesStreams !== true;
}

/**
 * Whether its reply is to be asked for as a stream. By itself only where the service is known to send signs of life while the image is made:
 * OpenAI's own streams are as silent as any other reply but for the previews, which cost a little, and Google's are silent altogether.
 */
export function streams(endpoint: Endpoint, choice: StreamChoice = 'auto'): boolean {
	switch (choice) {
		case 'on':
			return canStream(endpoint);
		case 'auto':
			return canStream(endpoint) && presetOf(endpoint.service)?.keepsAlive === true;
		case 'off':
			return false;
	}
}
