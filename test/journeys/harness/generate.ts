import { generateCommand } from './commands';
import type { Workbench } from './workbench';

/** Asks for an image of 1K by keyboard. */
export async function generate(workbench: Workbench, prompt: string): Promise<void> {
	await workbench.runCommand(generateCommand);
	await workbench.waitForQuestion('What should the image show?');
	await workbench.answer(prompt);
	await workbench.waitForQuestion('Choose a resolution');
	await workbench.acceptItem('1K');
}
