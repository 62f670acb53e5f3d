import { expect, it } from 'vitest';
import { bottlesPerMinute } from './rate';

it('knows no rate before the second bottle', () => {
	expect(bottlesPerMinute([], 0)).toBeNull();
	expect(bottlesPerMinute([100], 5000)).toBeNull();
});

it('says 30 a minute for a bottle every two seconds, before and after a full minute', () => {
	const every2s = (n: number) => Array.from({ length: n }, (_, i) => i * 2000);
	expect(bottlesPerMinute(every2s(6), 10_000)).toBeCloseTo(30, 5);
	expect(bottlesPerMinute(every2s(100), 198_000)).toBeCloseTo(30, 5);
});

it('falls while no bottle comes and forgets what is over a minute old', () => {
	expect(bottlesPerMinute([0, 2000, 4000], 24_000)).toBeCloseTo(5, 5);
	expect(bottlesPerMinute([0, 2000, 4000], 70_000)).toBeNull();
});
