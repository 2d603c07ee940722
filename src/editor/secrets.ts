import type * as vscode from 'vscode';

const prefix = 'imagegen.key:';

/** The API keys, in the editor's secret storage, filed by the service's origin: a key never goes to another server. */
export class Keys {
	constructor(private readonly secrets: vscode.SecretStorage) {}

	get(origin: string): Thenable<string | undefined> {
		return this.secrets.get(prefix + origin);
	}

	set(origin: string, key: string): Thenable<void> {
		return this.secrets.store(prefix + origin, key);
	}

	remove(origin: string): Thenable<void> {
		return this.secrets.delete(prefix + origin);
	}

	/** The origins that have a key. */
	async origins(): Promise<string[]> {
		const names = await this.secrets.keys();
		return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
	}
}
