import { describe, expect, it } from 'vitest';
import { columns, options, withAlpha, type Plot } from './plot';

const plot: Plot = {
	x: [0, 1],
	lines: [
		{ label: 'plain', values: [1, null], tone: 'accent' },
		{ label: 'banded', values: [0.4, 0.5], interval: { lower: [0.3, 0.4], upper: [0.5, 0.6] }, tone: 'open' }
	],
	xLabel: 'x',
	yLabel: 'y',
	formatX: String,
	formatY: String
};
const ink = { colour: () => '#102030', font: 'sans-serif' };

describe('a plot', () => {
	it('has as many series as columns, so that no bound is drawn as another line', () => {
		expect(options(plot, { width: 300, height: 200 }, ink).series).toHaveLength(columns(plot).length);
	});

	it('fills the band between the upper and the lower bound of its line', () => {
		const { bands } = options(plot, { width: 300, height: 200 }, ink);
		const [upper, lower] = bands![0]!.series;
		expect(columns(plot)[upper]).toEqual([0.5, 0.6]);
		expect(columns(plot)[lower]).toEqual([0.3, 0.4]);
	});

	it('paints bands faintly, whether the build wrote the colour long or short, and never solid', () => {
		expect(withAlpha('#ffff00')).toBe('#ffff002e');
		expect(withAlpha('#ff0')).toBe('#ffff002e');
		expect(withAlpha('rebeccapurple')).toBe('transparent');
	});
});
