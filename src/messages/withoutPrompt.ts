import { redactor } from '../engine/redactor';
import { imageOf, type Task } from '../engine/task';

/** Blanks a task's prompt in what others have said, for what leaves the machine or is shown around: services like to repeat it. */
export function withoutPrompt(task: Task): (text: string) => string {
	const prompt = imageOf(task)?.prompt;
	if (prompt === undefined) {
		return (text) => text;
	}
	const redact = redactor({ keys: new Map([['the prompt', prompt]]) });
	const whole = new RegExp(prompt.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
	return (text) => redact(text.replace(whole, '(the prompt)'));
}
