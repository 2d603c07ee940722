import assert from 'node:assert/strict';
import { GenerationError } from '../../src/engine/failure';
import type { SentImage } from '../../src/engine/providers/sentImage';
import type { GenerateTask } from '../../src/engine/task';
import { noisePng } from '../support/images';
import { play, taskFor, workflow } from '../support/taskJob';
import { cut, json, taskService, type TaskServiceOptions, type TaskService } from '../support/taskService';
import { temporaryFolder } from '../support/folders';

const sent = (size: number): SentImage => ({
	...{ fileName: `input-${size}.png`, type: 'image/png', bytes: noisePng(size, size), width: size, height: size },
});

const loading = {
	...workflow,
	'8': { class_type: 'LoadImage', inputs: { image: '{{image}}' } },
	'9': { class_type: 'LoadImage', inputs: { image: '{{image2}}' } },
};

describe('images that go along with a ComfyUI’s workflow', () => {
	const played = async (
		images: readonly SentImage[],
		options: TaskServiceOptions & { readonly task?: (service: TaskService) => Partial<GenerateTask> } = {},
	) => {
		await using home = await temporaryFolder();
		await using service = await taskService('comfyui', options);
		const task = taskFor('comfyui', service);
		const asked: GenerateTask = {
			...task,
			endpoint: { ...task.endpoint, workflow: loading },
			image: { ...task.image, inputs: images.map(({ fileName }) => ({ file: fileName, name: fileName })) },
			...options.task?.(service),
		};
		const { result, steps } = await play(asked, home.path, {
			inputsFor: () => Promise.resolve({ images, prepared: [] }),
		});
		const nodes = service.paid[0]?.body['prompt'] as Record<string, { inputs: Record<string, unknown> }> | undefined;
		return { result, steps, service, nodes };
	};
	const mattersOf = ({ calls }: TaskService): string[] => calls.map(({ matter }) => matter);

	it('are sent before, and named where the workflow wants them', async () => {
		const images = [sent(40), sent(48)];
		const { result, service, nodes } = await played(images);
		assert.ok(!GenerationError.is(result));
		assert.deepEqual(mattersOf(service).slice(0, 3), ['upload', 'upload', 'create']);
		const names: unknown[] = [];
		for (const [index, form] of service.uploads.entries()) {
			const fields = Object.fromEntries(form.map(({ name, value }) => [name, value]));
			const { image, subfolder, ...others } = fields;
			assert.ok(typeof image === 'object' && typeof subfolder === 'string');
			assert.deepEqual([image.bytes, image.type], [images[index]?.bytes, 'image/png']);
			assert.deepEqual(others, { type: 'input', overwrite: 'true' });
			names.push(`${subfolder}/${image.fileName}`);
		}
		assert.deepEqual([nodes?.['8']?.inputs['image'], nodes?.['9']?.inputs['image']], names);
		assert.equal(new Set(names).size, 2);
	});

	it('are sent once more where the line broke, since that costs nothing, and the task is asked for once', async () => {
		const { result, service, steps } = await played([sent(40), sent(48)], {
			interfere: ({ matter, count }, response) => matter === 'upload' && count === 2 && cut(response),
		});
		assert.ok(!GenerationError.is(result));
		assert.deepEqual(
			mattersOf(service).filter((matter) => matter === 'upload' || matter === 'create'),
			['upload', 'upload', 'upload', 'upload', 'create'],
		);
		const [retrying] = steps.filter(({ type }) => type === 'retrying');
		assert.ok(retrying?.type === 'retrying' && !retrying.failure.maybePaid);
		assert.equal(service.paid.length, 1);
	});

	it('are refused in the server’s own words, and nothing is asked for', async () => {
		const { result, service } = await played([sent(40), sent(48)], {
			interfere: ({ matter }, response) =>
				matter === 'upload' && json(response, { error: { message: 'no space' } }, 400),
		});
		assert.ok(GenerationError.is(result, 'badRequest'));
		assert.deepEqual([result.maybePaid, result.facts.reason, service.paid.length], [false, 'no space', 0]);
	});

	it('go nowhere where the workflow has no place for them: it is told which name it lacks', async () => {
		const { result, service } = await played([sent(40), sent(48), sent(56)]);
		assert.ok(GenerationError.is(result, 'unable'));
		assert.deepEqual([result.facts.lacks, result.sent], ['{{image3}}', false]);
		assert.deepEqual(service.calls, []);
	});
});
