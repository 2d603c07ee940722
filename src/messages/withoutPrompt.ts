import { redactor } from '../engine/redactor';
import type { Task } from '../engine/task';

/** Blanks a task's prompt in what others have said, for what leaves the machine or is shown around: services like to repeat it. */
export function withoutPrompt(task: Task): (text: string) => string {
	const prompt = promptOf(task);
	if (prompt === undefined) {
		return (text) => text;
	}
	const redact = redactor({ keys: new Map([['the prompt', prompt]]) });
	const whole = new RegExp(prompt.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
	return (text) => redact(text.replace(whole, '(the prompt)'));
}

function promptOf(task: Task): string | undefined {
	switch (task.type) {
		case 'generate':
			return task.image.prompt;
		case 'recover':
			return task.of?.image.prompt;
		case 'diagnose':
			return undefined;
	}
}
