import type { JobRecord } from '../../engine/jobs/records';
import type { Job } from '../jobs/jobs';

export const sections = ['running', 'waiting', 'recent'] as const;
export type Section = (typeof sections)[number];

/** A heading of the view. */
export interface SectionNode {
	readonly kind: 'section';
	readonly section: Section;
}

/** An image that is being made. */
export interface RunningNode {
	readonly kind: 'running';
	readonly job: Job;
}

/** An image that was made, or was to be. */
export interface RecordNode {
	readonly kind: 'record';
	readonly record: JobRecord;
	/** Whether the person has yet to deal with it. */
	readonly isWaiting: boolean;
}

/** Stands for those further down. */
interface MoreNode {
	readonly kind: 'more';
}

export type ImageNode = RunningNode | RecordNode;
export type TreeNode = SectionNode | ImageNode | MoreNode;

/** Whether what a command was given is a row with an image. */
export function isImageNode(value: unknown): value is ImageNode {
	return (
		typeof value === 'object' &&
		value !== null &&
		'kind' in value &&
		(value.kind === 'running' || value.kind === 'record')
	);
}

/** The same as long as it stands for the same image. */
export function idOf(node: ImageNode): string {
	return node.kind === 'running' ? node.job.folder.id : node.record.id;
}
