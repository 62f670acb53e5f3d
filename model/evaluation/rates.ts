import type { Rate } from '../../src/lib/domain/evaluation';

export const percent = (value: number | null) => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);

/** `97.1 % (95.0–98.4), 210 of 216`. */
export function rateInWords({ value, lower, upper, hits, n }: Rate): string {
	if (n === 0) return '– (n 0)';
	return `${percent(value)} (${(lower * 100).toFixed(1)}–${(upper * 100).toFixed(1)}), ${hits} of ${n}`;
}
