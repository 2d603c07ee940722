import { httpServer } from '../support/servers';
import type { Settings } from '../journeys/harness/settings';

/** The stand-in for an image service: answers with the pictures it is given, the moment that it is told to. */
export interface StandIn extends AsyncDisposable {
	/** The person's settings by which the editor asks it. */
	readonly settings: Settings;
	/** Answers the request that waits, or the next one to come. */
	readonly answer: (image: Buffer) => void;
}

export async function standIn(): Promise<StandIn> {
	let waiting = Promise.withResolvers<Buffer>();
	const server = await httpServer((request, response) => {
		if (request.method === 'GET') {
			response.end(JSON.stringify({ object: 'list', data: [] }));
			return;
		}
		request.resume().on('end', () => {
			void waiting.promise.then((image) => {
				waiting = Promise.withResolvers();
				response.end(JSON.stringify({ data: [{ b64_json: image.toString('base64') }] }));
			});
		});
	});
	const settings = {
		'imagegen.service': 'openaiCompatible',
		'imagegen.baseUrl': `${server.url.origin}/v1`,
		'imagegen.model': 'painter',
	};
	return {
		settings,
		answer: (image) => waiting.resolve(image),
		[Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
	};
}
