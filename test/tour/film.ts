import type { Page } from 'playwright-core';
import sharp from 'sharp';

/** Frames of a page, each with the time that it is to be seen. */
export class Film {
	private readonly frames: Buffer[] = [];
	private readonly delays: number[] = [];

	constructor(private readonly page: Page) {}

	/** Takes what is on the screen as the next frame. */
	async show(ms: number): Promise<void> {
		this.frames.push(await this.page.screenshot());
		this.delays.push(ms);
	}

	/** Types a text as fast as a person does, a few letters a frame. */
	async type(text: string): Promise<void> {
		for (const letters of text.match(/.{1,3}/gs) ?? []) {
			await this.page.keyboard.type(letters);
			await this.show(120);
		}
	}

	/** Writes all frames as one animated WebP. It ends on its last frame after a few rounds: what moves for good keeps people from reading. */
	async save(path: string): Promise<void> {
		await sharp(this.frames, { join: { animated: true } })
			.webp({ quality: 80, effort: 6, minSize: true, loop: 3, delay: this.delays })
			.toFile(path);
	}
}
