import type { Output } from '../../pixels/output';
import type { Secrets } from '../../engine/secrets';
import type { GenerateTask } from '../../engine/task';
import type { InputFile } from './inputs';

/** Everything a job needs: what goes into its folder, and what must not. */
export interface PreparedTask {
	readonly request: GenerateTask;
	readonly secrets: Secrets;
	/** The images that go along with it, in the order in which it names them. */
	readonly files?: readonly InputFile[];
	/** The alternative text of its link, where it is not to be the prompt. */
	readonly alt?: string;
	/** What its file is to be, as far as that is said of this image: before what is set. */
	readonly output?: Output;
}
