import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { temporaryFolder } from '../../support/folders';
import { noiseJpeg } from '../../support/images';
import { httpServer } from '../../support/servers';
import { imagegen } from './cli';

/*
 * What people report that services accept and refuse, rebuilt with values of our own: each takes nothing but what it is reported to take. The
 * sources stand beside the cases.
 */

interface Asked {
	readonly url: string;
	readonly headers: NodeJS.Dict<string | string[]>;
	readonly body: Readonly<Record<string, unknown>>;
}

interface Case {
	readonly name: string;
	/** Behind `generate "A fox" --base-url` and the server's address. */
	readonly path: string;
	readonly args: readonly string[];
	/** Why the service refuses the request; undefined where it draws. */
	readonly refuses: (asked: Asked) => string | undefined;
	/** What is said beside. */
	readonly says?: RegExp;
	readonly native?: true;
}

const areaOf = (size: unknown): number => {
	const [width = 0, height = 0] = (size as string).split('x').map(Number);
	return width * height;
};
const refused = (isRefused: boolean, why: string): string | undefined => (isRefused ? why : undefined);
const compatible = ['--service', 'openaiCompatible', '--model'];

const cases: readonly Case[] = [
	{
		name: '01 GPT Image behind a prefixed id (CherryHQ/cherry-studio#14579, basketikun/infinite-canvas#197)',
		path: '/v1',
		args: [...compatible, 'openai/gpt-image-2', '--resolution', '4K', '--ratio', '16:9'],
		refuses: ({ body }) =>
			refused('response_format' in body || body['size'] !== '3840x2160', "Unknown parameter: 'response_format'."),
	},
	{
		name: '02 xAI refuses a size (rikkahub/rikkahub#1602, hoeloe15/imagine#28)',
		path: '/v1',
		args: [...compatible, 'grok-imagine-image-2.0', '--resolution', '2K', '--ratio', '16:9'],
		refuses: ({ body }) => refused('size' in body || body['resolution'] !== '2k', 'Argument not supported: size'),
	},
	{
		name: '03 Seedream 5.0 draws nothing below 3.7 megapixels (AceDataCloud/Nexior#657)',
		path: '/api/v3',
		args: ['--service', 'ark'],
		refuses: ({ body: { size } }) =>
			refused(!['2K', '3K'].includes(size as string) && areaOf(size) < 3_686_400, 'size is not valid'),
		says: /1K.*2K/,
	},
	{
		name: '04 Seedream by another id, at most 4.6 megapixels (withceleste/celeste-python#408)',
		path: '/api/v3',
		args: ['--service', 'ark', '--model', 'dola-seedream-5-0-pro-260628', '--resolution', '4K'],
		refuses: ({ body: { size, watermark } }) =>
			refused((size !== '2K' && areaOf(size) > 4_624_220) || watermark !== false, 'size is not valid'),
		says: /4K.*2K/,
	},
	{
		name: '06 Nano Banana 2 Lite draws 1K only (ai.google.dev)',
		path: '/v1beta',
		args: ['--service', 'gemini', '--model', 'gemini-3.1-flash-lite-image', '--resolution', '4K'],
		refuses: ({ body }) => refused(!JSON.stringify(body).includes('"imageSize":"1K"'), 'image_size is not supported'),
		says: /4K.*1K/,
		native: true,
	},
	{
		name: "07 a key in Google's own header (BerriAI/litellm#9975, NousResearch/hermes-agent#114335)",
		path: '/v1beta',
		args: [
			...['--service', 'geminiCompatible', '--model', 'gemini-3-pro-image'],
			...['--key-header', 'x-goog-api-key'],
		],
		refuses: ({ headers }) =>
			refused(
				headers['x-goog-api-key'] !== 'secret-key' || 'authorization' in headers,
				'Expected OAuth 2 access token.',
			),
		native: true,
	},
	{
		name: '08 an Azure deployment (egoist/chatwise-releases#943, open-webui/open-webui#16267)',
		path: '/openai/deployments/my-image?api-version=2025-04-01-preview',
		args: ['--service', 'azure', '--model', 'my-image'],
		refuses: ({ url, headers }) =>
			refused(
				url !== '/openai/deployments/my-image/images/generations?api-version=2025-04-01-preview' ||
					headers['api-key'] !== 'secret-key',
				'Resource not found',
			),
	},
	{
		name: '09 the whole endpoint as the address (langgenius/dify-official-plugins#2881)',
		path: '/v1/images/generations',
		args: [...compatible, 'm'],
		refuses: ({ url }) => refused(url !== '/v1/images/generations', `Invalid URL (POST ${url})`),
	},
	{
		name: '10 OpenRouter’s Image API (BerriAI/litellm#34908, danny-avila/LibreChat#11020)',
		path: '/api/v1',
		args: [
			...['--service', 'openrouter', '--model', 'google/gemini-3-pro-image'],
			...['--resolution', '2K', '--ratio', '16:9'],
		],
		refuses: ({ url, body }) =>
			refused(
				url !== '/api/v1/images' || body['aspect_ratio'] !== '16:9' || body['resolution'] !== '2K' || 'size' in body,
				'Not Found',
			),
	},
	{
		name: '90 an endpoint of Volcengine’s (liliMozi/openhanako#657)',
		path: '/api/v3',
		args: ['--service', 'volcengine', '--model', 'ep-20260128-abcde'],
		refuses: ({ body }) => refused(body['watermark'] !== false || 'n' in body, 'a watermark'),
	},
	{
		name: '91 ids with dots (holon-run/holon#2131)',
		path: '/v1',
		args: [...compatible, 'doubao-seedream-4.5'],
		refuses: ({ body }) => refused(body['size'] === '1K', 'size 1K is not supported'),
	},
	{
		name: '92 Together’s own fields (together-ai 0.52.0)',
		path: '/v1',
		args: ['--service', 'together'],
		refuses: ({ body }) =>
			refused(
				body['response_format'] !== 'base64' || body['width'] !== 1024 || 'size' in body,
				"response_format must be 'base64' or 'url'",
			),
	},
	{
		name: '93 a size that the server ignores (mudler/LocalAI#2430)',
		path: '/v1',
		args: ['--service', 'localAI', '--model', 'flux.1-dev', '--resolution', '2K'],
		refuses: () => undefined,
		says: /smaller than the 2K/,
	},
];

describe('imagegen generate, at services as people report them', () => {
	for (const { name, path, args, refuses, says, native } of cases) {
		it(name, async () => {
			await using home = await temporaryFolder();
			await using out = await temporaryFolder();
			const refusals: string[] = [];
			await using server = await httpServer((request, response) => {
				let text = '';
				request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
				request.on('end', () => {
					const body = JSON.parse(text) as Asked['body'];
					const why = refuses({ url: request.url ?? '', headers: request.headers, body });
					if (why !== undefined) {
						refusals.push(`${why} ${text}`);
					}
					const data = noiseJpeg(32, 24).toString('base64');
					const answer = native
						? { candidates: [{ content: { parts: [{ inlineData: { data } }] }, finishReason: 'STOP' }] }
						: { data: [{ b64_json: data }] };
					response.writeHead(why === undefined ? 200 : 400, { 'content-type': 'application/json' });
					response.end(JSON.stringify(why === undefined ? answer : { error: { message: why } }));
				});
			});
			const address = `${server.url.origin}${path}`;
			const env = { IMAGEGEN_API_KEY: 'secret-key' };
			const ended = await imagegen(
				['generate', 'A fox', '--base-url', address, '--out', out.path, ...args],
				home.path,
				{ env },
			);
			assert.deepEqual(refusals, []);
			assert.equal(ended.code, 0, ended.stderr);
			assert.equal((await readdir(out.path)).filter((name) => name.endsWith('.jpg')).length, 1);
			if (says) {
				assert.match(ended.stderr + ended.stdout, says);
			}
		});
	}
});
