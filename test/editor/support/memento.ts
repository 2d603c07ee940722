import type * as vscode from 'vscode';

/** What is remembered, for as long as a test takes. */
export function memento(): vscode.Memento & { readonly values: ReadonlyMap<string, unknown> } {
	const values = new Map<string, unknown>();
	return {
		values,
		keys: () => [...values.keys()],
		get: (key: string, otherwise?: unknown) => (values.get(key) ?? otherwise) as never,
		update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
	};
}
