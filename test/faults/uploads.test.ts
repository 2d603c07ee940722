import { asks, describeFaults, type Fault, final, png, saved } from './run';
import { type Act, asked, begun, fin, images, refuse, reply, rst, send, stopReading } from './servers';

/** A request of 20 MB, as one with many reference images is. */
const job: NonNullable<Fault['job']> = (_server, { image }) => ({
	image: { ...image, prompt: 'x'.repeat(20_000_000) },
});

/** A slow uplink: a little is read, then a pause. */
const slowly: Act = async (line) => {
	const { socket } = line;
	socket.on('data', () => {
		socket.pause();
		setTimeout(() => socket.resume(), 8);
	});
	await line.request;
	await reply(images(png))(line);
};

const words = 'Too much.';
const refusal = (status: number): string => {
	const body = JSON.stringify({ error: { message: words } });
	return `HTTP/1.1 ${status} No\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
};

/** A refusal while 20 MB are on their way, and how the line ends then. */
function early(status: number, kind: 'badRequest' | 'unauthorized', name: string, end: Act): Fault {
	return {
		...{ row: 51, name: `${status} while the request is being sent, then ${name}`, job },
		serve: begun(send(refusal(status)), end),
		ends: final(kind, { status, reason: words }),
	};
}

describeFaults('large requests', [
	{ row: 45, name: '20 MB', serve: asked(reply(images(png))), job, ends: saved() },
	{ row: 45, name: '20 MB over a slow line', serve: slowly, job, timeouts: { writeMs: 1500 }, ends: saved() },
	{
		...{ row: 45, name: 'of which nothing more is read', serve: begun(stopReading), job, timeouts: { writeMs: 200 } },
		ends: asks('timeout', { phase: 'write', timeoutMs: 200 }),
	},
	{ row: 45, name: '413 after all of it', serve: refuse(413, words), job, ends: final('badRequest', { status: 413 }) },
	{ row: 45, name: 'FIN before it is read', serve: begun(fin), job, ends: asks('interrupted') },
	early(413, 'badRequest', 'FIN', fin),
	early(413, 'badRequest', 'RST', rst),
	early(401, 'unauthorized', 'FIN', fin),
	early(401, 'unauthorized', 'RST', rst),
	early(413, 'badRequest', 'nothing more is read', stopReading),
]);
