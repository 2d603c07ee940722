import { readFileSync } from 'node:fs';

/** What docs/troubleshooting.md has of each section: the messages in bold, by its heading's anchor; `…` stands for what differs. */
export function troubleshooting(): ReadonlyMap<string, readonly string[]> {
	const [, ...sections] = readFileSync('docs/troubleshooting.md', 'utf8').split(/^## /m);
	return new Map(
		sections.map((section) => {
			const [heading = ''] = section.split('\n');
			const anchor = heading
				.toLowerCase()
				.replace(/[^\w -]/g, '')
				.replaceAll(' ', '-');
			return [anchor, [...section.matchAll(/^- \*\*(.+?)\*\*/gm)].map(([, message = '']) => message)];
		}),
	);
}
