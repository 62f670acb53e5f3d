import { describe, expect, it } from 'vitest';
import { exampleEvaluation } from '../../tests/evidence/example-evaluation';
import { fillCard, type CardFacts } from './card-tables';

const VERSION = 'abcdef012345'; // of the example's observations
const facts: CardFacts = { model: 'THE MODEL', data: 'THE DATA', quantization: 'THE BITS', version: VERSION };
const fill = (template: string, about = {}, version = VERSION) =>
	fillCard(template, new Map([['set', { ...exampleEvaluation('set'), ...about }]]), { ...facts, version });

describe('the model card', () => {
	it('says what no evaluation holds in its place', () => {
		expect(fill('{{model}}, {{data}}, {{quantization}}')).toBe('THE MODEL, THE DATA, THE BITS');
	});

	it('is refused where a set or a table is asked for that does not exist', () => {
		expect(() => fill('{{summary absent}}')).toThrow('summary absent');
		expect(() => fill('{{nonsense set}}')).toThrow('nonsense set');
	});

	it('is refused where robustness was not measured, in place of a table without a row', () => {
		expect(fill('{{robustness set}}')).toContain('| rotation | -15 |');
		expect(() => fill('{{robustness set}}', { robustness: [] })).toThrow('set holds no robustness');
	});

	it('is refused where it says of the shipped model what another one did', () => {
		expect(fill('{{shipped set}}')).toBe(fill('{{summary set}}'));
		expect(() => fill('{{shipped set}}', {}, '000000000000')).toThrow('evaluate it anew');
	});

	it('says what is right with each group weighing one, where groups hold several pictures', () => {
		const { summary } = exampleEvaluation();
		expect(fill('{{summary set}}')).toContain('with each group weighing one: ');
		const single = { summary: { ...summary, groups: summary.pictures } };
		expect(fill('{{summary set}}', single)).not.toContain('weighing one');
		expect(fill('{{summary set}}', { summary: { ...summary, groups: 1 } })).toContain('in 1 group (');
	});

	it('holds what was measured against what is asked, of the challenge more, and leaves out what no picture can show', () => {
		const { summary } = exampleEvaluation();
		const rate = (hits: number, n: number) => ({ hits, n, value: n ? hits / n : null, lower: 0, upper: 1 });
		const about = { summary: { ...summary, accuracy: rate(98, 100), phantom: rate(0, 0) } };
		expect(fill('{{goals set}}', about)).toMatch(/right among .* \| at least 97\.0 % \| 98\.0 % .* \| met \|/);
		expect(fill('{{challenge-goals set}}', about)).toMatch(/at least 99\.0 % \| 98\.0 % .* \| \*\*missed\*\* \|/);
		expect(fill('{{goals set}}', about)).not.toContain('without a bottle');
		expect(fill('{{goals set}}')).toContain('without a bottle');
	});

	it('says no risk where nothing is answered', () => {
		const point = { threshold: 0.9, coverage: 0, risk: 0, missedOpenRate: 0, missedOpenUpper: 1, n: 0 };
		expect(fill('{{calibration set}}', { riskCoverage: [point] })).toContain('| 0.9 | 0.0 % | – |');
	});
});
