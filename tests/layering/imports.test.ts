import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const LIB = 'src/lib';

/** What each module of src/lib may import from its neighbours; '*' composes them all. */
const ALLOWED: Record<string, readonly string[] | '*'> = {
	domain: [],
	preprocess: ['domain'],
	calibration: ['domain'],
	decision: ['domain', 'calibration'],
	capture: ['domain', 'preprocess'],
	inference: ['domain', 'preprocess'],
	records: ['domain'],
	reporting: ['domain', 'records', 'paraglide'],
	server: ['domain'],
	session: '*',
	paraglide: []
};

/** The only module that may import a package. */
const OWNERS: Record<string, RegExp> = {
	inference: /^@tensorflow\//,
	records: /^idb$/,
	server: /^(better-sqlite3|postgres)$/
};

interface Import {
	file: string;
	from: string;
	specifier: string;
	target: string | null;
}

function sources(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((e) => e.isFile() && /\.(ts|svelte)$/.test(e.name) && !/\.test\.ts$/.test(e.name))
		.map((e) => join(e.parentPath, e.name))
		.filter((file) => !file.includes('paraglide'));
}

function imports(): Import[] {
	return sources('src').flatMap((file) => {
		const inLib = relative(LIB, file);
		const from = inLib.startsWith('..') ? 'routes' : inLib.split('/')[0]!;
		const text = readFileSync(file, 'utf8');
		return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier]) => ({
			file,
			from,
			specifier: specifier!,
			target: targetModule(file, specifier!)
		}));
	});
}

function targetModule(file: string, specifier: string): string | null {
	const path = specifier.startsWith('$lib/')
		? specifier.slice(5)
		: specifier.startsWith('.')
			? relative(LIB, join(file, '..', specifier))
			: null;
	return path === null || path.startsWith('..') ? null : path.split('/')[0]!;
}

describe('the straight path of a frame', () => {
	const all = imports();

	it('is found in the sources at all', () => {
		expect(all.length).toBeGreaterThan(30);
	});

	it('never leads back: each module imports only those before it', () => {
		const wrong = all.filter(({ from, target }) => {
			const allowed = ALLOWED[from];
			return allowed && allowed !== '*' && target !== null && target !== from && !allowed.includes(target);
		});
		expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
	});

	it('keeps TensorFlow.js, IndexedDB and the databases behind one module each', () => {
		const wrong = all.filter(({ from, specifier }) =>
			Object.entries(OWNERS).some(([owner, packages]) => packages.test(specifier) && from !== owner)
		);
		expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
	});
});
