import { generateCommand } from './commands';
import type { Workbench } from './workbench';

/** Asks for an image of 1K by keyboard. */
export async function generate(workbench: Workbench, prompt: string, command = generateCommand): Promise<void> {
	await workbench.runCommand(command);
	await workbench.waitForQuestion('What should the image show?');
	await workbench.answer(prompt);
	await workbench.waitForQuestion('Choose a resolution');
	await workbench.acceptItem('1K');
}
