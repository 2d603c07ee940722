import * as v from 'valibot';
import { json } from '../reply';
import { checked } from './checked';
import { gptImageOrder } from './gptImage';
import { linkingOrder } from './linking';
import { error, refusal, refuseFault, replyHeaders } from './openaiErrors';
import { openaiModels, type OpenaiModel } from './openaiModels';
import type { Order, Protocol } from './protocol';

/** OpenAI's images API and those who copied it; every model as strict as its own service. */
export const openaiImages: Protocol = {
	services: ['openai', 'openaiCompatible'],

	// What no other protocol takes.
	takes: () => true,

	answer({ method, path, key, body }) {
		if (key.includes('wrong')) {
			throw refusal(401, 'Incorrect API key provided.', { code: 'invalid_api_key' });
		}
		const [resource, id] = /^\/v1\/(models|images\/generations)(?:\/([^/]+))?$/.exec(path)?.slice(1) ?? [];
		if (resource === undefined || (resource !== 'models' && id !== undefined)) {
			throw refusal(404, `Invalid URL (${method} ${path})`);
		}
		if (method !== (resource === 'models' ? 'GET' : 'POST')) {
			const hint = '(HINT: Perhaps you meant to use a different HTTP method?)';
			throw refusal(405, `Not allowed to ${method} on ${path}. ${hint}`);
		}
		if (resource === 'models') {
			const value = id === undefined ? { object: 'list', data: openaiModels.map(listed) } : listed(modelNamed(id));
			return { kind: 'reply', reply: json(200, value, replyHeaders()) };
		}
		return { kind: 'order', order: orderFor(parse(body)) };
	},

	refuse: (status, message) => error(status, message),
};

function orderFor(body: unknown): Order {
	// Which model it is decides what else may be in the body.
	const { model: id } = checked(v.looseObject({ model: v.string() }), body, refuseFault);
	const model = modelNamed(id);
	switch (model.family) {
		case 'gptImage':
			return gptImageOrder(model, body);
		case 'seedream':
		case 'local':
			return linkingOrder(model, body);
	}
}

function parse(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		throw refusal(400, 'We could not parse the JSON body of your request.');
	}
}

function modelNamed(id: string): OpenaiModel {
	const model = openaiModels.find((known) => known.id === id);
	if (!model) {
		const message = `The model '${id}' does not exist or you do not have access to it.`;
		throw refusal(404, message, { param: 'model', code: 'model_not_found' });
	}
	return model;
}

function listed({ id, family }: OpenaiModel): object {
	return { id, object: 'model', created: 1_776_729_600, owned_by: family === 'gptImage' ? 'system' : family };
}
