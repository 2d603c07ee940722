import { type Act, asked, type FaultyServer, faultyServer, images, inOrder, inTurn, linking } from '../faults/servers';
import { refuse, reply, rst, wait } from '../faults/servers';
import { speakers } from '../faults/speakers';
import { largePng, noiseJpeg, noisePng } from '../support/images';
import { until } from '../support/until';

const small = noisePng(32, 24);
const other = noiseJpeg(32, 24);
const large = largePng(700_000);

/** Every image that a service of these tests may send. */
export const sentImages: readonly Buffer[] = [small, other, large];

const protocol = 'openaiImages';

/** A service that knows what reached it, which is what a job's folder is judged by. */
export interface Service extends AsyncDisposable {
	readonly server: FaultyServer;
	/** Requests for an image of which at least one byte came. */
	asked(): number;
	/** Those of them that it has answered with a whole refusal, which cost nothing. */
	refused(): number;
	/** Resolves when the first request for an image has begun to come. */
	readonly begun: Promise<unknown>;
	/** Resolves when everything that was on its way to it has come. */
	heardAll(): Promise<void>;
}

/** How a service answers. `refusing` counts a refusal when all of it is out. */
type Behaviour = (refusing: (act: Act) => Act) => Act;

/** One of each way in which a job goes. */
/** Those that end by themselves. */
export const endingBehaviours = [
	'an image',
	'an image in many pieces',
	'two images in one reply',
	'a link',
	'a 503, then an image',
	'a refusal',
	'a cut in mid-body',
];

export const behaviours: Readonly<Record<string, Behaviour>> = {
	'an image': () => asked(wait(50), reply(images(small))),
	'an image in many pieces': () => asked(reply(images(large), { midway: wait(30) })),
	'two images in one reply': () => asked(reply(images(small, other))),
	'a link': () => linking(asked(reply('{"data":[{"url":"/i.png"}]}')), asked(reply(small))),
	'a 503, then an image': (refusing) => inTurn(refusing(refuse(503, 'overloaded')), asked(reply(images(small)))),
	'a long 503': (refusing) => refusing(refuse(503, 'overloaded', { headers: { 'retry-after': '60' } })),
	'a refusal': (refusing) => refusing(refuse(401, 'no such key')),
	'a cut in mid-body': () => asked(reply(images(large), { upTo: 0.5 }), rst),
	'an image, and half of another': () => asked(reply(images(small, large), { upTo: 0.5 })),
	silence: () => asked(),
};

export async function startService(behaviour: Behaviour): Promise<Service> {
	let came = 0;
	const begun = Promise.withResolvers<undefined>();
	let refusals = 0;
	const act = behaviour((refusal) =>
		inOrder(refusal, () => {
			refusals++;
		}),
	);
	const server = await faultyServer((line) => {
		line.socket.once('data', (data: Buffer) => {
			if (data.toString('latin1', 0, 4) === 'POST') {
				came++;
				begun.resolve(undefined);
			}
		});
		return act(line);
	}, speakers[protocol]);
	return {
		server,
		begun: begun.promise,
		asked: () => came,
		refused: () => refusals,
		heardAll: () => until(() => server.sockets.size === 0, 'all sockets are closed'),
		[Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
	};
}
