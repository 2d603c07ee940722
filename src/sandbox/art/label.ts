import { fill, type Canvas } from './canvas';
import { clamp, type Rgb } from './colour';
import { drawLine, setLine } from './lettering';

const white: Rgb = [255, 255, 255];

/** Says in the lower left corner that nobody should take the image for a model's, and what it was asked for. */
export function label(canvas: Canvas, prompt: string): void {
	const height = Math.max(7, canvas.unit * 0.0165);
	const padding = height * 0.95;
	const margin = height * 1.5;
	const name = setLine('Sandbox', Infinity);
	const room = (canvas.width - 2 * margin - 2 * padding) / height - name.width;
	const wish = setLine(prompt, Math.min(48, (room - 2) / 0.8));
	const width = name.width + (wish.width > 0 ? 2 + wish.width * 0.8 : 0);

	const box = {
		left: margin,
		right: margin + width * height + 2 * padding,
		top: canvas.height - margin - height - 2 * padding,
		bottom: canvas.height - margin,
	};
	plate(canvas, box, [8, 10, 20], 0.5);
	const [left, top] = [box.left + padding, box.top + padding];
	drawLine(canvas, name, { left, top, height, weight: height * 0.17 }, white, 0.96);
	if (wish.width > 0) {
		const at = left + (name.width + 1) * height;
		const hairline = Math.max(1, height * 0.06);
		fill(
			canvas,
			{ left: at, right: at + hairline, top: top - height * 0.2, bottom: top + height * 1.2 },
			white,
			() => 0.35,
		);
		const place = { left: at + height, top: top + height * 0.1, height: height * 0.8, weight: height * 0.1 };
		drawLine(canvas, wish, place, white, 0.85);
	}
}

type Box = Parameters<typeof fill>[1];

/** A rectangle with round corners. */
function plate(canvas: Canvas, box: Box, rgb: Rgb, opacity: number): void {
	const radius = (box.bottom - box.top) * 0.28;
	fill(canvas, box, rgb, (x, y) => {
		const outX = Math.max(box.left + radius - x, x - box.right + radius, 0);
		const outY = Math.max(box.top + radius - y, y - box.bottom + radius, 0);
		return opacity * clamp(radius + 0.5 - Math.hypot(outX, outY));
	});
}
