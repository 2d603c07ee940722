import * as v from 'valibot';
import { familyOf, unknownFamily } from '../../engine/providers/models';
import type { Call } from '../call';
import { json, type Reply } from '../reply';
import { gptImageOrder } from './gptImage';
import { editFields, gptImageEdit } from './gptImageEdit';
import { Refusal, type Answer, type Protocol } from './protocol';
import { bodyOf, drawn, serviceOf, told, type Refused } from './service';

/** Codes are the statuses as texts. https://learn.microsoft.com/azure/ai-foundry/openai/reference */
const error = ({ status, message, code }: Refused): Reply =>
	json(status, { error: { code: code ?? String(status), message } });

/** Of Responses it is known that a silence of 30 s is ended so (AntigmaLabs/ante #187); that images are treated alike is not verified. */
const keepAlive = { text: 'event: keepalive\ndata: {"type":"keepalive"}\n\n', everyMs: 30_000 };

const denied =
	'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.';

/** Azure OpenAI: the key in `api-key`, or a token as bearer; deployments in the path with a version, or as the model without. */
export const azure: Protocol = serviceOf({
	services: ['azure'],
	takes: ({ path }) => path.startsWith('/openai/'),
	keyFault({ headers, key }) {
		const given = headers['api-key'] ?? key;
		return given === '' || given.includes('wrong') ? { status: 401, message: denied } : undefined;
	},
	error,
	routes: [
		{
			method: 'GET',
			path: /^\/openai(?:\/v1)?\/models$/,
			answer: (call) => {
				needsVersion(call);
				return told({
					object: 'list',
					data: [{ id: 'gpt-image-2', object: 'model', capabilities: { inference: true } }],
				});
			},
		},
		{
			method: 'POST',
			path: /^\/openai\/v1\/images\/generations$/,
			answer(call) {
				const { model } = bodyOf(call, v.looseObject({ model: v.string() }), error);
				return drawing(call, model);
			},
		},
		{
			method: 'POST',
			path: /^\/openai\/deployments\/([^/]+)\/images\/(?:generations|edits)$/,
			answer(call, deployment = '') {
				needsVersion(call);
				return drawing(call, deployment);
			},
		},
		{
			method: 'POST',
			path: /^\/openai\/v1\/images\/edits$/,
			answer: (call) => drawing(call, v.parse(v.fallback(v.string(), ''), editFields(call)['model'])),
		},
	],
});

/** The paths without `/v1` have one. */
function needsVersion({ path, query }: Call): void {
	if (!path.startsWith('/openai/v1/') && !query.get('api-version')) {
		throw new Refusal(error({ status: 404, message: 'Resource not found' }));
	}
}

/** A deployment is called what its owner likes; where its name tells no model, it is the newest. One with `none` in its name does not exist. */
function drawing(call: Call, deployment: string): Answer {
	if (deployment.includes('none')) {
		const message =
			'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.';
		throw new Refusal(error({ status: 404, message, code: 'DeploymentNotFound' }));
	}
	const named = familyOf(deployment);
	const family = named === unknownFamily ? familyOf('gpt-image-2.5-flare') : named;
	const elsewhere = { family, keepAlive };
	return drawn(
		call.path.endsWith('/edits')
			? gptImageEdit(deployment, call, elsewhere)
			: gptImageOrder(deployment, bodyOf(call, v.looseObject({}), error), elsewhere),
	);
}
