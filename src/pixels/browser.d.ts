// What the codecs' types take from browsers. Node has WebAssembly, without types of its own; ImageData comes from codecs.ts.

declare namespace WebAssembly {
	class Module {
		private readonly compiled: unknown;
	}
	function compile(bytes: Uint8Array): Promise<Module>;
}

interface ImageData {
	readonly width: number;
	readonly height: number;
	readonly data: Uint8ClampedArray;
}

// eslint-disable-next-line no-var -- a global that can be set is declared so
declare var ImageData: new (data: Uint8ClampedArray, width: number, height: number) => ImageData;
