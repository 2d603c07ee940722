import { join } from 'node:path';
import { Codecs } from '../../src/pixels/codecs';

/** The codecs as the product has them: their WebAssembly lies beside its bundles. */
export function testCodecs(): Codecs {
	return new Codecs(join(import.meta.dirname, '../../dist'));
}
