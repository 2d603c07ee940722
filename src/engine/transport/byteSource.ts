/** Bytes as they come, of which some can be looked at before, or given back. */
export class ByteSource {
	private readonly chunks: AsyncIterator<Buffer, undefined>;
	/** What has come and was not taken. */
	private kept: Buffer[] = [];

	constructor(bytes: AsyncIterable<Buffer>) {
		this.chunks = bytes[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
	}

	/** The next so many bytes, or as many as there are. They stay, in one piece with what came with them. */
	async peek(count: number): Promise<Buffer> {
		let start: Buffer = Buffer.alloc(0);
		for (let chunk = await this.next(); chunk; chunk = start.length < count ? await this.next() : undefined) {
			start = start.length === 0 ? chunk : Buffer.concat([start, chunk]);
		}
		this.kept.unshift(start);
		return start.subarray(0, count);
	}

	/** The next so many bytes, or as many as there are. */
	async take(count: number): Promise<Buffer> {
		const taken: Buffer[] = [];
		let missing = count;
		while (missing > 0) {
			const chunk = await this.next();
			if (!chunk) {
				break;
			}
			taken.push(chunk.subarray(0, missing));
			if (chunk.length > missing) {
				this.kept.unshift(chunk.subarray(missing));
			}
			missing -= Math.min(missing, chunk.length);
		}
		return Buffer.concat(taken);
	}

	/** All that is left. */
	async *rest(): AsyncGenerator<Buffer> {
		for (let chunk = await this.next(); chunk; chunk = await this.next()) {
			yield chunk;
		}
	}

	/** Lends out what is left; whoever borrows it gives back what it has not used. `used` says how many bytes it is done with by now. */
	lend(used: () => number): Loan {
		return new Loan(
			() => this.next(),
			used,
			(bytes) => this.kept.unshift(...bytes),
		);
	}

	private async next(): Promise<Buffer | undefined> {
		for (;;) {
			const chunk = this.kept.shift() ?? (await this.chunks.next()).value;
			if (chunk === undefined || chunk.length > 0) {
				return chunk;
			}
		}
	}
}

class Loan {
	/** What was lent, from byte number `start` on: what is used is forgotten. */
	private lent: Buffer[] = [];
	private start = 0;
	private readonly lending: AsyncGenerator<Buffer>;

	constructor(
		private readonly next: () => Promise<Buffer | undefined>,
		private readonly used: () => number,
		private readonly keep: (bytes: readonly Buffer[]) => void,
	) {
		this.lending = this.lend();
	}

	chunks(): AsyncIterable<Buffer> {
		return this.lending;
	}

	/** Ends the loan, of which the first `used` bytes are not given back. */
	async giveBack(used: number): Promise<void> {
		// Also what is on its way by now.
		await this.lending.return(undefined);
		this.forget(used);
		const [first = Buffer.alloc(0), ...others] = this.lent;
		this.keep([first.subarray(used - this.start), ...others]);
	}

	private async *lend(): AsyncGenerator<Buffer> {
		for (let chunk = await this.next(); chunk; chunk = await this.next()) {
			this.lent.push(chunk);
			this.forget(this.used());
			yield chunk;
		}
	}

	/** The chunks that are used up. */
	private forget(used: number): void {
		for (let [first] = this.lent; first && this.start + first.length <= used; [first] = this.lent) {
			this.start += first.length;
			this.lent.shift();
		}
	}
}
