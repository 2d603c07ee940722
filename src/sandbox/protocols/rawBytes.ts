import type { PaintedFormat } from '../encode';
import type { Reply } from '../reply';

/** A good reply whose body is the image itself; where there is none, it is empty. */
export function rawImage([file]: readonly Uint8Array[], format: PaintedFormat, headers: Reply['headers'] = {}): Reply {
	return { status: 200, headers: { 'content-type': `image/${format}`, ...headers }, body: file ? [file] : [] };
}
