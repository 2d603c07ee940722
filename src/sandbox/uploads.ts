/** Bounds the memory that they hold. */
const maxFiles = 100;

/** Files that were sent to be named later, as a ComfyUI keeps its inputs. The oldest of a hundred gives way. */
export class Uploads {
	readonly #files = new Map<string, Uint8Array>();

	put(name: string, bytes: Uint8Array): void {
		this.#files.delete(name);
		this.#files.set(name, bytes);
		const [oldest] = this.#files.keys();
		if (this.#files.size > maxFiles && oldest !== undefined) {
			this.#files.delete(oldest);
		}
	}

	get(name: string): Uint8Array | undefined {
		return this.#files.get(name);
	}
}
