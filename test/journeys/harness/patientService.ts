import { noisePng } from '../../support/images';
import { httpServer, type TestServer } from '../../support/servers';
import type { Settings } from './settings';

/** A service that answers when it is told to, each request by its prompt; those that begin with "Lost" by a reset connection. */
export interface PatientService {
	readonly server: TestServer;
	/** The person's own settings by which the editor asks it. */
	readonly settings: Settings;
	/** The prompts that it was asked for, in their order. */
	readonly asked: readonly string[];
	readonly answer: (prompt: string) => void;
}

export async function patientService(): Promise<PatientService> {
	const answers = new Map<string, () => void>();
	const asked: string[] = [];
	const data = noisePng(64, 48).toString('base64');
	const server = await httpServer((request, response) => {
		if (request.method === 'GET') {
			// Its list of models, as the form looks for it.
			response.end(JSON.stringify({ object: 'list', data: [] }));
			return;
		}
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			const { prompt } = JSON.parse(body) as { prompt: string };
			asked.push(prompt);
			answers.set(prompt, () =>
				prompt.startsWith('Lost')
					? request.socket.resetAndDestroy()
					: response.writeHead(200).end(JSON.stringify({ data: [{ b64_json: data }] })),
			);
		});
	});
	const settings = {
		'imagegen.service': 'openaiCompatible',
		'imagegen.baseUrl': `${server.url.origin}/v1`,
		'imagegen.model': 'any',
	};
	return { server, settings, asked, answer: (prompt) => answers.get(prompt)?.() };
}
