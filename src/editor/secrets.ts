import type * as vscode from 'vscode';

const prefix = 'imagegen.key:';

/** Where the origins are that were given a key: no secret, and so in the editor's memory. */
const originsKey = 'keyOrigins';

/** The API keys, in the editor's secret storage, filed by the service's origin: a key never goes to another server. */
export class Keys {
	constructor(
		private readonly secrets: vscode.SecretStorage,
		private readonly memory: vscode.Memento,
	) {}

	get(origin: string): Thenable<string | undefined> {
		return this.secrets.get(prefix + origin);
	}

	async set(origin: string, key: string): Promise<void> {
		await this.secrets.store(prefix + origin, key);
		await this.memory.update(originsKey, [...new Set([...this.given, origin])]);
	}

	async remove(origin: string): Promise<void> {
		await this.secrets.delete(prefix + origin);
		await this.memory.update(
			originsKey,
			this.given.filter((given) => given !== origin),
		);
	}

	/** Whether a key was given for it that the editor has not kept: without a keychain its secrets end with the window. */
	async isForgotten(origin: string): Promise<boolean> {
		return this.given.includes(origin) && (await this.get(origin)) === undefined;
	}

	/** The origins that have a key. */
	async origins(): Promise<string[]> {
		const names = await this.secrets.keys();
		return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
	}

	private get given(): readonly string[] {
		return this.memory.get<string[]>(originsKey, []);
	}
}
