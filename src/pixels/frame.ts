/** Where the middle of what is kept lies: from 0, left or top, to 1, right or bottom. */
export interface Focus {
	readonly x: number;
	readonly y: number;
}

export interface Size {
	readonly width: number;
	readonly height: number;
}

/** A part of an image, in pixels from its left upper corner. */
export interface Rectangle extends Size {
	readonly left: number;
	readonly top: number;
}

/** The largest part of an image that has the shape of `wanted`, as near to the focus as it can lie. */
export function partOf({ width, height }: Size, wanted: Size, focus: Focus = { x: 0.5, y: 0.5 }): Rectangle {
	const scale = Math.min(width / wanted.width, height / wanted.height);
	const part = {
		width: clamp(Math.round(wanted.width * scale), 1, width),
		height: clamp(Math.round(wanted.height * scale), 1, height),
	};
	return {
		...part,
		left: clamp(Math.round(focus.x * width - part.width / 2), 0, width - part.width),
		top: clamp(Math.round(focus.y * height - part.height / 2), 0, height - part.height),
	};
}

/** Where the middle lies of what is kept, where that lies so far from one end to the other of the room that it has: from 0 to 1. */
export function focusAt(image: Size, wanted: Size, share: number): Focus {
	const part = partOf(image, wanted);
	const middle = (whole: number, kept: number): number => (share * (whole - kept) + kept / 2) / whole;
	return { x: middle(image.width, part.width), y: middle(image.height, part.height) };
}

/** Whether something is cut off of an image for that shape. */
export function isCut(image: Size, wanted: Size): boolean {
	const { width, height } = partOf(image, wanted);
	return width < image.width || height < image.height;
}

/** The same shape with its longer edge no longer than that. Whole pixels, at least one. */
export function within({ width, height }: Size, edge: number): Size {
	const scale = Math.min(1, edge / Math.max(width, height));
	return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function clamp(value: number, least: number, most: number): number {
	return Math.min(Math.max(value, least), most);
}
