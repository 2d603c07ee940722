import { firstRule, type RuledDocument } from '../globRules';
import type { Template } from './template';

/**
 * The template of the first rule of `markdown.copyFiles.destination` that matches the document, as Visual Studio Code finds it:
 * globs on documents' whole paths, each with a template.
 */
export function ruleFor(rules: unknown, document: RuledDocument): Template | undefined {
	const rule = firstRule(rules, document);
	return rule === undefined
		? undefined
		: { text: rule.trim() || '${fileName}', setting: 'markdown.copyFiles.destination' };
}
