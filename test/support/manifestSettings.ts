import manifest from '../../package.json';

/** What the manifest says of a setting, or of a member of one. */
export interface Property {
	readonly type: string;
	readonly scope?: string;
	readonly default?: unknown;
	readonly enum?: readonly string[];
	readonly enumItemLabels?: readonly string[];
	readonly markdownEnumDescriptions?: readonly string[];
	readonly minimum?: number;
	readonly exclusiveMinimum?: number;
	readonly maximum?: number;
	readonly maxLength?: number;
	readonly description?: string;
	readonly markdownDescription?: string;
	readonly properties?: Readonly<Record<string, Property>>;
}

/** Every setting that the manifest has, by its whole name. */
export const manifestSettings: Readonly<Record<string, Property>> = manifest.contributes.configuration.properties;
