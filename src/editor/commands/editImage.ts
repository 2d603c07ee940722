import type { Command } from './command';
import type { ImageVersions } from './imageVersions';
import type { MeantImages } from './meantImages';

/** Makes another image out of one, which stays; a link to it goes to the new one. */
export class EditImageCommand implements Command {
	readonly id = 'imagegen.edit';

	constructor(
		private readonly images: MeantImages,
		private readonly versions: ImageVersions,
	) {}

	async execute(...args: readonly unknown[]): Promise<void> {
		const meant = await this.images.find(args);
		await (meant && this.versions.edit(meant));
	}
}
