import type { CommandEntry, CommandGroup } from './command';

/** All commands by their names, under headings. None is loaded before it is asked for, so that a job's process starts at once. */
export const commandGroups: readonly CommandGroup[] = [
	{
		group: 'Make images',
		commands: {
			generate: {
				summary: 'makes an image: imagegen generate "a lighthouse at dusk"',
				load: async () => (await import('./generate')).generateCommand,
			},
			edit: {
				summary: 'makes another image out of one: imagegen edit lighthouse.jpg "at night"',
				load: async () => (await import('./generate')).editCommand,
			},
			fill: {
				summary: 'makes the images that documents link to and that are not there',
				load: async () => (await import('./fill')).fillCommand,
			},
		},
	},
	{
		group: 'Images and documents',
		commands: {
			missing: {
				summary: 'lists the image links that lead to no file',
				load: async () => (await import('./missing')).missingCommand,
			},
			link: {
				summary: 'prints what links an image in a document, in its own language',
				load: async () => (await import('./link')).linkCommand,
			},
			convert: {
				summary: 'makes a copy of an image in another format, size or weight',
				load: async () => (await import('./convert')).convertCommand,
			},
			recipe: {
				summary: 'tells how an image was made',
				load: async () => (await import('./recipe')).recipeCommand,
			},
		},
	},
	{
		group: 'Services and keys',
		commands: {
			services: {
				summary: 'lists the image services',
				load: async () => (await import('./services')).servicesCommand,
			},
			models: {
				summary: 'lists the models of a service, with what they take and cost',
				load: async () => (await import('./models')).modelsCommand,
			},
			key: {
				summary: "keeps API keys in the operating system's keyring",
				load: async () => (await import('./key')).keyCommand,
			},
			diagnose: {
				summary: 'looks at the connection to a service, at no cost',
				load: async () => (await import('./diagnose')).diagnoseCommand,
			},
		},
	},
	{
		group: 'What became of it',
		commands: {
			jobs: {
				summary: 'tells what became of every job that is kept',
				load: async () => (await import('./jobs')).jobsCommand,
			},
			recover: {
				summary: 'saves the images of an earlier job, or of a reply that was kept',
				load: async () => (await import('./recover')).recoverCommand,
			},
			requests: {
				summary: 'lists every request that went out',
				load: async () => (await import('./requests')).requestsCommand,
			},
		},
	},
	{
		group: 'For other programs',
		commands: {
			mcp: {
				summary: 'serves agents over the Model Context Protocol',
				load: async () => (await import('./mcp')).mcpCommand,
			},
			sandbox: {
				summary: 'starts a service on this machine that bills nobody',
				load: async () => (await import('./sandbox')).sandboxCommand,
			},
			completion: {
				summary: 'prints what has a shell complete commands and options',
				load: async () => (await import('./completion')).completionCommand(commandEntries),
			},
			run: {
				summary: 'does the job of a folder: what the extension starts',
				load: async () => (await import('./run')).runCommand,
			},
			shrink: {
				summary: "makes jobs' folders small: what the extension starts",
				load: async () => (await import('./shrink')).shrinkCommand,
			},
		},
	},
];

/** All commands, without their headings. */
export const commandEntries: readonly (readonly [name: string, entry: CommandEntry])[] = commandGroups.flatMap(
	({ commands }) => Object.entries(commands),
);
