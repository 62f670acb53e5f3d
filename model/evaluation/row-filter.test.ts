import { describe, expect, it } from 'vitest';
import { rowFilter } from './row-filter';

const row = { scene: 'table', material: 'glass', source: 'owner/name' };
const kept = (...conditions: string[]) => rowFilter(conditions)(row, 'set.csv');

describe('rows that --where asks for', () => {
	it('have one of the values, or none of them, and all that is asked', () => {
		expect([kept(), kept('scene=hand,table'), kept('scene=hand')]).toEqual([true, true, false]);
		expect([kept('source!=other/name'), kept('source!=owner/name')]).toEqual([true, false]);
		expect([kept('scene=table', 'material=glass'), kept('scene=table', 'material=pet')]).toEqual([true, false]);
	});

	it('are refused where the condition is none, or its column is not there: a typing error would choose nothing', () => {
		expect(() => rowFilter(['scene'])).toThrow('--where is COLUMN=A,B or COLUMN!=A,B, not scene');
		expect(() => kept('scnee=table')).toThrow('set.csv lacks the column scnee');
	});
});
