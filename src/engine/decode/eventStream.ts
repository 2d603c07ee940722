const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const colon = 0x3a;
const space = 0x20;

/** What a JSON object or list begins with, and no field does. */
const jsonStarts: readonly number[] = [0x7b, 0x5b];

/** What the fields begin with, and a comment; no line within a JSON text does. */
const fieldStarts: readonly number[] = [...Buffer.from(':dier')];

/** Longer than any field's name with a byte order mark before it; what is longer names no field. */
const nameChars = 16;

/** Longer than any event's name. */
const eventNameChars = 256;

/** The end of an event, after its data. */
export interface EventEnd {
	/** What its `event` field says; empty without one. */
	readonly name: string;
}

/**
 * Takes a `text/event-stream` apart as it arrives: out come the bytes of each event's data, then its end. Comments and other
 * fields are left out, and so are events without data. https://html.spec.whatwg.org/multipage/server-sent-events.html
 * But where JSON stands bare, without the field's name, up to a blank line or the next field, it is an event's data as well: some
 * gateways say so what went wrong, or answer so after their signs of life.
 *
 * Parsers like eventsource-parser hand out whole events as strings, and so hold a line until its end: for an image all of it,
 * twice over, with nothing decoded before its last byte has come. Here data passes through in slices of the chunks it came in.
 */
export class EventStreamDecoder {
	/** The present line's field, as far as its name has come. */
	private name = '';
	/** Whether the name's colon has come. */
	private named = false;
	/** Whether the value's first byte is still to come: a space there is left out. */
	private valueStarts = false;
	/** Whether the present event has data so far. */
	private hasData = false;
	private eventName = '';
	/** Whether the present event's data stands bare, and whether the present line is of it. */
	private bare = false;
	private bareLine = false;
	/** Whether a line feed that comes next belongs to the line end before it. */
	private afterReturn = false;

	/** Takes the next bytes, split anywhere. What comes out are slices of them. */
	*write(chunk: Buffer): Generator<Buffer | EventEnd> {
		// Looked for once each, so that many short lines cost no more than one long one.
		let feed = -1;
		let carriage = -1;
		for (let at = 0; at < chunk.length; at++) {
			if (this.afterReturn && chunk[at] === lineFeed) {
				this.afterReturn = false;
				continue;
			}
			feed = feed < at ? indexOrEnd(chunk, lineFeed, at) : feed;
			carriage = carriage < at ? indexOrEnd(chunk, carriageReturn, at) : carriage;
			const end = Math.min(feed, carriage);
			yield* this.takeLine(chunk.subarray(at, end));
			if (end < chunk.length) {
				yield* this.endLine();
			}
			this.afterReturn = end === carriage && end < chunk.length;
			at = end;
		}
	}

	/** The end of an event that no blank line has ended: some servers leave the last one out. */
	*end(): Generator<Buffer | EventEnd> {
		yield* this.endLine();
		yield* this.endEvent();
	}

	private *takeLine(bytes: Buffer): Generator<Buffer | EventEnd> {
		let value = bytes;
		if (!this.named && this.name === '' && !this.bareLine && bytes.length > 0) {
			yield* this.beginLine(bytes[0] ?? 0);
		}
		if (this.bareLine) {
			yield bytes;
			return;
		}
		if (!this.named) {
			const found = bytes.indexOf(colon);
			const end = found < 0 ? bytes.length : found;
			// No more of it than tells it from a field's name: a line that is none may be endless.
			this.name += bytes.toString('latin1', 0, Math.min(end, nameChars - this.name.length));
			if (found < 0) {
				return;
			}
			yield* this.beginValue();
			value = bytes.subarray(end + 1);
		}
		if (this.valueStarts && value.length > 0) {
			this.valueStarts = false;
			value = value[0] === space ? value.subarray(1) : value;
		}
		if (value.length > 0 && this.name === 'data') {
			yield value;
		} else if (this.name === 'event') {
			this.eventName += value.toString('utf8', 0, eventNameChars - this.eventName.length);
		}
	}

	/** The line's first byte has come. */
	private *beginLine(first: number): Generator<Buffer | EventEnd> {
		if (this.bare && fieldStarts.includes(first)) {
			yield* this.endEvent();
		}
		this.bare ||= !this.hasData && jsonStarts.includes(first);
		this.bareLine = this.bare;
		if (this.bareLine) {
			yield* this.beginData();
		}
	}

	/** The field's name is complete. */
	private *beginValue(): Generator<Buffer> {
		this.named = true;
		this.valueStarts = true;
		// A byte order mark may stand at the stream's beginning.
		this.name = this.name.replace(/^\xEF\xBB\xBF/, '');
		if (this.name === 'data') {
			yield* this.beginData();
		} else if (this.name === 'event') {
			// The last one of an event counts.
			this.eventName = '';
		}
	}

	/** One more line of data. */
	private *beginData(): Generator<Buffer> {
		if (this.hasData) {
			yield Buffer.from('\n');
		}
		this.hasData = true;
	}

	private *endLine(): Generator<Buffer | EventEnd> {
		if (this.bareLine) {
			this.bareLine = false;
			return;
		}
		if (!this.named) {
			// A line without a colon is a field without a value.
			yield* this.beginValue();
			if (this.name === '') {
				yield* this.endEvent();
			}
		}
		this.name = '';
		this.named = false;
	}

	private *endEvent(): Generator<EventEnd> {
		if (this.hasData) {
			yield { name: this.eventName };
		}
		this.hasData = false;
		this.bare = false;
		this.eventName = '';
	}
}

function indexOrEnd(chunk: Buffer, byte: number, from: number): number {
	const found = chunk.indexOf(byte, from);
	return found < 0 ? chunk.length : found;
}
