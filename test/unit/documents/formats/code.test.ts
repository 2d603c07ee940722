import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { codeIn } from '../../../../src/documents/formats/code';
import { applied } from '../../../../src/documents/edits';
import { insertionAt } from '../../../../src/documents/insertion';
import { nastyNames } from '../nasty';

/** The code with the path in it, where `§` marks the place; why it is not written. */
function put(language: string, marked: string, path: string): string {
	const [before = '', after = ''] = marked.split('§');
	const place = { text: before + after, offset: before.length, isBlock: false };
	const insertion = insertionAt(codeIn(language), place, { target: { path }, alt: '' });
	return typeof insertion === 'string' ? insertion : applied(place.text, insertion);
}

/** By language: the code, the path, and the code with it. */
const cases: readonly (readonly [string, string, string, string])[] = [
	['plaintext', 'Hello there§', 'a.png', 'Hello there a.png'],
	['plaintext', 'Hello there§, you', 'a.png', 'Hello there a.png, you'],
	['plaintext', 'Hello §there', 'a.png', 'Hello a.png there'],
	['python', '# see§', 'a.png', '# see a.png'],
	['typescript', '//§', 'a.png', '// a.png'],
	['yaml', 'a:§', 'b.png', 'a: b.png'],
	['shellscript', 'x --in=§ y', 'a.png', 'x --in=a.png y'],
	['python', 'x = §', 'a b.png', 'x = a b.png'],
	// Outside of texts nothing but a space tells where a path begins and ends.
	['plaintext', 'Hello there§', 'a.png', 'Hello there a.png'],
	['plaintext', 'Hello there.§', 'a.png', 'Hello there. a.png'],
	['plaintext', 'Hello §there', 'a.png', 'Hello a.png there'],
	['plaintext', 'Hel§lo', 'a.png', 'Hello a.png'],
	['plaintext', 'Hello (§), 图§', 'a.png', 'Hello (a.png), 图'],
	['plaintext', '图§图', 'a.png', '图 a.png 图'],
	['plaintext', 'img/§ or a=§', 'a.png', 'img/a.png or a='],
	['python', '# see the picture§', 'a.png', '# see the picture a.png'],
	['python', 'x = "img-§"', 'a.png', 'x = "img-a.png"'],
	['python', "# don't\nx = '§'", "it's.png", "# don't\nx = 'it\\'s.png'"],
	['python', 'x = Rf"""§"""', '{a}\\b.png', 'x = Rf"""{{a}}\\b.png"""'],
	['python', 'x = f"{d["§"]}"', '{a}.png', 'x = f"{d["{a}.png"]}"'],
	['python', 'x = f"{{§"', '{a}.png', 'x = f"{{{{a}}.png"'],
	['python', 'x = b"§"', 'é.png', 'x = b"\\xc3\\xa9.png"'],
	['python', 'x = r"§"', 'a\\', 'path'],
	['python', 'x = br"§"', 'é', 'path'],
	['go', 'x := `§`', 'a"\\b', 'x := `a"\\b`'],
	['go', 'x := `§`', 'a`b', 'path'],
	['go', "x := '\"'; y := §", 'a"b', 'x := \'"\'; y := a"b'],
	['rust', 'println!("§")', '{a}', 'println!("{{a}}")'],
	['rust', 'println!("{}", "§")', '{a}', 'println!("{}", "{a}")'],
	['rust', 'let x = r#"§"#;', 'a"b', 'let x = r#"a"b"#;'],
	['rust', 'let x = r#"§"#;', 'a"#b', 'path'],
	['rust', 'fn f<\'a>(x: &\'a str) { "§" }', "a'b", "fn f<'a>(x: &'a str) { \"a'b\" }"],
	['java', 'var x = "§";', '\\u0041"', 'var x = "\\\\u0041\\"";'],
	['kotlin', 'val x = "§"', '$a"', 'val x = "\\$a\\""'],
	['kotlin', 'val x = """§"""', '$a"b', 'val x = """${\'$\'}a"b"""'],
	['kotlin', 'val x = """§"""', '"""', 'path'],
	['csharp', 'var x = @"§";', 'a"\\b', 'var x = @"a""\\b";'],
	['csharp', 'var x = $"§";', 'a{b}', 'var x = $"a{{b}}";'],
	['csharp', 'var x = $@"§";', '"{', 'var x = $@"""{{";'],
	['csharp', 'var x = """§""";', 'a"', 'path'],
	['swift', 'let x = "\\(d["§"])"', 'a"b', 'let x = "\\(d["a\\"b"])"'],
	['swift', 'let x = #"§"#', 'a"b', 'let x = #"a"b"#'],
	['swift', 'let x = #"§"#', 'a"#', 'path'],
	['dart', "x = r'§';", '$a"', "x = r'$a\"';"],
	['dart', "x = '''§''';", "$a'", "x = '''\\$a\\'''';"],
	['cpp', 'auto x = R"p(§)p";', 'a)"b', 'auto x = R"p(a)"b)p";'],
	['scala', 'val x = s"§"', '$a', 'val x = s"$$a"'],
	['ruby', 'x = "#{y["§"]}"', 'a"#{b}', 'x = "#{y["a\\"\\#{b}"]}"'],
	['ruby', "x = '§'", "#{a}'\\", "x = '#{a}\\'\\\\'"],
	['perl', 'my $x = "§";', '$a@b', 'my $x = "\\$a\\@b";'],
	['php', '$x = "§";', '{$a}"', '$x = "{\\$a}\\"";'],
	['php', "$x = '§';", "$a'", "$x = '$a\\'';"],
	['shellscript', "x='§'", "it's $A", "x='it'\\''s $A'"],
	['shellscript', 'x="§" # "', '$A `b` !c', 'x="\\$A \\`b\\` !c" # "'],
	['shellscript', 'cat <<E\ndon\'t\nE\nx="§"', '$A', 'cat <<E\ndon\'t\nE\nx="\\$A"'],
	['powershell', '$x = "§"', '$a"`', '$x = "`$a`"``"'],
	['powershell', "$x = '§'", "a'’", "$x = 'a''’’'"],
	['sql', "select '§'", "it's", "select 'it''s'"],
	['vb', 'x = "§" \' "', 'a"b', 'x = "a""b" \' "'],
	['lua', 'x = [==[§]==]', 'a]]b', 'x = [==[a]]b]==]'],
	['lua', 'x = [[§]]', 'a]', 'path'],
	['haskell', 'f\' x = "§"', 'a"', 'f\' x = "a\\""'],
	['elixir', 'x = "§"', '#{a}', 'x = "\\#{a}"'],
	['r', 'x <- r"(§)"', 'a"\\', 'x <- r"(a"\\)"'],
	['r', 'x <- r"--[§]--"', 'a]"', 'x <- r"--[a]"]--"'],
	['julia', 'x = "§"', '$a', 'x = "\\$a"'],
	['clojure', '(def x "§") \\"', 'a"', '(def x "a\\"") \\"'],
	['terraform', 'x = "§"', '${a}%{b}', 'x = "$${a}%%{b}"'],
	['yaml', "a: don't\nb: '§'", "it's", "a: don't\nb: 'it''s'"],
	['yaml', 'b: "§"', 'a\\"', 'b: "a\\\\\\""'],
	['toml', "b = '§'", "a'b", 'path'],
	['json', '{"a": "§"}', 'a"\\\u0007', '{"a": "a\\"\\\\\\u0007"}'],
	['dockerfile', 'COPY ["§", "/x"]', 'a"b', 'COPY ["a\\"b", "/x"]'],
	['makefile', 'X = "§"', 'a"b', 'X = "a"b"'],
	['plaintext', 'see "§"', 'a"b', 'see "a"b"'],
	...['javascript', 'typescript', 'javascriptreact'].flatMap((language) =>
		[
			'import a from "§";',
			"export { default } from '§'",
			'import "§"',
			'require(`§`)',
			'await import("§")',
			"new URL( '§', import.meta.url)",
			'import a = require("§")',
		].map((code) => [language, code, 'a/b.png', code.replace('§', './a/b.png')] as const),
	),
	['typescript', 'import a from "§"', '../b.png', 'import a from "../b.png"'],
	['typescript', 'import a from "§"', '/b.png', 'import a from "/b.png"'],
	['typescript', 'import a from "§"', 'https://a.b/c.png', 'import a from "https://a.b/c.png"'],
	['typescript', 'import a from "~/§"', 'b.png', 'import a from "~/b.png"'],
	['typescript', 'Array.from("§")', 'b.png', 'Array.from("b.png")'],
	['typescript', 'x.style.background = "url(§)"', 'a (b).png', 'x.style.background = "url(a%20%28b%29.png)"'],
	['python', 'x = f\'background: url("§")\'', "a's.png", 'x = f\'background: url("a%27s.png")\''],
	['somethingnew', 'x = "§"', 'a"b', 'x = "a\\"b"'],
];

describe('A path in code', () => {
	for (const [language, before, path, after] of cases) {
		it(`is written as ${language} needs in ${JSON.stringify(before)}`, () => {
			assert.equal(put(language, before, path), after);
		});
	}

	it('is the text that JavaScript reads, whatever its name is', () => {
		for (const code of ['"§"', "'§'", '`§`', '/["/]/.test("a") ? 1 : \'§\'', '[`${[`§`]}`][0]', '4 / 2 && "§"']) {
			for (const path of nastyNames) {
				assert.equal(runInNewContext(put('javascript', code, path)), path, code);
			}
		}
	});

	it('is the text that JSON reads, whatever its name is', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (path) => {
				assert.deepEqual(JSON.parse(put('json', '["a", {"b": "§"}]', path.replace(/^[\p{L}\p{N}_]*/u, ''))), [
					'a',
					{ b: path.replace(/^[\p{L}\p{N}_]*/u, '') },
				]);
			}),
		);
	});
});
