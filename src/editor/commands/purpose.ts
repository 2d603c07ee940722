import * as v from 'valibot';
import { imageRequestSchema } from '../../engine/task';
import type { Anchors } from '../anchors/anchors';
import type { Subject } from '../form/requestForm';
import { errandSchema, plainErrand, uriSchema } from '../jobs/delivery';
import type { Errand } from '../jobs/jobs';

const fileSchema = v.object({ uri: uriSchema, name: v.string() });

/** What an image is asked for beside its prompt: for the draft of that, which outlives the window. */
const purposeSchema = v.object({
	title: v.string(),
	like: v.optional(v.omit(imageRequestSchema, ['prompt'])),
	along: v.optional(v.object({ files: v.array(fileSchema), isEdit: v.boolean() })),
	errands: v.pipe(v.array(errandSchema), v.nonEmpty()),
});

/** As plain data, with the places as they are now. */
export function plainPurpose({ title, like, along }: Subject, errands: readonly Errand[]): unknown {
	const files = along?.files.map(({ uri, name }) => ({ uri: uri.toString(), name }));
	return {
		...{ title, ...(like && { like }), ...(along && { along: { ...along, files } }) },
		errands: errands.map(({ command, anchor, target, versionOf }) =>
			plainErrand({ command, anchor: anchor?.record(), target, versionOf }),
		),
	};
}

/** What a draft that has that text was for; undefined where that is not known. */
export function readPurpose(
	purpose: unknown,
	text: string,
	anchors: Anchors,
): { readonly subject: Subject; readonly errands: readonly Errand[] } | undefined {
	const read = v.safeParse(purposeSchema, purpose);
	if (!read.success) {
		return undefined;
	}
	const { errands, title, like, along } = read.output;
	return {
		subject: { title, prompt: text, isWritten: true, ...(like && { like }), ...(along && { along }) },
		errands: errands.map(({ command, anchor, target, versionOf }) => ({
			...{ command, anchor: anchor && anchors.restore(anchor) },
			...(target && { target }),
			...(versionOf && { versionOf }),
		})),
	};
}
