import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const text = readFileSync('docs/dependencies.md', 'utf8');
const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
	'dependencies' | 'devDependencies',
	Record<string, string>
>;
/** Names in backquotes in the first cell of a table's row. */
const explained = text
	.split('\n')
	.filter((line) => line.startsWith('| `'))
	.flatMap((line) => [...line.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));

describe('docs/dependencies.md', () => {
	it('says of every dependency why it is here', () => {
		const all = Object.keys({ ...dependencies, ...devDependencies });
		expect(all.filter((name) => !explained.includes(name))).toEqual([]);
	});

	it('names no package that is gone', () => {
		expect(explained.filter((name) => !(name in dependencies) && !(name in devDependencies))).toEqual([]);
	});

	it('names each once', () => {
		expect(explained.filter((name, i) => explained.indexOf(name) !== i)).toEqual([]);
	});

	it('holds that versions are exact', () => {
		const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(([, range]) => !/^\d/.test(range));
		expect(loose).toEqual([]);
	});
});
