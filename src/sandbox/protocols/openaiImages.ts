import * as v from 'valibot';
import { json } from '../reply';
import { checked } from './checked';
import { deepInfra } from './deepInfra';
import { gptImageOrder } from './gptImage';
import { editFields, gptImageEdit } from './gptImageEdit';
import { linkingOrder } from './linking';
import { nebius } from './nebius';
import { error, refusal, refuseFault, replyHeaders } from './openaiErrors';
import { modelOf, openaiModels, type OpenaiModel } from './openaiModels';
import type { Answer, Order, Protocol } from './protocol';
import { hasNoGoodKey } from './service';
import { siliconFlow } from './siliconFlow';
import { together } from './together';
import { xai } from './xai';

/** Who has models of their own behind the same path; of two that sell one the first counts. */
const vendors = [xai, together, siliconFlow, deepInfra, nebius];

/** OpenAI's images API and those who copied it; every model as strict as its own service. */
export const openaiImages: Protocol = {
	services: ['openai', 'ark', 'volcengine', 'localAI', 'portkey', 'openaiCompatible'],

	// What no other protocol takes.
	takes: () => true,

	answer(call) {
		const { method, key, body, service } = call;
		const path = call.path.replace(/^\/api\/v3\//, '/v1/');
		if (key.includes('wrong') || (service === 'openai' && hasNoGoodKey(call))) {
			throw refusal(401, 'Incorrect API key provided.', { code: 'invalid_api_key' });
		}
		const [resource, id] = /^\/v1\/(models|images\/(?:generations|edits))(?:\/([^/]+))?$/.exec(path)?.slice(1) ?? [];
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
		if (resource === 'images/edits') {
			const { model } = checked(
				v.looseObject({ model: v.optional(v.string(), 'gpt-image-1.5') }),
				editFields(call),
				refuseFault,
			);
			return { kind: 'order', order: gptImageEdit(ownModelNamed(model).id, call) };
		}
		if (/^multipart\//i.test(call.headers['content-type'] ?? '')) {
			const message =
				"Unsupported content type: 'multipart/form-data'. This API method only accepts 'application/json' requests.";
			throw refusal(400, message, { code: 'unsupported_content_type' });
		}
		const request = parse(body);
		// Which model it is decides what else may be in the body.
		const { model } = checked(v.looseObject({ model: v.string() }), request, refuseFault);
		const vendor = service ? undefined : vendors.find((each) => each.sells(model));
		return vendor?.answer(call) ?? drawing(model, request);
	},

	refuse: (status, message) => error(status, message),
};

function drawing(id: string, body: unknown): Answer {
	return { kind: 'order', order: orderFor(modelNamed(id), body) };
}

function orderFor(model: OpenaiModel, body: unknown): Order {
	return model.vendor === 'openai' ? gptImageOrder(model.id, body) : linkingOrder(model, body);
}

/** Those of others are changed at other addresses, or in other ways. */
function ownModelNamed(id: string): OpenaiModel {
	const model = modelNamed(id);
	if (model.vendor !== 'openai') {
		throw refusal(400, `The model '${id}' does not support image edits.`, { param: 'model', code: 'invalid_value' });
	}
	return model;
}

function parse(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		throw refusal(400, 'We could not parse the JSON body of your request.');
	}
}

function modelNamed(id: string): OpenaiModel {
	const model = modelOf(id);
	if (!model) {
		const message = `The model '${id}' does not exist or you do not have access to it.`;
		throw refusal(404, message, { param: 'model', code: 'model_not_found' });
	}
	return model;
}

function listed({ id, vendor }: OpenaiModel): object {
	return { id, object: 'model', created: 1_776_729_600, owned_by: vendor === 'openai' ? 'system' : vendor };
}
