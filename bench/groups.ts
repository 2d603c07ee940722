import { measureCopies } from './copies/copies';
import { reportCopies } from './copies/report';
import { measureEditor } from './editor/measure';
import { reportEditor } from './editor/report';
import { type Group, group } from './group';
import { measureGrowth } from './growth/growth';
import { reportGrowth } from './growth/report';
import { measureImage } from './image/measure';
import { reportImage } from './image/report';
import { reportSaving } from './saving/report';
import { measureSaving } from './saving/saving';
import { reportSize } from './size/report';
import { measureSize } from './size/size';

/** All of them, in the order in which they are measured and reported. */
export const groups: readonly Group[] = [
	group('saving', measureSaving, reportSaving),
	group('editor', measureEditor, reportEditor),
	group('image', measureImage, reportImage),
	group('growth', measureGrowth, reportGrowth),
	group('size', measureSize, reportSize),
	group('copies', measureCopies, reportCopies),
];
