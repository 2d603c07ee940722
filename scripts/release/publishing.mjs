// What only the owner knows, out of publishing.json, one place for all of it; and what the owner writes for a version.
import { SetupError } from '../setup.mjs';

/** With these a dry run packs in the place of what is still left to the owner. */
const examples = {
	publisher: 'imagegen',
	repository: 'https://github.com/example/imagegen',
	bugs: 'https://github.com/example/imagegen/issues',
	homepage: 'https://github.com/example/imagegen#readme',
	qna: false,
	sponsor: false,
};

const optional = ['qna', 'sponsor'];

/**
 * What the owner still has to put into publishing.json.
 * @param {Readonly<Record<string, unknown>>} publishing its content
 * @returns {string[]} a line for each field
 */
export function leftToOwner(publishing) {
	return Object.keys(examples).flatMap((field) => {
		const value = publishing[field];
		if (typeof value === 'string' && value.startsWith('TODO: ')) {
			return [`${field}: ${value.slice('TODO: '.length)}`];
		}
		return isSound(field, value) ? [] : [`${field}: ${JSON.stringify(value)} can't be used`];
	});
}

/**
 * The manifest as the stores get it.
 * @param {Readonly<Record<string, unknown>>} manifest package.json
 * @param {Readonly<Record<string, unknown>>} publishing publishing.json
 * @returns {Record<string, unknown>}
 */
export function manifestFor(manifest, publishing) {
	const left = new Set(leftToOwner(publishing).map((line) => line.split(':', 1)[0]));
	const known = Object.fromEntries(
		Object.entries(examples).map(([field, example]) => [field, left.has(field) ? example : publishing[field]]),
	);
	const { publisher, repository, bugs, homepage, qna, sponsor } = known;
	const merged = {
		...manifest,
		...{ publisher, homepage, qna },
		repository: { type: 'git', url: repository },
		bugs: { url: bugs },
		...(sponsor === false ? {} : { sponsor: { url: sponsor } }),
	};
	// What only a checkout has a use for.
	for (const field of ['private', 'scripts', 'devDependencies', 'allowScripts', 'overrides']) {
		delete merged[field];
	}
	return merged;
}

/**
 * Whether a changelog has a section on a version, as `## 1.0.0` or `## [1.0.0] - 2026-01-01`.
 * @param {string} version
 * @param {string} changelog its text
 */
export function tellsOf(version, changelog) {
	return changelog.split('\n').some((line) => /^## \[?([^\]\s]+)/.exec(line)?.[1] === version);
}

/**
 * The members of a file of JSON that people write by hand. Throws a `SetupError` with its name where it has none.
 * @param {string} file
 * @param {string} text
 */
export function parsed(file, text) {
	const content = parsedJson(file, text);
	if (typeof content !== 'object' || content === null || Array.isArray(content)) {
		throw new SetupError(`${file} must be an object with members: { … }`);
	}
	return content;
}

function parsedJson(file, text) {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new SetupError(`${file} isn't JSON: ${error.message}`);
	}
}

/** Words that stand for what the owner is to write. */
const placeholders = /\b(TODO|OWNER|NAME|PUBLISHER)\b/;

function isSound(field, value) {
	if (typeof value !== 'string') {
		return value === false && optional.includes(field);
	}
	if (placeholders.test(value)) {
		return false;
	}
	if (field === 'publisher') {
		return /^[a-z0-9][a-z0-9-]*$/i.test(value);
	}
	// vsce makes the README's addresses whole for these hosts alone.
	const pattern = field === 'repository' ? /^https:\/\/(github|gitlab)\.com\/[\w.-]+\/[\w.-]+$/ : /^https:\/\/\S+$/;
	return pattern.test(value);
}
