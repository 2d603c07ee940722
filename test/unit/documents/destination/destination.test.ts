import assert from 'node:assert/strict';
import fc from 'fast-check';
import { posix } from 'node:path';
import {
	defaultDestination,
	destinationFor,
	type DestinationContext,
	numbered,
} from '../../../../src/documents/destination/destination';
import type { Template } from '../../../../src/documents/destination/template';

const inDocs: DestinationContext = {
	documentPath: '/ws/docs/guide.md',
	folderPath: '/ws',
	fileName: 'red-fox.jpg',
	now: Date.UTC(2026, 0, 17, 8, 30),
};

function own(text: string): Template {
	return { text, setting: 'imagegen.destination' };
}

function copied(text: string): Template {
	return { text, setting: 'markdown.copyFiles.destination' };
}

function pathOf(template: string | Template, context: DestinationContext = inDocs): string {
	const destination = destinationFor(typeof template === 'string' ? own(template) : template, context);
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
		['/flat/${documentRelativeFilePath/\\//_/g}.png', '/ws/flat/docs_guide.md.jpg'],
		['${documentFilePath}.d/', '/ws/docs/guide.md.d/red-fox.jpg'],
		['${unixTime}/', '/ws/docs/1768638600000/red-fox.jpg'],
		['${isoTime/T.*//}/', '/ws/docs/2026-01-17/red-fox.jpg'],
		['${fileName/(\\w+)-(\\w+)/$2-$1/}', '/ws/docs/fox-red.jpg'],
		['${fileName/RED/blue/i}', '/ws/docs/blue-fox.jpg'],
		['\\${fileName}/', '/ws/docs/${fileName}/red-fox.jpg'],
		['images', '/ws/docs/images/red-fox.jpg'],
		[' /assets/img ', '/ws/assets/img/red-fox.jpg'],
		['.images', '/ws/docs/.images/red-fox.jpg'],
		['docs/v1.2', '/ws/docs/docs/v1.2/red-fox.jpg'],
		['.', '/ws/docs/red-fox.jpg'],
		['..', '/ws/red-fox.jpg'],
		['/', '/ws/red-fox.jpg'],
		['${documentDirName}', '/ws/docs/red-fox.jpg'],
		['${documentBaseName}.assets', '/ws/docs/guide.assets/red-fox.jpg'],
		['images/${fileName}', '/ws/docs/images/red-fox.jpg'],
		['/${documentBaseName}-${fileName}', '/ws/guide-red-fox.jpg'],
		['hero.PNG', '/ws/docs/hero.jpg'],
		['hero.png/', '/ws/docs/hero.png/red-fox.jpg'],
		['images/.png', '/ws/docs/images/image.jpg'],
		['${fileName/(/x/}', '/ws/docs/red-fox.jpg'],
	] as const) {
		it(`is ${path} for ${template}`, () => assert.equal(pathOf(template), path));
	}

	it("takes the format's own extension, whatever the template says", () => {
		assert.equal(pathOf('pics/hero.png'), '/ws/docs/pics/hero.jpg');
		assert.equal(pathOf(copied('pics/v1.2')), '/ws/docs/pics/v1.2.jpg');
	});

	it("stays in the document's own folder when the document is outside the workspace", () => {
		const outside = { documentPath: '/home/me/notes.md', fileName: 'x.png', now: 0 };
		assert.equal(pathOf('${documentWorkspaceFolder}/images/', outside), '/home/me/images/x.png');
		assert.equal(pathOf('/images/', outside), '/home/me/images/x.png');
		assert.deepEqual(destinationFor(own('../'), outside), { refused: 'outside', path: '/home/x.png' });
	});

	for (const template of [
		'../../',
		'/../',
		'../../other/${fileName}',
		'../..',
		'${documentWorkspaceFolder}/../x/',
		'/a/../../ws2/',
	]) {
		it(`is refused for ${template}, which leads out of the workspace`, () => {
			const destination = destinationFor(own(template), inDocs);
			assert.ok(
				destination && 'refused' in destination && destination.refused === 'outside',
				JSON.stringify(destination),
			);
		});
	}

	for (const template of ['/.git/refs/heads/', '../.GIT/', 'sub/.git/hooks/x.png']) {
		it(`is refused for ${template}, which is git's`, () => {
			const destination = destinationFor(own(template), inDocs);
			assert.equal(destination && 'refused' in destination && destination.refused, 'git');
		});
	}

	it('is refused with a backslash, which would be a separator on Windows', () => {
		assert.deepEqual(destinationFor(own('..\\..\\x/'), inDocs), {
			refused: 'backslash',
			path: '/ws/docs/..\\..\\x/red-fox.jpg',
		});
	});

	it('is not refused for a backslash in the name of a folder that the document is in', () => {
		const context = { ...inDocs, documentPath: '/ws/a\\b/guide.md' };
		assert.equal(pathOf('images/', context), '/ws/a\\b/images/red-fox.jpg');
		assert.equal(pathOf('../images/', context), '/ws/images/red-fox.jpg');
	});

	it('may be in any workspace folder', () => {
		const context = { ...inDocs, folderPaths: ['/ws', '/other'] };
		assert.equal(pathOf('../../other/pics/', context), '/other/pics/red-fox.jpg');
		assert.equal(pathOf(copied('/../other/pics/'), context), '/other/pics/red-fox.jpg');
		for (const template of ['../../other2/', '../../', '/../othe/']) {
			const destination = destinationFor(own(template), context);
			assert.ok(destination && 'refused' in destination && destination.refused === 'outside', template);
		}
	});

	it('may have the day, the name, and what is known of the image in it', () => {
		const now = new Date(2026, 0, 7, 23, 59).getTime();
		const context = { ...inDocs, now, resolution: '2K', model: 'org/flux.2:free', hash: '1a2b3c4d' };
		assert.equal(
			pathOf('${date}/${model}/${resolution}/${slug}-${hash}.${fileExtName}', context),
			'/ws/docs/2026-01-07/org-flux.2-free/2K/red-fox-1a2b3c4d.jpg',
		);
		assert.equal(pathOf('${slug}', context), '/ws/docs/red-fox/red-fox.jpg');
	});

	it('is in the folder `unknown` where a thing is not known of the image', () => {
		assert.equal(pathOf('${model}/${resolution}/'), '/ws/docs/unknown/unknown/red-fox.jpg');
	});

	it('makes one step of what a service calls its model, and none that leads elsewhere', () => {
		for (const [model, step] of [
			['../../etc', 'etc'],
			['..', 'unknown'],
			['a\\b', 'a-b'],
			['\u202Egnp', 'gnp'],
			['C:', 'C'],
		] as const) {
			assert.equal(pathOf('${model}/', { ...inDocs, model }), `/ws/docs/${step}/red-fox.jpg`);
		}
	});

	it('is refused for what looks like a variable and is none, with those that there are', () => {
		const refused = destinationFor(own('/${workspaceFolder}/${fileName}/${env:HOME}/${date'), inDocs);
		assert.ok(refused && 'refused' in refused && refused.refused === 'variables', JSON.stringify(refused));
		assert.deepEqual(refused.unknown, ['${workspaceFolder}', '${env:HOME}', '${date']);
		assert.ok(refused.known.includes('documentBaseName') && refused.known.includes('hash'));

		const inRule = destinationFor(copied('${date}/'), inDocs);
		assert.ok(inRule && 'refused' in inRule && inRule.refused === 'variables', 'Visual Studio Code knows no date');
		assert.deepEqual(inRule.unknown, ['${date}']);
	});

	it('is named as Windows can, where there is a drive', () => {
		const context = { ...inDocs, documentPath: '/c:/ws/docs/guide.md', folderPath: '/c:/ws' };
		assert.equal(pathOf('${isoTime/\\..*/x/}.png', context), '/c:/ws/docs/2026-01-17T08-30-00x.jpg');
		assert.equal(pathOf('a<b>|c?*". /', context), '/c:/ws/docs/a-b--c---/red-fox.jpg');
	});

	it('has a name that file systems take, however long the template makes it', () => {
		const { base } = posix.parse(pathOf(`${'長'.repeat(200)}.png`));
		assert.ok(Buffer.byteLength(base) <= 255);
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
		assert.deepEqual(destinationFor(own('${documentBaseName}/${documentBaseName}/'), context), {
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

	it('never leads out of the workspace folders, whatever the setting, the document and the image are called', () => {
		const step = fc.oneof(
			fc.constantFrom(
				'..',
				'.',
				'',
				'/',
				'\\',
				'a',
				'${documentBaseName}',
				'${model}',
				'${documentDirName}',
				'${hash}',
				'x.png',
			),
			fc.constantFrom(
				'${documentFileName/./../}',
				'${fileName/^.*$/..\\/../}',
				'${documentRelativeDirName/(.*)/$1\\/../}',
			),
			fc.string({ unit: 'binary', maxLength: 5 }),
		);
		const text = fc.array(step, { maxLength: 12 }).map((steps) => steps.join('/'));
		const name = fc
			.oneof(
				fc.constantFrom('..\u0007', '.\u0007.', 'C:', 'guide.md', '${x}.md'),
				fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
			)
			.map((part) => part.replaceAll('/', '-'))
			.filter((part) => part !== '.' && part !== '..');
		const folder = fc.constantFrom(
			['/ws', ['/ws']],
			['/ws', ['/ws', '/other/root']],
			['/c:/ws', ['/C:/ws', '/d:/other']],
		) as fc.Arbitrary<[string, string[]]>;
		fc.assert(
			fc.property(
				text,
				fc.boolean(),
				folder,
				fc.array(name, { minLength: 1, maxLength: 3 }),
				fc.string({ unit: 'binary' }),
				(template, isOwn, [folderPath, folderPaths], names, model) => {
					const context = { documentPath: posix.join(folderPath, ...names), folderPath, folderPaths, model };
					const destination = destinationFor(isOwn ? own(template) : copied(template), {
						...context,
						...{ fileName: 'red-fox.jpg', hash: '1a2b3c4d', now: 0 },
					});
					assert.ok(destination);
					if ('path' in destination && !('refused' in destination)) {
						const { path } = destination;
						assert.equal(path, posix.normalize(path));
						assert.ok(
							[folderPath, ...folderPaths].some((root) => path.startsWith(`${root.replace('C:', 'c:')}/`)),
							path,
						);
						assert.ok(path.endsWith('.jpg') && Buffer.byteLength(posix.basename(path)) <= 255, path);
					}
				},
			),
			{ numRuns: 500 },
		);
	});
});
