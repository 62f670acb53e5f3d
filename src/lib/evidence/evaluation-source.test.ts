import { describe, expect, it } from 'vitest';
import { exampleEvaluation } from '../../../tests/evidence/example-evaluation';
import { loadEvidence } from './evaluation-source';

/** A static host that holds the given files and answers 404 to anything else. */
const host = (files: Record<string, unknown>) =>
	(async (url: RequestInfo | URL) => {
		const name = String(url).replace('/inspector/', '');
		return name in files
			? new Response(typeof files[name] === 'string' ? files[name] : JSON.stringify(files[name]))
			: new Response('not here', { status: 404 });
	}) as typeof fetch;

const load = (files: Record<string, unknown>) => loadEvidence('/inspector/', host(files));

describe('the published evidence', () => {
	it('is null, not an error, where the build carries none', async () => {
		expect(await load({})).toBeNull();
	});

	it('is null where only the misleading set was published', async () => {
		const files = {
			'evidence/index.json': { sets: ['random-split'] },
			'evidence/random-split.json': exampleEvaluation('random-split')
		};
		expect(await load(files)).toBeNull();
	});

	it('is read from the base under which the app is served, with the random split where there is one', async () => {
		const main = exampleEvaluation();
		const files = {
			'evidence/index.json': { sets: ['beer-unseen', 'cross-validation', 'random-split'] },
			'evidence/beer-unseen.json': exampleEvaluation('beer-unseen'),
			'evidence/cross-validation.json': main,
			'evidence/random-split.json': exampleEvaluation('random-split')
		};
		const evidence = await load(files);
		expect(evidence?.main.summary).toEqual(main.summary);
		expect(evidence?.beer?.name).toBe('beer-unseen');
		expect(evidence?.randomSplit?.name).toBe('random-split');
		expect(evidence?.manifest).toBeNull();
	});

	it('takes robustness curves from a set measured apart where the main set has none', async () => {
		const files = (main: object) => ({
			'evidence/index.json': { sets: ['cross-validation', 'challenge-unseen'] },
			'evidence/cross-validation.json': { ...exampleEvaluation(), ...main },
			'evidence/challenge-unseen.json': {
				...exampleEvaluation('challenge-unseen'),
				robustness: exampleEvaluation().robustness.slice(0, 1)
			}
		});
		expect((await load(files({ robustness: [] })))?.robust?.name).toBe('challenge-unseen');
		expect((await load(files({})))?.robust?.name).toBe('cross-validation');
	});

	it('is refused where a set that the index names is missing', async () => {
		await expect(load({ 'evidence/index.json': { sets: ['cross-validation'] } })).rejects.toThrow(/missing/);
	});

	it('is refused where a figure lies outside its range', async () => {
		const bad = exampleEvaluation();
		bad.summary.accuracy = { ...bad.summary.accuracy, value: 1.2 };
		const files = { 'evidence/index.json': { sets: ['cross-validation'] }, 'evidence/cross-validation.json': bad };
		await expect(load(files)).rejects.toThrow();
	});

	it('is refused where a host answers with a page instead of JSON', async () => {
		await expect(load({ 'evidence/index.json': '<!doctype html>' })).rejects.toThrow();
	});

	it('never leads out of its folder by a name in the index', async () => {
		await expect(load({ 'evidence/index.json': { sets: ['../model/current'] } })).rejects.toThrow();
	});
});
