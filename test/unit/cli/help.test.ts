import assert from 'node:assert/strict';
import { commandEntries } from '../../../src/cli/commands';
import { exitCodes } from '../../../src/cli/usage';
import { aspectRatios, imageFormatsAsked, resolutions } from '../../../src/engine/task';
import { temporaryFolder } from '../../support/folders';
import { imagegen } from './cli';

const names = commandEntries.map(([name]) => name);
const commands = new Map(commandEntries);

async function told(...args: readonly string[]): Promise<string> {
	await using home = await temporaryFolder();
	const { code, stdout, stderr } = await imagegen(args, home.path);
	assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
	return stdout;
}

function assertReadable(text: string): void {
	assert.deepEqual(
		text.split('\n').filter((line) => line.length > 80 || /\s$/.test(line)),
		[],
	);
}

describe('imagegen --help', () => {
	it('tells every command in a line, the exit codes and the environment', async () => {
		const text = await told('--help');
		assertReadable(text);
		assert.deepEqual(
			[...text.matchAll(/^ {2}([a-z]+) +\S/gm)].map(([, name]) => name).filter((name) => name !== 'imagegen'),
			names,
		);
		const codes = [...text.matchAll(/^ {2}(\d+) +\S/gm)].map(([, code]) => Number(code));
		assert.deepEqual(codes, Object.values(exitCodes));
		assert.match(text, /^ {2}IMAGEGEN_API_KEY /m);
		assert.equal(await told('-h'), text);
		assert.equal(await told('help'), text);
	});

	it('is what comes without a command, as a mistake', async () => {
		await using home = await temporaryFolder();
		const { code, stdout } = await imagegen([], home.path);
		assert.deepEqual({ code, stdout }, { code: 2, stdout: await told('--help') });
	});

	for (const name of names) {
		it(`tells of ${name} every option that it takes with the words that it takes, and no other`, async () => {
			const text = await told(name, '--help');
			assertReadable(text);
			assert.ok(text.startsWith(`imagegen ${name} `), text);
			const options = (await commands.get(name)?.load())?.options ?? {};
			const found = [...text.matchAll(/^ {2}--([a-z-]+)(?= )/gm)].map(([, option = '']) => option);
			assert.deepEqual(found.toSorted(), Object.keys(options).toSorted());
			const { service: _, ...listed } = options;
			const words = Object.values(listed).flatMap(({ choices = [] }) => choices);
			assert.deepEqual(
				words.filter((word) => !text.includes(word)),
				[],
			);
			assert.equal(await told('help', name), text);
			// The first that there isn't is named: all before it are taken.
			await using home = await temporaryFolder();
			const all = found.map((option) => `--${option}${options[option]?.type === 'string' ? '=1' : ''}`);
			const { code, stderr } = await imagegen([name, ...all, '--there-is-none'], home.path);
			assert.deepEqual(
				{ code, stderr },
				{ code: 2, stderr: `There is no option --there-is-none.\nimagegen ${name} --help shows how it is used.\n` },
			);
		});
	}

	it('tells every resolution, shape and format of an image', async () => {
		const text = await told('generate', '--help');
		const words = [...resolutions, ...aspectRatios, ...imageFormatsAsked];
		assert.deepEqual(
			words.filter((word) => !text.includes(word)),
			[],
		);
	});

	it('is not asked for by a text after two dashes', async () => {
		await using home = await temporaryFolder();
		const { code, stdout } = await imagegen(['recipe', '--', '--help'], home.path);
		assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
	});

	it('is where a wrong command, and a command for help, lead', async () => {
		await using home = await temporaryFolder();
		for (const args of [['constructor'], ['help', 'constructor']]) {
			const { code, stderr } = await imagegen(args, home.path);
			const expected = 'There is no command "constructor".\nimagegen --help shows how it is used.\n';
			assert.deepEqual({ code, stderr }, { code: 2, stderr: expected });
		}
	});
});

describe('imagegen mcp', () => {
	it('says at once that there is no such folder to work in', async () => {
		await using home = await temporaryFolder();
		const { code, stdout, stderr } = await imagegen(['mcp', '--root', `${home.path}/none`], home.path);
		assert.deepEqual({ code, stdout }, { code: exitCodes.usage, stdout: '' });
		assert.match(stderr, /There is no folder \S+none\. --root names/);
	});
});
