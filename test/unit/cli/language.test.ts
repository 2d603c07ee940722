import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { temporaryFolder } from '../../support/folders';

type Folder = Awaited<ReturnType<typeof temporaryFolder>>;

const question = 'imagegen jobs takes no argument. --jobs names another folder with job folders in it.';
const inRussian = 'imagegen jobs не принимает аргументов. --jobs задаёт другую папку с папками заданий.';
const inPortuguese = 'imagegen jobs não aceita argumentos. --jobs indica outra pasta.';
const inChinese = 'imagegen jobs 不接受参数。';

/** A text of Japanese without a space, and with what no line may begin with. */
const longJapanese = '画像を作成し、保存します。「名前」はそのままです。コピーを'.repeat(6);

describe('the language of the command line', () => {
	let home: Folder;

	/** The built command line with languages of the test's own beside it. */
	before(async () => {
		home = await temporaryFolder();
		mkdirSync(join(home.path, 'dist'));
		mkdirSync(join(home.path, 'l10n'));
		for (const name of ['cli.js', 'languages.js', 'painter.js']) {
			copyFileSync(join('dist', name), join(home.path, 'dist', name));
		}
		speak('ru', {
			[question]: inRussian,
			'{0} image': '{0} изображение',
			'{0} images': '{0} изображений',
			'{0} images/few': '{0} изображения',
			'There is no option {0}.': 'Нет параметра {0}.',
			Options: 'Параметры',
			'There is no command "{0}".': 'Нет команды «{0}».',
		});
		speak('pt-br', { [question]: inPortuguese });
		speak('zh-cn', { [question]: inChinese });
		speak('ja', {
			'a file or a folder. Nothing is overwritten': longJapanese,
			'lists the image services': '画像サービスを一覧にします',
			'Services and keys': 'サービスとキー',
		});
		writeFileSync(join(home.path, 'l10n', 'bundle.l10n.de.json'), '{ "broken');
		writeFileSync(join(home.path, 'l10n', 'bundle.l10n.fr.json'), 'null');
		speak('ko', { [question]: 7 });
	});

	after(async () => await home[Symbol.asyncDispose]());

	function speak(language: string, texts: object): void {
		writeFileSync(join(home.path, 'l10n', `bundle.l10n.${language}.json`), JSON.stringify(texts));
	}

	function run(args: readonly string[], locale: NodeJS.ProcessEnv): ReturnType<typeof spawnSync> & { stdout: string } {
		const { LC_ALL: _all, LC_MESSAGES: _messages, LANG: _lang, IMAGEGEN_API_KEY: _key, ...inherited } = process.env;
		return spawnSync(process.execPath, [join(home.path, 'dist', 'cli.js'), ...args], {
			cwd: home.path,
			encoding: 'utf8',
			env: { ...inherited, XDG_DATA_HOME: home.path, ...locale },
		});
	}

	/** What it says of a wrong argument. */
	function said(locale: NodeJS.ProcessEnv): string | undefined {
		return String(run(['jobs', 'one'], locale).stderr).split('\n')[0];
	}

	const spoken: readonly [locale: NodeJS.ProcessEnv, text: string][] = [
		[{}, question],
		[{ LANG: 'C' }, question],
		[{ LANG: 'C.UTF-8' }, question],
		[{ LANG: 'POSIX' }, question],
		[{ LANG: 'en_GB.UTF-8' }, question],
		[{ LANG: 'ru_RU.UTF-8' }, inRussian],
		[{ LANG: 'ru' }, inRussian],
		[{ LANG: 'ru_RU@euro' }, inRussian],
		[{ LC_ALL: 'ru_RU.UTF-8', LC_MESSAGES: 'zh_CN.UTF-8', LANG: 'pt_BR.UTF-8' }, inRussian],
		[{ LC_ALL: 'C', LANG: 'ru_RU.UTF-8' }, question],
		[{ LC_ALL: '', LC_MESSAGES: 'zh_CN.UTF-8', LANG: 'ru_RU.UTF-8' }, inChinese],
		[{ LANG: 'pt_BR.UTF-8' }, inPortuguese],
		[{ LANG: 'pt_PT.UTF-8' }, inPortuguese],
		[{ LANG: 'zh_SG.UTF-8' }, inChinese],
		[{ LANG: 'zh_TW.UTF-8' }, question],
		[{ LANG: 'zh_HK.UTF-8' }, question],
		[{ LANG: 'tlh_XX' }, question],
		[{ LANG: '../../etc' }, question],
		// No bundle, a broken one, one that is no table, and a text that is none.
		[{ LANG: 'es_ES.UTF-8' }, question],
		[{ LANG: 'de_DE.UTF-8' }, question],
		[{ LANG: 'fr_FR.UTF-8' }, question],
		[{ LANG: 'ko_KR.UTF-8' }, question],
	];
	for (const [locale, text] of spoken) {
		it(`is that of ${JSON.stringify(locale)}`, () => {
			assert.equal(said(locale), text);
		});
	}

	it('fills in values, and leaves what has no translation in English', () => {
		const { stderr } = run(['nothing'], { LANG: 'ru_RU.UTF-8' });
		assert.equal(stderr, 'Нет команды «nothing».\nimagegen --help shows how it is used.\n');
	});

	it("counts by the language's own forms", () => {
		for (const [count, text] of [
			[1, '1 изображение'],
			[3, '3 изображения'],
			[5, '5 изображений'],
		] as const) {
			const links = Array.from({ length: count }, (_, at) => `![Fox ${at}](fox-${at}.png)\n\n`);
			writeFileSync(join(home.path, 'foxes.md'), links.join(''));
			const { stdout } = run(['fill', 'foxes.md', '--dry-run'], { LANG: 'ru_RU.UTF-8' });
			assert.ok(stdout.includes(`\n${text} `), stdout);
		}
	});

	it('changes nothing of what scripts read', () => {
		writeFileSync(join(home.path, 'fox.md'), '![Fox](fox.png)\n');
		for (const args of [
			['services', '--json'],
			['models', '--json'],
			['missing', 'fox.md', '--json'],
			['requests', '--csv'],
			['completion', 'bash'],
		]) {
			const [english, russian] = [run(args, {}), run(args, { LANG: 'ru_RU.UTF-8' })];
			assert.equal(russian.stdout, english.stdout);
			assert.notEqual(english.stdout, '');
			assert.equal(russian.status, english.status);
		}
	});

	it('is English for agents and for the process of a job', () => {
		for (const name of ['mcp', 'run', 'shrink']) {
			for (const args of [
				[name, '--help'],
				['help', name],
				[name, '--there-is-none'],
			]) {
				const [english, russian] = [run(args, {}), run(args, { LANG: 'ru_RU.UTF-8' })];
				assert.deepEqual([russian.stdout, russian.stderr], [english.stdout, english.stderr]);
			}
		}
	});

	it('leaves the help aligned, and within its columns, where letters are two columns wide', () => {
		const lines = run(['generate', '--help'], { LANG: 'ja_JP.UTF-8' }).stdout.split('\n');
		const from = lines.findIndex((line) => line.startsWith('  --out PATH'));
		const indent = stringWidth(/^ {2}--out PATH +/.exec(lines[from] ?? '')?.[0] ?? '');
		const length = lines.slice(from + 1).findIndex((line) => !line.startsWith(' '.repeat(indent)));
		const told = lines.slice(from, from + 1 + length);
		assert.equal(told.map((line) => line.slice(indent)).join(''), longJapanese);
		for (const line of told) {
			assert.ok(stringWidth(line) <= 80, line);
			assert.doesNotMatch(line.slice(indent), /^[、。」ー]|「$/);
		}
		// Full lines: none was broken before it had to be.
		told.slice(0, -1).forEach((line) => assert.ok(stringWidth(line) > 70, line));
		assert.match(
			run(['--help'], { LANG: 'ja_JP.UTF-8' }).stdout,
			/\nサービスとキー\n {2}services {4}画像サービスを一覧にします\n/,
		);
	});
});
