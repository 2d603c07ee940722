import assert from 'node:assert/strict';
import { posix } from 'node:path';
import {
	asTemplate,
	defaultDestination,
	destinationFor,
	type DestinationContext,
	numbered,
	ruleFor,
} from '../../../../src/documents/destination/destination';

const inDocs: DestinationContext = {
	documentPath: '/ws/docs/guide.md',
	folderPath: '/ws',
	fileName: 'red-fox.jpg',
	now: Date.UTC(2026, 0, 17, 8, 30),
};

function pathOf(template: string, context: DestinationContext = inDocs): string {
	const destination = destinationFor(template, context);
	assert.ok(destination && !('refused' in destination), JSON.stringify(destination));
	return destination.path;
}

describe("An image's destination", () => {
	it('is images/ beside the document by default', () => {
		assert.equal(pathOf(defaultDestination), '/ws/docs/images/red-fox.jpg');
	});

	it('is images/ in the workspace folder without a document', () => {
		const { documentPath: _, ...withoutDocument } = inDocs;
		assert.equal(pathOf(defaultDestination, withoutDocument), '/ws/images/red-fox.jpg');
	});

	it('is nowhere without a folder and a document', () => {
		assert.equal(destinationFor(defaultDestination, { fileName: 'x.png', now: 0 }), undefined);
	});

	for (const [template, path] of [
		['/assets/', '/ws/assets/red-fox.jpg'],
		['/assets/${fileName}', '/ws/assets/red-fox.jpg'],
		['../assets/', '/ws/assets/red-fox.jpg'],
		['${documentDirName}/pics/', '/ws/docs/pics/red-fox.jpg'],
		['${documentWorkspaceFolder}/${documentRelativeDirName}/x/', '/ws/docs/x/red-fox.jpg'],
		['${documentFileName}.d/', '/ws/docs/guide.md.d/red-fox.jpg'],
		['${documentBaseName}/${fileName}', '/ws/docs/guide/red-fox.jpg'],
		['${documentBaseName}-${documentExtName}.${fileExtName}', '/ws/docs/guide-md.jpg'],
		['/flat/${documentRelativeFilePath/\\//_/g}', '/ws/flat/docs_guide.md.jpg'],
		['${documentFilePath}.d/', '/ws/docs/guide.md.d/red-fox.jpg'],
		['${unixTime}/', '/ws/docs/1768638600000/red-fox.jpg'],
		['${isoTime/T.*//}/', '/ws/docs/2026-01-17/red-fox.jpg'],
		['${fileName/(\\w+)-(\\w+)/$2-$1/}', '/ws/docs/fox-red.jpg'],
		['${fileName/RED/blue/i}', '/ws/docs/blue-fox.jpg'],
		['\\${fileName}/', '/ws/docs/${fileName}/red-fox.jpg'],
		['${unknown}/', '/ws/docs/${unknown}/red-fox.jpg'],
		['${fileName/(/x/}', '/ws/docs/red-fox.jpg'],
	] as const) {
		it(`is ${path} for ${template}`, () => assert.equal(pathOf(template), path));
	}

	it("takes the format's own extension, whatever the template says", () => {
		assert.equal(pathOf('pics/hero.png'), '/ws/docs/pics/hero.jpg');
		assert.equal(pathOf('pics/v1.2'), '/ws/docs/pics/v1.2.jpg');
	});

	it("stays in the document's own folder when the document is outside the workspace", () => {
		const outside = { documentPath: '/home/me/notes.md', fileName: 'x.png', now: 0 };
		assert.equal(pathOf('${documentWorkspaceFolder}/images/', outside), '/home/me/images/x.png');
		assert.equal(pathOf('/images/', outside), '/home/me/images/x.png');
		assert.deepEqual(destinationFor('../', outside), { refused: 'outside', path: '/home/x.png' });
	});

	for (const template of [
		'../../',
		'/../',
		'../../other/${fileName}',
		'..',
		'${documentWorkspaceFolder}/../x/',
		'/a/../../ws2/',
	]) {
		it(`is refused for ${template}, which leads out of the workspace`, () => {
			const destination = destinationFor(template, inDocs);
			assert.ok(
				destination && 'refused' in destination && destination.refused === 'outside',
				JSON.stringify(destination),
			);
		});
	}

	it('is refused with a backslash, which would be a separator on Windows', () => {
		assert.deepEqual(destinationFor('..\\..\\x/', inDocs), {
			refused: 'backslash',
			path: '/ws/docs/..\\..\\x/red-fox.jpg',
		});
	});

	it('does not depend on how the drive letter is written', () => {
		for (const [documentPath, folderPath] of [
			['/C:/ws/docs/guide.md', '/c:/ws'],
			['/c:/ws/docs/guide.md', '/C:/ws'],
			['/C:/ws/docs/guide.md', '/C:/ws'],
		] as const) {
			const context = { ...inDocs, documentPath, folderPath };
			assert.equal(pathOf(defaultDestination, context), '/c:/ws/docs/images/red-fox.jpg');
			assert.equal(pathOf('/assets/', context), '/c:/ws/assets/red-fox.jpg');
			assert.equal(pathOf('/${documentRelativeDirName}/', context), '/c:/ws/docs/red-fox.jpg');
		}
		const elsewhere = { ...inDocs, documentPath: '/D:/ws/guide.md', folderPath: '/c:/ws' };
		assert.deepEqual(destinationFor(defaultDestination, elsewhere), {
			refused: 'outside',
			path: '/d:/ws/images/red-fox.jpg',
		});
	});

	it('has no control in its name that turns it around, whatever the document is called', () => {
		const context = { ...inDocs, documentPath: '/ws/\u202Egnp.exe\u0007.md' };
		assert.equal(pathOf('${documentBaseName}.${fileExtName}', context), '/ws/gnp.exe.jpg');
		assert.equal(pathOf('${documentBaseName}/${documentBaseName}/', context), '/ws/gnp.exe/gnp.exe/red-fox.jpg');
	});

	it('is in the folder of the document, whatever that is called', () => {
		const context = { ...inDocs, documentPath: '/ws/a\u0007b/deep/guide.md' };
		assert.equal(pathOf(defaultDestination, context), '/ws/a\u0007b/deep/images/red-fox.jpg');
		assert.equal(pathOf('../images/', context), '/ws/a\u0007b/images/red-fox.jpg');
	});

	it('stays in the workspace, whatever is left of a name without its controls', () => {
		const context = { ...inDocs, documentPath: '/ws/.\u0007..md' };
		assert.deepEqual(destinationFor('${documentBaseName}/${documentBaseName}/', context), {
			refused: 'outside',
			path: '/red-fox.jpg',
		});
	});

	it('counts files that have the same name', () => {
		assert.deepEqual(
			[0, 1, 12].map((count) => numbered('/ws/a.b/fox.jpg', count)),
			['/ws/a.b/fox.jpg', '/ws/a.b/fox-1.jpg', '/ws/a.b/fox-12.jpg'],
		);
	});
});

describe('The rules for copied files in Markdown', () => {
	const matches = (glob: string): boolean => posix.matchesGlob('/ws/docs/guide.md', glob);

	it('apply in their order', () => {
		assert.equal(ruleFor({ '**/x/*.md': 'a/', '**/docs/*.md': 'b/', '**/*': 'c/' }, matches), 'b/');
		assert.equal(ruleFor({ '**/*.txt': 'a/' }, matches), undefined);
	});

	it('mean beside the document when they say nothing', () => {
		assert.equal(pathOf(ruleFor({ '**/*': '' }, matches) ?? 'none'), '/ws/docs/red-fox.jpg');
	});
});

describe('The setting imagegen.destination', () => {
	it('means a folder when it is a plain word', () => {
		assert.equal(asTemplate('images'), 'images/');
		assert.equal(asTemplate(' /assets/img '), '/assets/img/');
	});

	it('means a file when it has a variable or an extension at its end', () => {
		assert.equal(asTemplate('images/${fileName}'), 'images/${fileName}');
		assert.equal(asTemplate('hero.png'), 'hero.png');
		assert.equal(asTemplate('..'), '..');
	});
});
