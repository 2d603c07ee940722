import type * as vscode from 'vscode';
import type { AspectRatio, ExactPixels, ImageRequest, Resolution } from '../../engine/task';
import type { InputFile } from '../jobs/inputs';
import { type HouseStyle, styleSent } from '../../engine/recipes/houseStyle';
import type { Output } from '../../pixels/output';
import type { FoundStyle } from './houseStyles';
import { type Wishes, wishesIn } from './imageOptions';

/** What is asked of images beside the prompt. */
export type SizeChoice = Omit<ImageRequest, 'prompt'>;

/** What may go along with a request. */
export interface Along {
	/** The images, the one that is to be changed first, where one is. */
	readonly files: readonly InputFile[];
	/** Whether the first of these is to be changed. */
	readonly isEdit: boolean;
}

/** The alternative text that somebody has written, empty for an image that only decorates; without one the prompt tells. */
export interface AltChoice {
	readonly text?: string;
	/** Whether a link has one already, which stays. */
	readonly isKept?: boolean;
}

/** What is known of the workspace's house style, and whether it is applied. */
export interface House {
	readonly found: FoundStyle | 'untrusted';
	readonly isOn: boolean;
	/** For the next images. */
	readonly remember: (isOn: boolean) => Promise<void>;
}

const keys = { resolution: 'size', aspectRatio: 'aspectRatio', wishes: 'imageOptions', pixels: 'pixels' } as const;

/**
 * What is chosen beside the prompt: as it was the last time, and remembered for the next one. Where it begins with what another image was
 * made with, it is for this image alone; so is the shape where an image is to be changed, which has one.
 */
export class Choices {
	/** Chance begins with it, where a model can be told. */
	readonly seed: number | undefined;
	/** Those of this image alone, by their names in the memory. */
	private readonly own: Map<string, unknown>;
	/** Those of them that are as the house style has them. */
	private styled: ReadonlyMap<string, unknown> = new Map();
	/** The workspace's house style, where it has one. */
	house: House | undefined;
	/** Of the link that is yet to be written; undefined where there is one. */
	alt: AltChoice | undefined;
	/** Whether a set of icons is wanted of this image: then it is a square, whatever the last shape was. */
	icons: boolean;

	constructor(
		private readonly memory: vscode.Memento,
		like?: SizeChoice,
		/** What goes along. Of this image alone. */
		public along: Along = { files: [], isEdit: false },
	) {
		this.seed = like?.seed;
		this.icons = like?.icons === true;
		this.own = new Map<string, unknown>([
			...(like || along.isEdit
				? [[keys.aspectRatio, like?.aspectRatio] as const, [keys.pixels, like?.pixels] as const]
				: []),
			...(like ? [[keys.resolution, like.resolution] as const, [keys.wishes, wishesIn(like)] as const] : []),
		]);
	}

	get resolution(): Resolution {
		return (this.get(keys.resolution) as Resolution | undefined) ?? '1K';
	}

	get aspectRatio(): AspectRatio | undefined {
		return this.get(keys.aspectRatio) as AspectRatio | undefined;
	}

	/** Of the file; a larger image is asked for. */
	get pixels(): ExactPixels | undefined {
		return this.get(keys.pixels) as ExactPixels | undefined;
	}

	get wishes(): Wishes {
		return (this.get(keys.wishes) as Wishes | undefined) ?? {};
	}

	/** Remembered at once. Resolves when it is written down. */
	async choose(choice: keyof typeof keys, value: unknown): Promise<void> {
		const key = keys[choice];
		await (this.own.has(key) ? this.own.set(key, value) : this.memory.update(key, value));
	}

	/** Has the house style applied, or not, also to the next images. */
	async applyHouse(isOn: boolean): Promise<void> {
		if (!this.house || this.house.found === 'untrusted') {
			return;
		}
		const { references, style } = this.house.found;
		this.house = { ...this.house, isOn };
		const files = this.along.files.filter((file) => !references.includes(file));
		this.along = { ...this.along, files: isOn ? [...files, ...references] : files };
		for (const [key, value] of this.styled) {
			// What the person has chosen since stays.
			if (this.own.get(key) === value) {
				this.own.delete(key);
			}
		}
		const styled = isOn ? this.styledBy(style).filter(([key, value]) => value !== undefined && !this.own.has(key)) : [];
		this.styled = new Map(styled);
		this.styled.forEach((value, key) => this.own.set(key, value));
		await this.house.remember(isOn);
	}

	/** What the house style has the file be. */
	get output(): Output | undefined {
		const { found, isOn = false } = this.house ?? {};
		const { format, budget } = isOn && found && found !== 'untrusted' ? found.style : {};
		const output = { ...(format && { format }), ...(budget !== undefined && { budget: budget * 1000 }) };
		return Object.keys(output).length > 0 ? output : undefined;
	}

	/** What a style has to say of what is chosen. An image that is to be changed has a shape. */
	private styledBy({ resolution, ratio, format }: HouseStyle): (readonly [key: string, value: unknown])[] {
		return [
			[keys.resolution, resolution],
			[keys.aspectRatio, this.along.isEdit ? undefined : ratio],
			[keys.wishes, format && { ...this.wishes, format }],
		];
	}

	/** What the house style adds to the prompt. */
	get style(): string | undefined {
		const { found, isOn = false } = this.house ?? {};
		return isOn && found && found !== 'untrusted' ? styleSent(found.style) : undefined;
	}

	private get(key: string): unknown {
		return this.own.has(key) ? this.own.get(key) : this.memory.get(key);
	}
}
