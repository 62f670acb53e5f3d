import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readObservations, type Observation } from './observations';
import { withTodaysRules } from './todays-rules';

const RESULTS = 'model/results';
const seen = (verdict: Observation['verdict'], s_visible: number, s_none: number) =>
	({
		verdict,
		reason: '',
		confidence: 0.9,
		open: 0.07,
		closed: 0.9,
		s_visible,
		s_hidden: 0,
		s_none,
		answerable: 1
	}) as Observation;

describe('a stored observation under today’s rules', () => {
	it('is unsure where the scene rather holds no bottle, whatever was answered', () => {
		expect(withTodaysRules(seen('closed', 1, 2))).toMatchObject({
			verdict: 'unsure',
			reason: 'low-confidence',
			confidence: 0.9,
			answerable: 0
		});
		expect(withTodaysRules(seen('no-bottle', 1, 2))).toMatchObject({ verdict: 'no-bottle', answerable: 0 });
	});

	it('stays as it is where the scene holds a visible mouth', () => {
		const row = seen('closed', 2, 1);
		expect(withTodaysRules(row)).toBe(row);
	});

	it.each(readdirSync(RESULTS).filter((set) => existsSync(`${RESULTS}/${set}/observations.csv`)))(
		'is what the committed results of %s hold already',
		async (set) => {
			const rows = await readObservations(`${RESULTS}/${set}/observations.csv`);
			expect(rows.length).toBeGreaterThan(20);
			expect(rows.map(withTodaysRules).filter((row, i) => row.verdict !== rows[i]!.verdict)).toEqual([]);
		}
	);
});
