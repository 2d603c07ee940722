import { familyOf, unknownFamily } from './models';
import { listIn, textIn } from './members';

/**
 * The ids in a service's list of its models, as OpenAI, Google, OpenRouter and the Stable Diffusion web UI write one. Lists hold models of
 * every kind, and say little about them: those that draw are known by the table, or by what the list says that they put out; without any
 * such one all are given.
 */
export function modelIdsIn(reply: unknown): readonly string[] {
	const rows = Array.isArray(reply) ? (reply as unknown[]) : listIn(reply, 'data', 'models');
	const models = rows.flatMap((row) => {
		const id = textIn(row, 'id', 'title', 'name')?.replace(/^models\//, '');
		return id === undefined ? [] : [{ id, row }];
	});
	const drawing = models.filter(({ id, row }) => putsOutImages(row) || draws(id));
	return (drawing.length > 0 ? drawing : models).map(({ id }) => id);
}

function draws(id: string): boolean {
	// Most of the Geminis write.
	return familyOf(id) !== unknownFamily && !/gemini(?!.*(image|banana))/i.test(id);
}

function putsOutImages(row: unknown): boolean {
	const { architecture } = row as { architecture?: unknown };
	return listIn(architecture, 'output_modalities').includes('image');
}
