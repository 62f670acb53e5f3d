import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exampleObservations } from '../../tests/evidence/example-evaluation';
import { mergeObservations } from './merge';
import { writeObservations } from './observations';
import { spread } from './robustness';

const folder = mkdtempSync(join(tmpdir(), 'merge-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [one, two] = [join(folder, 'one.csv'), join(folder, 'two.csv')] as const;
const all = exampleObservations(6);

describe('stored observations', () => {
	it('are reported as one set, of the pictures asked for only', async () => {
		await writeObservations(one, all.slice(0, 3));
		await writeObservations(two, all.slice(3));
		const asked = [all[1]!, all[4]!];
		expect((await mergeObservations([one, two], asked)).map(({ file }) => file)).toEqual(['1.jpg', '4.jpg']);
	});

	it('are refused where a picture would count twice, none is asked for, or the file is another one', async () => {
		await writeObservations(one, all);
		await expect(mergeObservations([one, one], all)).rejects.toThrow('0.jpg was observed twice');
		await expect(mergeObservations([one], [{ file: 'other.jpg' }])).rejects.toThrow('no observation is of a picture');
		writeFileSync(two, 'file,label\na.jpg,open\n');
		await expect(mergeObservations([two], all)).rejects.toThrow('two.csv holds no observations: it lacks truth');
	});
});

describe('specimens for robustness', () => {
	it('are spread over the whole set, whatever share of it they are', () => {
		const set = Array.from({ length: 100 }, (_, i) => i);
		expect(spread(set, 60).at(-1)).toBeGreaterThan(95);
		expect(spread(set, 4)).toEqual([0, 25, 50, 75]);
		expect(new Set(spread(set, 60)).size).toBe(60);
		expect(spread(set, 500)).toEqual(set);
		expect(spread(set, 0)).toEqual([]);
	});
});
